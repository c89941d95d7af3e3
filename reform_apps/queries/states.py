"""How the ledger stood at another point of either clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser

from reform_apps.models import (
    Alias,
    Application,
    Assessment,
    EffectiveState,
    Indicator,
    JournalEntry,
    Observation,
    Organization,
    RecordedState,
    Region,
    Runway,
    Source,
    System,
    User,
    Verb,
)
from reform_apps.models.applications import bases_of
from reform_apps.models.lists.narrowing import ApplicationQuerySet
from reform_apps.models.states import NEVER, NO_DAY, State, StateQuerySet
from reform_apps.queries import snapshots
from reform_apps.rules import timelines
from reform_apps.rules.codes import number_of
from reform_apps.rules.names import initials, name_key
from reform_apps.rules.timelines import Act
from reform_apps.rules.vocabulary import listed

REFERENCES = {
    "system": System,
    "runway": Runway,
    "organization": Organization,
    "origin_region": Region,
    "merged_into": Application,
}
# The columns that hold what the frozen state does, under the same name.
SAME = (
    "code", "name_en", "kind", "scope", "status", "batch", "terminals", "visibility",
)  # fmt: skip
DAYS = ("status_since", "online_on")


@dataclass(frozen=True, slots=True)
class Point:
    """A point of one clock: `recorded_by` a moment, or `effective_on` a day."""

    recorded_by: datetime | None = None
    effective_on: date | None = None


def ledger(user: User | AnonymousUser, point: Point | None) -> ApplicationQuerySet | StateQuerySet:
    """List what the ledger held at a point, or holds now; both can be asked the same questions."""
    if point is None:
        return Application.objects.visible_to(user).for_list()
    model, moment = (
        (RecordedState, point.recorded_by)
        if point.recorded_by
        else (EffectiveState, point.effective_on)
    )
    return model.objects.standing(moment).visible_to(user).for_list()


def thawed(states: Iterable[Application | State]) -> list[Application]:
    """Make of each state the application as it stood, with its relations; it cannot be saved.

    Applications are passed through. Sources of aliases and assessments are asked once for all.
    """
    states = list(states)
    old = [state for state in states if isinstance(state, State)]
    entries = JournalEntry.objects.only("snapshot", "version").in_bulk([s.entry_id for s in old])
    told = {state.pk: state.folded or entries[state.entry_id].snapshot for state in old}
    sources = _sources(told.values())
    return [
        _thawed(row, told[row.pk], entries[row.entry_id].version, sources)
        if isinstance(row, State)
        else row
        for row in states
    ]


def _thawed(
    state: State, told: Mapping[str, object], version: int, sources: Mapping[str, Source]
) -> Application:
    own = {
        field.name: told[field.name]
        for field in Application._meta.fields
        if field.name in told and field.name not in (*REFERENCES, *DAYS)
    }
    application = Application(
        pk=state.application_id,
        number=state.number,
        name_key=state.name_key,
        version=version,
        updated_at=state.updated_at,
        status_since=state.status_since,
        online_on=state.online_on,
        **own,
        **{name: getattr(state, name) for name in REFERENCES},
    )
    # Only of states that were asked for it: see `attested()`.
    application.attested_at = getattr(state, "attested_at", None)
    application._prefetched_objects_cache = {
        "aliases": [_satellite(Alias, row, sources) for row in told["aliases"]],
        "assessments": [_satellite(Assessment, row, sources) for row in told["assessments"]],
    }
    return application


def _satellite(model: type, told: Mapping[str, object], sources: Mapping[str, Source]):
    values = dict(told) | {"source": sources.get(told["source"])}
    if values.get("assessed_on"):
        values["assessed_on"] = date.fromisoformat(values["assessed_on"])
    return model(**values)


def _sources(told: Iterable[Mapping[str, object]]) -> dict[str, Source]:
    codes = {row["source"] for state in told for row in (*state["aliases"], *state["assessments"])}
    return (
        {row.code: row for row in Source.objects.filter(code__in=codes - {None})} if codes else {}
    )


class Rows(dict):
    """The primary keys of the rows that frozen states name: {reference: {code: key}}."""

    @classmethod
    def of(cls, snapshots: Sequence[Mapping[str, object]]) -> "Rows":
        """Look up the rows in one query for each kind of row that is named at all."""
        rows = cls()
        for name, model in REFERENCES.items():
            codes = {state[name] for state in snapshots if state[name]}
            found = model.objects.filter(code__in=codes).values_list("code", "pk") if codes else ()
            rows[name] = dict(found)
        return rows

    @classmethod
    def of_relations(cls, applications: Sequence[Application]) -> "Rows":
        """Take them from applications that have them at hand (`for_list`)."""
        rows = cls()
        for name in REFERENCES:
            related = [getattr(application, name) for application in applications]
            rows[name] = {row.code: row.pk for row in related if row}
        return rows


def columns(
    entry: JournalEntry, state: Mapping[str, object], rows: Rows, *, folded: bool = False
) -> dict[str, object]:
    """Spread a frozen state over the columns of a `State`."""
    names = [state["name"], *(alias["name"] for alias in state["aliases"])]
    keys = [name_key(name) for name in names]
    return {
        "application_id": entry.application_id,
        "entry_id": entry.pk,
        "folded": dict(state) if folded else None,
        "number": number_of(state["code"]),
        "name_key": keys[0],
        "names": "\n".join(keys),
        "initials": "\n".join(map(initials, keys)),
        "recognitions": listed(row["kind"] for row in state["assessments"]),
        "bases": bases_of(state["basis"]),
        "updated_at": entry.recorded_at,
        **{name: state[name] for name in SAME},
        **{name: state[name] and date.fromisoformat(state[name]) for name in DAYS},
        **{f"{name}_id": rows[name].get(state[name]) for name in REFERENCES},
    }


def expected(
    entries: Sequence[JournalEntry], model: type[RecordedState] | type[EffectiveState], rows: Rows
) -> list[State]:
    """Tell all states of an application from the whole of its journal; nothing is written."""
    if model is RecordedState:
        told = [(entry.recorded_at, entry, entry.snapshot) for entry in entries]
    else:
        known = {entry.pk: entry for entry in entries}
        spans = timelines.told([act_of(entry) for entry in entries])
        told = [(span.since, known[span.entry], span.state) for span in spans]
    ends = [*(since for since, _entry, _state in told[1:]), _end(model)]
    return [
        model(
            **columns(entry, state, rows, folded=state != entry.snapshot), since=since, until=until
        )
        for (since, entry, state), until in zip(told, ends, strict=False)
    ]


def act_of(entry: JournalEntry) -> Act:
    """Take from an entry what its timeline needs."""
    return Act(
        entry=entry.pk,
        effective_on=entry.effective_on,
        transition=entry.transition,
        snapshot=entry.snapshot,
    )


def _end(model: type[State]) -> datetime | date:
    return NEVER if model is RecordedState else NO_DAY


def observations_then(application: int, point: Point) -> list[Observation]:
    """Tell the observations of an application that were known at a point; they are not rows."""
    entries = JournalEntry.objects.filter(application=application, verb=Verb.OBSERVE)
    if point.recorded_by:
        entries = entries.filter(recorded_at__lte=point.recorded_by)
    else:
        entries = entries.filter(effective_on__lte=point.effective_on)
    known: list[tuple[dict, datetime]] = []
    for entry in entries.order_by("version"):
        before, after = (
            told and snapshots.measured_in_todays_words(told)
            for told in entry.changes["observation"]
        )
        # A correction stands where the value that it corrects has stood.
        place = next((i for i, (told, _at) in enumerate(known) if told == before), len(known))
        at = known[place][1] if place < len(known) else entry.recorded_at
        known[place : place + 1] = [(after, at)]
    sources = {told["source"] for told, _at in known} - {None}
    rows = {row.code: row for row in Source.objects.filter(code__in=sources)} if sources else {}
    indicators = Indicator.objects.in_bulk(
        {told["indicator"] for told, _at in known}, field_name="code"
    )
    return [_observation(told, rows, indicators, recorded_at=at) for told, at in known]


def _observation(
    told: Mapping[str, object],
    sources: Mapping[str, Source],
    indicators: Mapping[str, Indicator],
    *,
    recorded_at: datetime,
) -> Observation:
    values = {
        "indicator": indicators[told["indicator"]],
        "value": Decimal(told["value"]),
        "as_of": told["as_of"] and date.fromisoformat(told["as_of"]),
        "source": sources.get(told["source"]),
    }
    return Observation(**told | values, recorded_at=recorded_at)
