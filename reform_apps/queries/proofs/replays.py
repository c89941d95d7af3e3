"""What the journal says of the rows that hang on applications, played again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from reform_apps.models import (
    Application,
    Dependency,
    DuplicateCheck,
    JournalEntry,
    Observation,
    Order,
    Outcome,
    Rollout,
    Verb,
)
from reform_apps.queries import snapshots
from reform_apps.rules.digests import canonical


def drifted(batch: Sequence[Application]) -> dict[int, list[str]]:
    """Say, by application, where what hangs on it differs from its journal."""
    faults = defaultdict(list)
    _compare(Observation, _observations_told(batch, faults), _observations(batch), batch, faults)
    _compare(DuplicateCheck, _checks_told(batch, faults), _checks(batch), batch, faults)
    _compare(Rollout, _rollouts_told(batch, faults), _rollouts(batch), batch, faults)
    _compare(Order, _orders_told(batch, faults), _orders(batch), batch, faults)
    _compare(Outcome, _outcomes_told(batch, faults), _outcomes(batch), batch, faults)
    _compare(Dependency, _uses_told(batch, faults), _uses(batch), batch, faults)
    return faults


def _compare(model, told, found, batch, faults) -> None:
    for application in batch:
        if sorted(told[application.pk]) != sorted(found[application.pk]):
            sentence = f"{model.__name__} rows differ from what its journal says."
            faults[application.pk].append(f"{application.code}: {sentence}")


def _observations_told(batch, faults) -> dict[int, list[bytes]]:
    told = defaultdict(list)
    for entry in _entries(batch, Verb.OBSERVE):
        try:
            before, after = (
                told and snapshots.measured_in_todays_words(told)
                for told in entry.changes["observation"]
            )
            if before:
                told[entry.application_id].remove(canonical(before))
            told[entry.application_id].append(canonical(after))
        except (KeyError, TypeError, ValueError) as error:
            faults[entry.application_id].append(_unreadable(entry, error))
    return told


def _checks_told(batch, faults) -> dict[int, list[bytes]]:
    told = defaultdict(list)
    for entry in _entries(batch, Verb.CHECK):
        try:
            check = entry.changes["duplicate_check"][1]
            told[entry.application_id].append(_check(entry, check))
        except (IndexError, KeyError, TypeError, ValueError) as error:
            faults[entry.application_id].append(_unreadable(entry, error))
    return told


def _rollouts_told(batch, faults) -> dict[int, list[bytes]]:
    told = defaultdict(dict)
    for entry in _entries(batch, Verb.ROLL_OUT, Verb.PROMOTE):
        try:
            for state in entry.changes.get("rollout", ([], []))[1]:
                told[entry.application_id][state["region"]] = canonical(state)
        except (IndexError, KeyError, TypeError, ValueError) as error:
            faults[entry.application_id].append(_unreadable(entry, error))
    return defaultdict(list, {pk: list(states.values()) for pk, states in told.items()})


def _rollouts(batch) -> dict[int, list[bytes]]:
    found = defaultdict(list)
    for row in Rollout.objects.filter(application__in=batch).for_list():
        found[row.application_id].append(canonical(snapshots.reached(row)))
    return found


def _orders_told(batch, faults) -> dict[int, list[bytes]]:
    told = defaultdict(dict)
    for entry in _entries(batch, Verb.ORDER, Verb.CLOSE, Verb.WITHDRAW):
        try:
            state = entry.changes["order"][1]
            told[entry.application_id][state["id"]] = canonical(state)
        except (IndexError, KeyError, TypeError, ValueError) as error:
            faults[entry.application_id].append(_unreadable(entry, error))
    return defaultdict(list, {pk: list(states.values()) for pk, states in told.items()})


def _orders(batch) -> dict[int, list[bytes]]:
    found = defaultdict(list)
    for row in Order.objects.filter(application__in=batch).for_list():
        found[row.application_id].append(canonical(snapshots.commanded(row)))
    return found


def _outcomes_told(batch, faults) -> dict[int, list[bytes]]:
    told = defaultdict(list)
    for entry in _entries(batch, Verb.CREDIT):
        try:
            before, after = entry.changes["outcome"]
            if before:
                told[entry.application_id].remove(canonical(before["code"]))
            if after:
                told[entry.application_id].append(canonical(after["code"]))
        except (KeyError, TypeError, ValueError) as error:
            faults[entry.application_id].append(_unreadable(entry, error))
    return told


def _outcomes(batch) -> dict[int, list[bytes]]:
    found = defaultdict(list)
    rows = Outcome.objects.filter(applications__in=batch)
    for application, code in rows.values_list("applications", "code"):
        found[application].append(canonical(code))
    return found


def _uses_told(batch, faults) -> dict[int, list[bytes]]:
    told = {}
    for entry in _entries(batch, Verb.USE):
        try:
            told[entry.application_id] = [canonical(code) for code in entry.changes["uses"][1]]
        except (IndexError, KeyError, TypeError, ValueError) as error:
            faults[entry.application_id].append(_unreadable(entry, error))
    return defaultdict(list, told)


def _uses(batch) -> dict[int, list[bytes]]:
    found = defaultdict(list)
    rows = Dependency.objects.filter(application__in=batch)
    for application, code in rows.values_list("application", "uses__code"):
        found[application].append(canonical(code))
    return found


def _observations(batch) -> dict[int, list[bytes]]:
    found = defaultdict(list)
    for row in Observation.objects.filter(application__in=batch).select_related("source"):
        found[row.application_id].append(canonical(snapshots.measured(row)))
    return found


def _checks(batch) -> dict[int, list[bytes]]:
    found = defaultdict(list)
    for row in DuplicateCheck.objects.filter(application__in=batch).select_related("twin"):
        found[row.application_id].append(_check(row, snapshots.decided(row)))
    return found


def _check(told: JournalEntry | DuplicateCheck, check: dict[str, object]) -> bytes:
    """Spell a decision with what the entry and the row both say beside it."""
    beside = {"reason": told.reason, "by": told.by_id, "at": told.recorded_at.timestamp().hex()}
    return canonical(check | beside)


def _entries(batch: Iterable[Application], *verbs: Verb):
    entries = JournalEntry.objects.filter(application__in=batch, verb__in=verbs)
    return entries.order_by("application_id", "version")


def _unreadable(entry: JournalEntry, error: Exception) -> str:
    return f"Journal entry {entry.pk}: what it changed cannot be read ({type(error).__name__})."
