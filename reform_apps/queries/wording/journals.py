"""The journal, spelled for a person."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.text import capfirst

from reform_apps.models import JournalEntry, User
from reform_apps.queries import mentions
from reform_apps.queries.rights import disclosures
from reform_apps.queries.wording import changes, words
from reform_apps.queries.wording.changes import Change, Rows


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the journal, and what it changed; `by` is empty where it may not be told."""

    entry: JournalEntry
    title: str
    by: str
    changes: list[Change]


def events(entries: Iterable[JournalEntry], *, user: User | AnonymousUser) -> list[Event]:
    """Spell entries, fetched with whoever acted, in their order, as far as one may be told."""
    entries = list(entries)
    rows = mentions.rows_named_in(entries, user=user)
    return [_event(entry, user=user, rows=rows) for entry in entries]


def _event(entry: JournalEntry, *, user: User | AnonymousUser, rows: Rows) -> Event:
    title = entry.get_transition_display() or entry.get_verb_display()
    told = disclosures.changes_told(entry, user=user)
    if entry.transition:
        told.pop("status", None)  # stands beside the title
    return Event(
        entry=entry,
        title=capfirst(str(title)),
        by=words.person(entry.by) if user.is_authenticated else "",
        changes=changes.spelled(told, rows),
    )
