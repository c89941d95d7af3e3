"""What has changed, field by field, spelled for a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reform_apps.models import Alias, Assessment, DuplicateCheck, Observation, Order, Rollout
from reform_apps.queries.mentions import Rows
from reform_apps.queries.snapshots import REFERENCES
from reform_apps.queries.wording import words

EMPTY = (None, "", [], {})
CITING = ("basis", "source", "locator", "note")
# What belongs to an application, by the name that the journal gives it.
PARTS = {
    "aliases": Alias,
    "assessments": Assessment,
    "observation": Observation,
    "duplicate_check": DuplicateCheck,
    "rollout": Rollout,
    "order": Order,
}
PLACE = "edition_entry"
DROP = "edition_drop"
# What an edition says of an application, in this order.
PLACED = ("batch", "task", "due_on", "original_due_on", "slips", "completed_on")

State = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Change:
    """One field, before and after, a line for each thing that it holds."""

    label: str
    before: list[str]
    after: list[str]


def spelled(changes: Mapping[str, list[object]], rows: Rows) -> list[Change]:
    """Spell {field: [before, after]}; `rows` are those that the values name."""
    return [_change(field, *states, rows) for field, states in changes.items()]


def lines(field: str, value: object, rows: Rows) -> list[str]:
    """Spell a frozen value, a line for each thing that it holds."""
    if value in EMPTY:
        return []
    if field == "basis":
        return [_named(name, _cited(cited, rows)) for name, cited in value.items()]
    values = value if isinstance(value, list) else [value]
    return [_spelled(field, each, rows) for each in values]


def _change(field: str, before: object, after: object, rows: Rows) -> Change:
    told = capfirst(words.label(field))
    if field == PLACE:
        return Change(told, _placed(before, after, rows), _placed(after, before, rows))
    if field == DROP:
        return Change(told, _dropped(before), _dropped(after))
    if field == "basis":
        before, after = _differing(before or {}, after or {}), _differing(after or {}, before or {})
    return Change(told, lines(field, before, rows), lines(field, after, rows))


def _differing(state: State, other: State) -> State:
    """Of all the fields' bases, take those that differ."""
    return {field: cited for field, cited in state.items() if other.get(field) != cited}


def _placed(state: State | None, other: State | None, rows: Rows) -> list[str]:
    """Spell a place in an edition: of two, only where they differ."""
    if state is None:
        return []
    told = [name for name in PLACED if state[name] not in (*EMPTY, 0)]
    if other is not None:
        told = [name for name in PLACED if state[name] != other[name]]
    elif state["original_due_on"] == state["due_on"]:
        told = [name for name in told if name != "original_due_on"]
    named = [_named(name, _plain(name, state[name])) for name in told]
    known = {name: state[name] for name in CITING}
    if state["batch"] and (other is None or known != {name: other[name] for name in CITING}):
        named.append(_named("basis", _cited(known, rows)))
    return [str(state["edition"]), *named]


def _named(name: str, told: str) -> str:
    return f"{capfirst(words.label(name))}{_(': ')}{told}"


def _plain(name: str, value: object) -> str:
    return "–" if value in EMPTY else words.word(name, value)


def _dropped(state: State | None) -> list[str]:
    if state is None:
        return []
    return [part for part in (state["edition"], state["reason"], state["document"]) if part]


def _spelled(field: str, value: object, rows: Rows) -> str:
    if isinstance(value, dict):
        return _part(field, value, rows)
    if field in REFERENCES:
        return _reference(field, value, rows)
    return words.word(field, value)


def _reference(field: str, code: str, rows: Rows) -> str:
    row = rows.get(field, {}).get(code)
    if field == "merged_into":
        return f"{row.code} {row.name}" if row else _("an entry that is not public")
    return words.named(row) if row else code


def _part(field: str, state: State, rows: Rows) -> str:
    """Spell an alias, a recognition, a figure or a candidate in one line."""
    own = [name for name in _in_order(state, PARTS.get(field)) if name not in CITING]
    line = " · ".join(part for name in own if (part := _own(name, state[name], rows)))
    return f"{line} ({_cited(state, rows)})" if state.get("basis") else line


def _in_order(names: Iterable[str], model: type[Model] | None) -> list[str]:
    # The engines do not keep the order in which an entry was written.
    fields = [field.name for field in model._meta.concrete_fields] if model else []
    places = {name: place for place, name in enumerate(fields)}
    return sorted(names, key=lambda name: (places.get(name, len(places)), name))


def _own(name: str, value: object, rows: Rows) -> str:
    if value in EMPTY or name == "id":
        return ""
    if name in ("region", "indicator"):
        return _reference(name, value, rows)
    if isinstance(value, bool):
        return words.label_of_part(name) if value else ""
    if isinstance(value, list):
        return "; ".join(_spelled(name, each, rows) for each in value)
    return words.word(name, value)


def _cited(cited: State, rows: Rows) -> str:
    source = rows.get("source", {}).get(cited.get("source"))
    told = (
        words.word("basis", cited.get("basis")),
        source and words.source_name(source),
        cited.get("locator"),
        cited.get("note"),
    )
    return " · ".join(part for part in told if part)
