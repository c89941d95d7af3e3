"""Whether journal and projection still say what was written: faults, each in one sentence."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import F, Max, OuterRef, QuerySet, Subquery

from reform_apps.migrations import _guards, _revisions, _triggers
from reform_apps.models import Application, JournalEntry
from reform_apps.models.applications import bases_of
from reform_apps.models.journal import last_attested
from reform_apps.queries import snapshots
from reform_apps.queries.proofs import replays, states, texts
from reform_apps.rules.names import initials, name_core, name_key

CHUNK = 500


def missing_guards() -> list[str]:
    """Say which triggers no longer keep a table from being changed."""
    return [
        f"{guard.table}: the trigger {name} is gone, the table can be changed."
        for guard in _guards.GUARDS
        for name in _triggers.missing(connection, guard)
    ] + [
        f"{table}: the trigger {name} is gone, lists may show what was."
        for table, name in _revisions.missing(connection)
    ]


def broken_entries() -> Iterator[list[str]]:
    """Walk the journal, one application after the other; yield each entry's faults, mostly none.

    What is told from the journal, its states, is compared on the way.
    """
    before = None
    journals: list[list[JournalEntry]] = []
    # Not joined: an entry whose author is gone would be passed over.
    entries = JournalEntry.objects.prefetch_related("by").annotate(place=F("position__number"))
    walk = entries.order_by("application_id", "version").iterator(chunk_size=CHUNK)
    for entry in walk:
        faults = []
        if before and before.application_id != entry.application_id:
            before = None
        if before is None:
            if sum(map(len, journals)) >= CHUNK:
                faults = states.drifted(journals)
                journals = []
            journals.append([])
        journals[-1].append(entry)
        yield faults + _faults_of_entry(entry, before)
        before = entry
    yield states.drifted(journals)


def drifted_applications() -> Iterator[list[str]]:
    """Walk the applications; yield how each differs from what its journal says, mostly not."""
    applications = Application.objects.for_list().order_by("pk")
    applications = applications.annotate(
        confirmed_at=last_attested("pk"), confirmed_by=last_attested("pk", told="by")
    )
    for batch in _batches(applications):
        first, last = _ends_of_journals(batch)
        satellites, lost = replays.drifted(batch), texts.drifted(batch, last)
        for application, state in zip(batch, snapshots.frozen_all(batch), strict=True):
            pk = application.pk
            faults = _faults_of_projection(application, state, first.get(pk), last.get(pk))
            yield faults + satellites[pk] + lost[pk]


def _faults_of_entry(entry: JournalEntry, before: JournalEntry | None) -> list[str]:
    faults = []
    version, digest, status = (
        (before.version + 1, before.digest, before.to_status) if before else (1, "", "")
    )
    if entry.version != version:
        faults.append(f"comes where entry {version} should")
    if entry.previous_digest != digest:
        faults.append("is not chained to the entry before it")
    if before and entry.recorded_at < before.recorded_at:
        faults.append("was recorded before the entry before it")
    if before and (before.place or 0) >= (entry.place or sys.maxsize):
        faults.append("has a position before that of the entry before it")
    if entry.from_status != status:
        faults.append(
            f"starts from {entry.from_status!r}, where the entry before ends in {status!r}"
        )
    try:
        if entry.digest != entry.expected_digest():
            faults.append("does not have the content that its digest was made of")
    except (AttributeError, ObjectDoesNotExist, TypeError, ValueError) as error:
        faults.append(f"cannot be read ({error})")
    return [f"Journal entry {entry.pk} ({_named(entry)}) {fault}." for fault in faults]


def _named(entry: JournalEntry) -> str:
    code = entry.snapshot.get("code") if isinstance(entry.snapshot, dict) else "?"
    return f"{code}, version {entry.version}"


def _ends_of_journals(
    batch: Sequence[Application],
) -> tuple[dict[int, JournalEntry], dict[int, JournalEntry]]:
    """Fetch the first and the last entry of each application, whatever version its row claims."""
    ends = JournalEntry.objects.filter(application=OuterRef("application")).order_by()
    ends = ends.values("application").annotate(last=Max("version")).values("last")
    entries = JournalEntry.objects.filter(application__in=batch)
    first = {entry.application_id: entry for entry in entries.filter(version=1)}
    last = {entry.application_id: entry for entry in entries.filter(version=Subquery(ends))}
    return first, last


def _faults_of_projection(
    application: Application,
    state: dict[str, object],
    first: JournalEntry | None,
    last: JournalEntry | None,
) -> list[str]:
    code = application.code
    if first is None or last is None:
        return [f"{code} stands at version {application.version} without its entry."]
    if application.version != last.version:
        ends = f"its journal ends at {last.version}"
        return [f"{code} stands at version {application.version}, {ends}."]
    if not isinstance(last.snapshot, dict):
        return [f"{code}: the state in its last entry cannot be read."]
    own = {
        "created_at": application.created_at == first.recorded_at,
        "updated_at": application.updated_at == last.recorded_at,
        "name_key": application.name_key == name_key(application.name),
        "name_core": application.name_core == name_core(application.name),
        "initials": application.initials == initials(application.name_key),
        "bases": application.bases == _bases_told(last.snapshot),
        "attested_at": application.attested_at == application.confirmed_at,
        "attested_by": application.attested_by_id == application.confirmed_by,
    }
    moved = sorted(
        name for name in {*state, *last.snapshot} if state.get(name) != last.snapshot.get(name)
    )
    moved += [name for name, holds in own.items() if not holds]
    return [f"{code}: {name} is not what its journal says." for name in moved]


def _bases_told(state: dict[str, object]) -> str | None:
    with suppress(AttributeError, KeyError, TypeError):
        return bases_of(state["basis"])
    return None


def _batches(rows: QuerySet) -> Iterator[list[Application]]:
    walk = rows.iterator(chunk_size=CHUNK)
    while batch := list(islice(walk, CHUNK)):
        yield batch
