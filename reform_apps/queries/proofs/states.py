"""Whether the states of applications still say what the journal does."""

from collections import defaultdict
from collections.abc import Sequence

from reform_apps.models import EffectiveState, JournalEntry, RecordedState
from reform_apps.models.states import State
from reform_apps.queries.states import REFERENCES, Rows, expected

NOUNS = {RecordedState: "recorded states", EffectiveState: "effective states"}


def drifted(journals: Sequence[Sequence[JournalEntry]]) -> list[str]:
    """Compare the states of applications with their whole journals, each in its order."""
    entries = [entry for journal in journals for entry in journal]
    # An entry that says nothing readable is named by its digest.
    readable = [entry.snapshot for entry in entries if _is_readable(entry.snapshot)]
    rows = Rows.of(readable)
    faults = []
    for model in NOUNS:
        found = _found(model, [journal[0].application_id for journal in journals])
        for journal in journals:
            if found[journal[0].application_id] != _told(model, journal, rows):
                code = journal[0].snapshot["code"] if _is_readable(journal[0].snapshot) else "?"
                noun = NOUNS[model]
                faults.append(f"{code}: its {noun} are not what its journal says.")
    return faults


def _is_readable(snapshot: object) -> bool:
    return isinstance(snapshot, dict) and {*REFERENCES, "code"} <= snapshot.keys()


def _found(model: type[State], applications: Sequence[int]) -> dict[int, list[tuple]]:
    found = defaultdict(list)
    states = model.objects.filter(application__in=applications).order_by("since", "until", "entry")
    for row in states.values_list(*_columns(model)):
        found[row[0]].append(row)
    return found


def _told(model: type[State], journal: Sequence[JournalEntry], rows: Rows) -> list[tuple] | None:
    try:
        states = expected(journal, model, rows)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    told = [tuple(getattr(state, column) for column in _columns(model)) for state in states]
    return sorted(told, key=lambda row: row[1:4])


def _columns(model: type[State]) -> list[str]:
    first = ["application_id", "since", "until", "entry_id"]
    every = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    return [*first, *(name for name in every if name not in first)]
