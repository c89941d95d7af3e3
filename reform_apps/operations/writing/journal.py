"""Writing the ledger: one entry for each act on each application."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from reform_apps.models import Application, Arrival, JournalEntry, User, Verb
from reform_apps.models.journal import NO_EDITS
from reform_apps.operations import positions
from reform_apps.operations.writing import acts, bigrams, rows, states, tallies, texts
from reform_apps.queries import snapshots

EMPTY = (None, "", [], {})
AT_ONCE = 500  # rows a statement


@dataclass(frozen=True, slots=True)
class Line:
    """What the journal is to say of an act on one application.

    `before` is the frozen state before the act, empty for the first; `changes` adds what the
    act changed outside the frozen state.
    """

    application: Application
    before: Mapping[str, object]
    # Whether the act has left its other names and recognitions as they were.
    keeps: bool = False
    previous_digest: str = ""  # if the act has read it
    effective_on: date | None = None  # None: today
    transition: str = ""
    reason: str = ""
    evidence: str = ""
    changes: Mapping[str, object] = field(default_factory=dict)


def record(*, verb: Verb, by: User, at: datetime, **line: object) -> JournalEntry:
    """Write down an act that has just been done; what else is told of it are a `Line`'s fields.

    :raises ValidationError: if it is said to take effect on an impossible day.
    """
    return record_all([Line(**line)], verb=verb, by=by, at=at)[0]


def record_all(lines: Sequence[Line], *, verb: Verb, by: User, at: datetime) -> list[JournalEntry]:
    """Write down an act on each of many applications, chained to the entry before it.

    All in a few statements, however many there are.

    :raises ValidationError: if one is said to take effect on an impossible day.
    """
    applications = [line.application for line in lines]
    digests = _last_digests([line.application for line in lines if not line.previous_digest])
    after = _after(lines)
    entries = [
        _entry(line, state, digests, verb=verb, by=by, at=at)
        for line, state in zip(lines, after, strict=True)
    ]
    JournalEntry.objects.bulk_create(entries, batch_size=AT_ONCE)
    _confirm(applications, verb=verb, by=by)
    _follow(entries, applications)
    moves = [(line.before, state) for line, state in zip(lines, after, strict=True)]
    last = entries[-1].pk if entries else 0
    tallies.follow(moves, last=last)
    if last % positions.EVERY < len(entries):
        # Now and then, so that few wait for a place even where nobody reads the feed. The act
        # stands by then: it must not be answered by a failure that came after it.
        transaction.on_commit(positions.give_in_passing, robust=True)
    return entries


def state_and_digest(application: Application) -> tuple[dict[str, object], str]:
    """Tell the frozen state of an application that is locked, and the digest of its last entry.

    Its other names and recognitions come from that entry: whatever changes them has written them
    there. Its own fields are told anew, for an older entry may not hold all of them.
    """
    entries = JournalEntry.objects.filter(application=application, version=application.version)
    state, digest = entries.values_list("snapshot", "digest").get()
    return snapshots.with_kept(application, state), digest


def _after(lines: Sequence[Line]) -> list[dict[str, object]]:
    """Freeze applications as the act has left them; what it has kept is not read again."""
    read = iter(snapshots.frozen_all([line.application for line in lines if not line.keeps]))
    return [
        snapshots.with_kept(line.application, line.before) if line.keeps else next(read)
        for line in lines
    ]


def _entry(
    line: Line, after: Mapping, digests: Mapping, *, verb: Verb, by: User, at: datetime
) -> JournalEntry:
    acts.refuse_impossible_days(at=at, effective_on=line.effective_on)
    entry = JournalEntry(
        application=line.application,
        version=line.application.version,
        verb=verb,
        transition=line.transition,
        from_status=line.before.get("status", ""),
        to_status=line.application.status,
        effective_on=line.effective_on or timezone.localdate(at),
        recorded_at=line.application.updated_at,
        by=by,
        reason=line.reason,
        evidence=line.evidence,
        changes=differences(line.before, after) | dict(line.changes),
        snapshot=after,
        previous_digest=line.previous_digest or digests.get(line.application.pk, ""),
    )
    # What cannot be read, cannot be digested either. That nothing has changed is no blank.
    rows.check(entry, besides=["digest"] if entry.changes else ["digest", "changes"])
    entry.digest = entry.expected_digest()
    return entry


def _confirm(applications: Sequence[Application], *, verb: Verb, by: User) -> None:
    """Let a confirmation stand until somebody else has acted on what it confirmed."""
    if verb == Verb.ATTEST:
        for application in applications:
            application.attested_at, application.attested_by = application.updated_at, by
    elif verb in NO_EDITS:
        return
    else:
        applications = [row for row in applications if row.attested_by_id not in (None, by.pk)]
        for application in applications:
            application.attested_at = application.attested_by = None
    if applications:
        columns = ["attested_at", "attested_by"]
        Application.objects.bulk_update(applications, columns, batch_size=AT_ONCE)


def _follow(entries: Sequence[JournalEntry], applications: Sequence[Application]) -> None:
    """Let everything follow that is told from the journal: its order, the states, the index."""
    Arrival.objects.bulk_create([Arrival(entry=entry) for entry in entries], batch_size=AT_ONCE)
    states.advance(entries, applications)
    bigrams.follow(entries)
    texts.follow(entries)


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


def _last_digests(applications: Sequence[Application]) -> dict[int, str]:
    """Find the digests of the entries before those that are about to be written."""
    known = [application for application in applications if application.version > 1]
    if not known:
        return {}
    entries = JournalEntry.objects.filter(application__in=known)
    last = entries.filter(version=F("application__version") - 1)
    return dict(last.values_list("application", "digest"))
