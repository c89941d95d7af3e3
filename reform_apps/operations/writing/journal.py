"""Writing the ledger: one entry for each act on each application."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from reform_apps.models import Application, JournalEntry, User, Verb
from reform_apps.operations.writing import acts, rows
from reform_apps.queries import snapshots

EMPTY = (None, "", [], {})


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
    return entry


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
