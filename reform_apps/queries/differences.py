"""What has changed between two editions, an edition and now, or two days."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from reform_apps.models import (
    Application,
    Edition,
    EditionDrop,
    EditionEntry,
    EditionState,
    JournalEntry,
    RecordedState,
    User,
    Verb,
)
from reform_apps.models.editions import NOW
from reform_apps.queries import snapshots
from reform_apps.queries.successors import MOST_STEPS
from reform_apps.rules import changes
from reform_apps.rules.changes import Change, Kind, Standing

Side = Mapping[int, Standing]
# What an edition says of an application besides the application's own state.
PLANNED = ("batch", "task", "due_on", "slips")
UNPLANNED = {"batch": None, "task": "", "due_on": None, "slips": 0}
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes from one side to the other, in the order of the applications' numbers."""

    older: str
    newer: str
    changes: list[Change] = field(default_factory=list)

    def summary(self) -> dict[str, int]:
        """Count the changes of each kind, also of those that there are none of."""
        counted = Counter(change.kind for change in self.changes)
        return {kind.value: counted[kind] for kind in Kind}


def of_editions(
    older: Edition,
    newer: Edition,
    *,
    user: User | AnonymousUser,
    among: Collection[int] | None = None,
) -> Difference:
    """Compare two editions, as far as somebody may see them; or only what is `among` these keys."""
    if older.pk == newer.pk:
        return Difference(older.code, newer.code)
    before, after = _held(older, user, among=among), _held(newer, user, among=among)
    # What somebody may not see on one side, is neither gone nor new.
    before = _without(before, _unseen(newer, user))
    after = _without(after, _unseen(older, user))
    told = _changes(before, after, _ended(older, newer, user), user=user, planned=True)
    return Difference(older.code, newer.code, _resolved(told, user))


def since_edition(edition: Edition, *, user: User | AnonymousUser) -> Difference:
    """Compare an edition with how its applications stand now, and those registered since.

    What is planned for them now, the edition published last says.
    """
    rows = Application.objects.visible_to(user).for_list()
    known = list(rows.filter(edition_entries__edition=edition))
    if edition.published_at:
        known += rows.filter(created_at__gt=edition.published_at)
    after = {row.pk: standing for row, standing in _standing_now(known)}
    after = _without(after, _unseen(edition, user))
    last, ended = _latest(), {}
    if last and last.position > edition.position:
        before, plans = _held(edition, user), _plans(last, user)
        after = _saying(_without(after, before.keys() - plans.keys()), plans)
        ended = _ended(edition, last, user)
    else:
        before = _held(edition, user, planned=False)
    told = _changes(before, after, ended, user=user)
    return Difference(edition.code, NOW, _resolved(told, user))


def of_moments(
    older: datetime, newer: datetime, *, names: tuple[str, str], user: User | AnonymousUser
) -> Difference:
    """Compare how the ledger stood at two moments, as it was recorded by then.

    What was planned for its applications, the edition says that was the last one at each.
    """
    moved = RecordedState.objects.filter(since__gt=older, since__lte=newer).visible_to(user)
    ids = list(moved.order_by("number").values_list("application", flat=True).distinct())
    plans = [(moment, _plans(_latest(moment), user)) for moment in (older, newer)]
    told = []
    # A part at a time: what is compared takes much more room than what has changed.
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        before, after = (_saying(_recorded(some, at, user), planned) for at, planned in plans)
        told += _changes(before, after, {}, user=user, planned=True)
    return Difference(*names, _resolved(told, user))


def _latest(moment: datetime | None = None) -> Edition | None:
    """Find the edition that was the last one at a moment, or is now."""
    published = Edition.objects.published()
    if moment:
        published = published.filter(published_at__lte=moment)
    return published.order_by("position").last()


def _plans(edition: Edition | None, user: User | AnonymousUser) -> dict[int, dict[str, object]]:
    rows = edition.entries.visible_to(user) if edition else EditionEntry.objects.none()
    return {row.application_id: _planned(row) for row in rows}


def _saying(side: Side, plans: Mapping[int, dict[str, object]]) -> Side:
    """Add what was planned; of what was in no edition, that nothing was."""
    return {pk: standing.saying(plans.get(pk, UNPLANNED)) for pk, standing in side.items()}


def _recorded(ids: Collection[int], moment: datetime, user: User | AnonymousUser) -> Side:
    states = RecordedState.objects.filter(application__in=ids).standing(moment).visible_to(user)
    told = states.values_list("application", "code", "number", "entry__version", "entry__snapshot")
    return {pk: Standing(*rest) for pk, *rest in told.iterator(chunk_size=CHUNK)}


def _unseen(edition: Edition, user: User | AnonymousUser) -> set[int]:
    """Name the applications that an edition holds and somebody may not see in it."""
    if user.is_authenticated:
        return set()
    seen = edition.entries.visible_to(user).values("pk")
    return set(edition.entries.exclude(pk__in=seen).values_list("application", flat=True))


def _without(side: Side, keys: Collection[int]) -> Side:
    return {pk: standing for pk, standing in side.items() if pk not in keys}


def _held(
    edition: Edition,
    user: User | AnonymousUser,
    *,
    planned: bool = True,
    among: Collection[int] | None = None,
) -> Side:
    """List how the applications of an edition stand in it: a draft follows them as they are."""
    rows = edition.entries.visible_to(user)
    if among is not None:
        rows = rows.filter(application__in=among)
    entries = {row.application_id: row for row in rows.select_related("application", "entry")}
    if edition.state == EditionState.PUBLISHED:
        states = {
            pk: Standing(row.application.code, row.application.number, row.entry.version,
                         row.entry.snapshot)
            for pk, row in entries.items()
        }  # fmt: skip
    else:
        applications = Application.objects.for_list().filter(pk__in=rows.values("application"))
        states = {row.pk: standing for row, standing in _standing_now(list(applications))}
    if not planned:
        return states
    return {pk: standing.saying(_planned(entries[pk])) for pk, standing in states.items()}


def _planned(entry: EditionEntry) -> dict[str, object]:
    told = {name: getattr(entry, name) for name in PLANNED}
    return told | {"due_on": told["due_on"] and told["due_on"].isoformat()}


def _ended(
    older: Edition, newer: Edition, user: User | AnonymousUser
) -> dict[int, tuple[dict, str]]:
    """Tell of what was dropped on the way how it stood then, and why it was dropped."""
    between = Q(edition__position__gt=older.position, edition__position__lte=newer.position)
    drops = EditionDrop.objects.filter(between).visible_to(user)
    return {
        drop.application_id: (drop.entry.snapshot if drop.entry else {}, drop.reason)
        for drop in drops.select_related("entry").order_by("edition__position")
    }


def _standing_now(applications: Collection[Application]) -> Iterator[tuple[Application, Standing]]:
    frozen = snapshots.frozen_all(applications)
    for row, state in zip(applications, frozen, strict=True):
        yield row, Standing(row.code, row.number, row.version, state)


def _changes(
    before: Side, after: Side, ended: Mapping[int, tuple[dict, str]],
    *, user: User | AnonymousUser, planned: bool = False,
) -> list[Change]:  # fmt: skip
    """Compare both sides, application by application in the order of their numbers."""
    found: dict[int, list[Change]] = {}
    for pk in {*before, *after}:
        state, why = ended.get(pk, ({}, ""))
        if told := changes.between(before.get(pk), after.get(pk), ended=state, reason=why):
            found[pk] = told
    reasons = _reasons(found, before, after, user=user, planned=planned)
    numbers = {pk: (after.get(pk) or before[pk]).number for pk in found}
    return [
        change if change.reason else change.because(reasons[pk])
        for pk in sorted(found, key=numbers.get)
        for change in found[pk]
    ]


def _reasons(
    found: Mapping[int, object], before: Side, after: Side, *, user, planned: bool
) -> dict[int, dict[str, str]]:
    """Tell for each application why each of its fields was changed in between: the last reason."""
    reasons: dict[int, dict[str, str]] = defaultdict(dict)
    both = [pk for pk in found if pk in before and pk in after]
    for start in range(0, len(both), CHUNK):
        some = both[start : start + CHUNK]
        entries = JournalEntry.objects.filter(application__in=some).exclude(reason="")
        # A published edition also tells why it was planned so.
        entries = entries.visible_to(user).order_by("application", "version")
        # Between editions what was decided on the draft counts; on days, what was published.
        entries = entries.exclude(verb=Verb.PUBLISH if planned else Verb.PLAN)
        told = entries.filter(version__gt=min(before[pk].version for pk in some))
        for pk, version, reason, moved in told.values_list(
            "application", "version", "reason", "changes"
        ).iterator(chunk_size=CHUNK):
            if before[pk].version < version <= after[pk].version:
                reasons[pk] |= dict.fromkeys(changes.fields_of(moved), reason)
    return reasons


def _resolved(told: list[Change], user: User | AnonymousUser) -> list[Change]:
    """Name the application at the end of each merger; of one that may not be seen, say nothing."""
    named = {code for change in told for code in change.fields.get("merged_into", ()) if code}
    if not named:
        return told
    final = _final_successors(named, user)
    return [change.resolved(final) if "merged_into" in change.fields else change for change in told]


def _final_successors(
    codes: Collection[str], user: User | AnonymousUser
) -> dict[str, tuple[str | None, str | None]]:
    """Tell for each code whether it may be told, and the end of its mergers, if that may be."""
    visible = set(
        Application.objects.visible_to(user).filter(code__in=codes).values_list("code", flat=True)
    )
    ends = {code: code for code in codes}
    open_ones = set(codes)
    for _step in range(MOST_STEPS):
        merged = Application.objects.filter(code__in=open_ones).exclude(merged_into=None)
        into = dict(merged.values_list("code", "merged_into__code"))
        if not into:
            break
        ends = {code: into.get(end, end) for code, end in ends.items()}
        open_ones = set(into.values())
    known = Application.objects.visible_to(user).filter(code__in=set(ends.values()))
    known = set(known.values_list("code", flat=True))
    return {
        code: (code if code in visible else None, end if end in known else None)
        for code, end in ends.items()
    }
