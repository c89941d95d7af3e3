"""Writing the ledger: one entry for each act on each application."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import F, QuerySet
from django.utils import timezone

from reform_apps.models import Application, Arrival, JournalEntry, User, Verb
from reform_apps.operations.writing import acts, rows, states
from reform_apps.queries import snapshots

EMPTY = (None, "", [], {})
AT_ONCE = 500  # rows a statement


def record(
    *,
    application: Application,
    before: Mapping[str, object],
    verb: Verb,
    by: User,
    at: datetime,
    effective_on: date | None = None,
    transition: str = "",
    reason: str = "",
    evidence: str = "",
    changes: Mapping[str, object] | None = None,
) -> JournalEntry:
    """Write down an act that has just been done, chained to the entry before it.

    `before` is the frozen state before the act, empty for the first; `changes` adds what the
    act changed outside the frozen state.

    :raises ValidationError: if it is said to take effect on an impossible day.
    """
    acts.refuse_impossible_days(at=at, effective_on=effective_on)
    after = snapshots.frozen(application)
    entry = JournalEntry(
        application=application,
        version=application.version,
        verb=verb,
        transition=transition,
        from_status=before.get("status", ""),
        to_status=application.status,
        effective_on=effective_on or timezone.localdate(at),
        recorded_at=application.updated_at,
        by=by,
        reason=reason,
        evidence=evidence,
        changes=differences(before, after) | (changes or {}),
        snapshot=after,
        previous_digest=_last_digest(application),
    )
    # What cannot be read, cannot be digested either.
    rows.check(entry, besides=["digest"])
    entry.digest = entry.expected_digest()
    rows.write(entry)
    _follow([entry], [application])
    return entry


def record_all(
    *,
    applications: Sequence[Application],
    before: Sequence[Mapping[str, object]],
    changes: Sequence[Mapping[str, object]],
    verb: Verb,
    by: User,
    at: datetime,
    effective_on: date,
    reason: str = "",
) -> list[JournalEntry]:
    """Write down one act on many applications, an entry for each, in a few statements."""
    last = dict(_last_entries(applications).values_list("application", "digest"))
    entries = []
    frozen = snapshots.frozen_all(applications)
    for application, old, after, more in zip(applications, before, frozen, changes, strict=True):
        entry = JournalEntry(
            application=application,
            version=application.version,
            verb=verb,
            from_status=old["status"],
            to_status=application.status,
            effective_on=effective_on,
            recorded_at=application.updated_at,
            by=by,
            reason=reason,
            changes=differences(old, after) | more,
            snapshot=after,
            previous_digest=last[application.pk],
        )
        rows.check(entry, besides=["digest"])
        entry.digest = entry.expected_digest()
        entries.append(entry)
    JournalEntry.objects.bulk_create(entries, batch_size=AT_ONCE)
    _follow(entries, applications)
    return entries


def _follow(entries: Sequence[JournalEntry], applications: Sequence[Application]) -> None:
    """Let everything follow that is told from the journal: its order, and the states."""
    Arrival.objects.bulk_create([Arrival(entry=entry) for entry in entries], batch_size=AT_ONCE)
    states.advance(entries, applications)


def differences(
    before: Mapping[str, object], after: Mapping[str, object]
) -> dict[str, list[object]]:
    """Compare two frozen states: {field: [before, after]}, for a first state what it holds."""
    moved = {}
    for name, value in after.items():
        old = before.get(name)
        if old == value or (not before and value in EMPTY):
            continue
        if isinstance(old, dict) and isinstance(value, dict):
            keys = {key for key in {*old, *value} if old.get(key) != value.get(key)}
            old, value = ({k: v for k, v in side.items() if k in keys} for side in (old, value))
        moved[name] = [old, value]
    return moved


def _last_digest(application: Application) -> str:
    if application.version == 1:
        return ""
    entries = application.journal.filter(version=application.version - 1)
    return entries.values_list("digest", flat=True).get()


def _last_entries(applications: Sequence[Application]) -> QuerySet:
    """Find the entries before those that are about to be written."""
    entries = JournalEntry.objects.filter(application__in=applications)
    return entries.filter(version=F("application__version") - 1)
