"""The journal of one application, spelled for a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils.translation import gettext as _

from reform_apps.models import JournalEntry, User
from reform_apps.pages.frame import words
from reform_apps.queries import disclosures, mentions
from reform_apps.queries.snapshots import REFERENCES

EMPTY = (None, "", [], {})
CITING = ("basis", "source", "locator", "note")


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an act, before and after, a line for each thing that it holds."""

    label: str
    before: list[str]
    after: list[str]


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the journal as the timeline shows it."""

    version: int
    title: str
    from_status: str
    from_label: str
    to_status: str
    to_label: str
    effective_on: date
    recorded_at: datetime
    reason: str
    evidence: str
    by: str
    changes: list[Change]
    digest: str


def events(entries: Iterable[JournalEntry], *, user: User | AnonymousUser) -> list[Event]:
    """Spell entries, in their order, as far as somebody may be told."""
    entries = list(entries)
    rows = mentions.rows_named_in(entries, user=user)
    return [_event(entry, user=user, rows=rows) for entry in entries]


def _event(entry: JournalEntry, *, user: User | AnonymousUser, rows: Mapping) -> Event:
    moved = bool(entry.transition)
    by = words.person(entry.by) if user.is_authenticated else ""
    told = disclosures.changes_told(entry, user=user)
    return Event(
        version=entry.version,
        title=entry.get_transition_display() if moved else entry.get_verb_display(),
        from_status=entry.from_status if moved else "",
        from_label=entry.get_from_status_display() if moved else "",
        to_status=entry.to_status if moved or not entry.from_status else "",
        to_label=entry.get_to_status_display(),
        effective_on=entry.effective_on,
        recorded_at=entry.recorded_at,
        reason=entry.reason,
        evidence=entry.evidence,
        by=by,
        changes=[
            _change(field, states, rows)
            for field, states in told.items()
            if not (moved and field == "status")  # the title has shown it
        ],
        digest=entry.digest,
    )


def _change(field: str, states: list[object], rows: Mapping) -> Change:
    before, after = states
    if field == "basis":
        before, after = _differing(before or {}, after or {}), _differing(after or {}, before or {})
    return Change(words.label(field), _lines(field, before, rows), _lines(field, after, rows))


def _differing(state: dict, other: dict) -> dict:
    return {field: cited for field, cited in state.items() if other.get(field) != cited}


def _lines(field: str, state: object, rows: Mapping) -> list[str]:
    if state in EMPTY:
        return []
    if field == "basis":
        return [f"{words.label(name)}: {_cited(cited, rows)}" for name, cited in state.items()]
    if isinstance(state, list):
        return [_spelled(field, each, rows) for each in state]
    return [_spelled(field, state, rows)]


def _spelled(field: str, state: object, rows: Mapping) -> str:
    if isinstance(state, dict):
        return _row_spelled(state, rows)
    if field in REFERENCES:
        return _reference(field, state, rows)
    return words.word(field, state)


def _reference(field: str, code: str, rows: Mapping) -> str:
    row: Model | None = rows.get(field, {}).get(code)
    if field == "merged_into":
        return f"{row.code} {row.name}" if row else _("an entry that is not public")
    return words.named(row) if row else code


def _row_spelled(state: dict, rows: Mapping) -> str:
    """Spell an alias, a recognition or a figure as one line, with how it is known."""
    own = [_part(name, value, rows) for name, value in state.items() if name not in CITING]
    line = " · ".join(part for part in own if part)
    return f"{line} ({_cited(state, rows)})" if state.get("basis") else line


def _part(name: str, value: object, rows: Mapping) -> str:
    if value in EMPTY:
        return ""
    if isinstance(value, bool):
        return words.label_of_part(name) if value else ""
    if isinstance(value, list):
        return "; ".join(_spelled(name, each, rows) for each in value)
    return words.word(name, value)


def _cited(cited: Mapping, rows: Mapping) -> str:
    source = rows.get("source", {}).get(cited.get("source"))
    told = (
        words.word("basis", cited.get("basis")),
        source and words.source_name(source),
        cited.get("locator"),
        cited.get("note"),
    )
    return " · ".join(part for part in told if part)
