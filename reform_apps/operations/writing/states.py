"""Spreading the journal out into states: how each application stood, by both clocks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from reform_apps.models import Application, EffectiveState, JournalEntry, RecordedState
from reform_apps.models.states import NEVER, NO_DAY
from reform_apps.queries import states
from reform_apps.queries.states import Rows
from reform_apps.rules import timelines

CHUNK = 500
SOME = 100  # applications whose journals are held in memory


def advance(entries: Sequence[JournalEntry], applications: Sequence[Application]) -> None:
    """Let the states follow entries that have just been written, one for each application."""
    rows = Rows.of_relations(applications)
    _advance_recorded(entries, rows)
    older = [entry.application_id for entry in entries if entry.version > 1]
    last = _last_days(older) if older else {}
    late = []
    following = defaultdict(list)
    for entry in entries:
        if timelines.follows(states.act_of(entry), last=last.get(entry.application_id)):
            following[entry.effective_on].append(entry)
        else:
            late.append(entry.application)
    for day, some in following.items():
        _advance_effective(some, day, last, rows)
    retell(late, EffectiveState)


def retell(
    applications: Iterable[Application], *models: type[RecordedState] | type[EffectiveState]
) -> None:
    """Tell the states of applications anew, from the whole of their journals."""
    applications = list(applications)
    for start in range(0, len(applications), SOME):
        some = applications[start : start + SOME]
        entries = JournalEntry.objects.filter(application__in=some)
        journals = defaultdict(list)
        for entry in entries.order_by("application", "version"):
            journals[entry.application_id].append(entry)
        named = Rows.of([entry.snapshot for journal in journals.values() for entry in journal])
        for model in models or (RecordedState, EffectiveState):
            model.objects.filter(application__in=some).delete()
            told = [
                state
                for journal in journals.values()
                for state in states.expected(journal, model, named)
            ]
            model.objects.bulk_create(told, batch_size=CHUNK)


def _advance_recorded(entries: Sequence[JournalEntry], rows: Rows) -> None:
    by_moment = defaultdict(list)
    for entry in entries:
        if entry.version > 1:
            by_moment[entry.recorded_at].append(entry.application_id)
    for moment, ids in by_moment.items():
        RecordedState.objects.filter(application__in=ids, until=NEVER).update(until=moment)
    _write(RecordedState, [(entry, entry.recorded_at) for entry in entries], rows)


def _advance_effective(
    entries: Sequence[JournalEntry], day: date, last: Mapping[int, date], rows: Rows
) -> None:
    ids = [entry.application_id for entry in entries]
    open_ones = EffectiveState.objects.filter(until=NO_DAY)
    # Of one day only the last act counts.
    if same := [pk for pk in ids if last.get(pk) == day]:
        open_ones.filter(application__in=same).delete()
    if earlier := [pk for pk in ids if last.get(pk, day) < day]:
        open_ones.filter(application__in=earlier).update(until=day)
    _write(EffectiveState, [(entry, day) for entry in entries], rows)


def _last_days(applications: Sequence[int]) -> dict[int, date]:
    last = EffectiveState.objects.filter(application__in=applications, until=NO_DAY)
    return dict(last.values_list("application", "since"))


def _write(
    model: type[RecordedState] | type[EffectiveState],
    told: Sequence[tuple[JournalEntry, object]],
    rows: Rows,
) -> None:
    model.objects.bulk_create(
        [
            model(**states.columns(entry, entry.snapshot, rows), since=since)
            for entry, since in told
        ],
        batch_size=CHUNK,
    )
