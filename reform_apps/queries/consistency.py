"""Whether journal and projection still say what was written: faults, each in one sentence."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import connection
from django.db.models import F, Model, QuerySet

from reform_apps.migrations import _append_only
from reform_apps.models import Application, DuplicateCheck, JournalEntry, Observation, Verb
from reform_apps.queries import snapshots
from reform_apps.rules.digests import canonical
from reform_apps.rules.names import name_core, name_key

CHUNK = 500


def missing_guards() -> list[str]:
    """Say which triggers no longer keep the journal from being changed."""
    table = JournalEntry._meta.db_table
    names = _append_only.missing(connection, table)
    return [f"{table}: the trigger {name} is gone, the journal can be changed." for name in names]


def broken_entries() -> Iterator[list[str]]:
    """Walk the journal, one application after the other; yield each entry's faults, mostly none."""
    before = None
    entries = JournalEntry.objects.select_related("by").order_by("application_id", "version")
    for entry in entries.iterator(chunk_size=CHUNK):
        if before and before.application_id != entry.application_id:
            before = None
        yield _faults_of_entry(entry, before)
        before = entry


def drifted_applications() -> Iterator[list[str]]:
    """Walk the applications; yield how each differs from what its journal says, mostly not."""
    applications = Application.objects.for_list().order_by("pk")
    for batch in _batches(applications):
        last = {
            entry.application_id: entry
            for entry in JournalEntry.objects.filter(
                application__in=batch, version=F("application__version")
            )
        }
        satellites = _drifted_satellites(batch)
        for application, state in zip(batch, snapshots.frozen_all(batch), strict=True):
            faults = _faults_of_projection(application, state, last.get(application.pk))
            yield faults + satellites[application.pk]


def _faults_of_entry(entry: JournalEntry, before: JournalEntry | None) -> list[str]:
    faults = []
    version, digest, status = (
        (before.version + 1, before.digest, before.to_status) if before else (1, "", "")
    )
    if entry.version != version:
        faults.append(f"comes where entry {version} should")
    if entry.previous_digest != digest:
        faults.append("is not chained to the entry before it")
    if entry.from_status != status:
        faults.append(
            f"starts from {entry.from_status!r}, where the entry before ends in {status!r}"
        )
    try:
        if entry.digest != entry.expected_digest():
            faults.append("does not have the content that its digest was made of")
    except (AttributeError, TypeError, ValueError) as error:
        faults.append(f"cannot be read ({error})")
    return [f"Journal entry {entry.pk} ({_named(entry)}) {fault}." for fault in faults]


def _named(entry: JournalEntry) -> str:
    code = entry.snapshot.get("code") if isinstance(entry.snapshot, dict) else "?"
    return f"{code}, version {entry.version}"


def _faults_of_projection(
    application: Application, state: dict[str, object], last: JournalEntry | None
) -> list[str]:
    if last is None:
        return [f"{application.code} stands at version {application.version} without its entry."]
    moved = sorted(
        name for name in {*state, *last.snapshot} if state.get(name) != last.snapshot.get(name)
    )
    if application.updated_at != last.recorded_at:
        moved.append("updated_at")
    if application.name_key != name_key(application.name):
        moved.append("name_key")
    if application.name_core != name_core(application.name):
        moved.append("name_core")
    return [f"{application.code}: {name} is not what its last entry says." for name in moved]


def _drifted_satellites(batch: Sequence[Application]) -> dict[int, list[str]]:
    """Replay what the journal says of observations and checks, and compare it with the rows."""
    told = {Observation: defaultdict(list), DuplicateCheck: defaultdict(list)}
    entries = JournalEntry.objects.filter(
        application__in=batch, verb__in=[Verb.OBSERVE, Verb.CHECK]
    )
    for entry in entries.order_by("application_id", "version"):
        if entry.verb == Verb.OBSERVE:
            before, after = entry.changes["observation"]
            values = told[Observation][entry.application_id]
            if before and canonical(before) in values:
                values.remove(canonical(before))
            values.append(canonical(after))
        else:
            check = entry.changes["duplicate_check"][1] | {"reason": entry.reason}
            told[DuplicateCheck][entry.application_id].append(canonical(check))
    found = {Observation: defaultdict(list), DuplicateCheck: defaultdict(list)}
    for row in _of(Observation, batch).select_related("source"):
        found[Observation][row.application_id].append(canonical(snapshots.measured(row)))
    for row in _of(DuplicateCheck, batch):
        check = {"decision": row.decision, "candidates": row.candidates, "reason": row.reason}
        found[DuplicateCheck][row.application_id].append(canonical(check))
    return {
        application.pk: [
            f"{application.code}: {model.__name__} rows differ from what its journal says."
            for model in told
            if sorted(told[model][application.pk]) != sorted(found[model][application.pk])
        ]
        for application in batch
    }


def _of(model: type[Model], batch: Iterable[Application]) -> QuerySet:
    return model.objects.filter(application__in=batch)


def _batches(rows: QuerySet) -> Iterator[list[Application]]:
    walk = rows.iterator(chunk_size=CHUNK)
    while batch := list(islice(walk, CHUNK)):
        yield batch
