"""Keeping the numbers of applications of each kind, so that writers do not wait for one another."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Count, Sum

from reform_apps.models import Application, Folding, Tally

COLUMNS = ("visibility", "status", "system", "runway", "kind", "scope", "batch")
KEYS = [{"system": "system_id", "runway": "runway_id"}.get(name, name) for name in COLUMNS]
CODES = [{"system": "system__code", "runway": "runway__code"}.get(n, n) for n in COLUMNS]
# Of so many acts one folds the tallies; a list sums up that many rows at the most, and the rest.
EVERY = 1000

Kind = tuple[str | None, ...]  # one value for each of COLUMNS


def follow(
    moves: Iterable[tuple[Mapping[str, object], Mapping[str, object]]], *, last: int
) -> None:
    """Let the tallies follow acts, each told by the frozen states before it and after it.

    The state before a first act is empty. `last` is the key of the last entry just written.
    """
    counted: Counter[Kind] = Counter()
    moved = 0
    for before, after in moves:
        moved += 1
        if before:
            counted[_kind(before)] -= 1
        counted[_kind(after)] += 1
    _add(counted)
    if last % EVERY < moved:
        fold()


@transaction.atomic
def fold() -> None:
    """Make one row of all the rows of a kind; nobody waits for it, and it waits for nobody."""
    Folding.objects.get_or_create(pk=1)
    if not Folding.objects.select_for_update(skip_locked=True).filter(pk=1).exists():
        return
    held: dict[Kind, dict[int, int]] = defaultdict(dict)
    for pk, number, *kind in Tally.objects.values_list("pk", "number", *KEYS):
        held[tuple(kind)][pk] = number
    # Of thousands of kinds few have moved; a kind of one row stays as it is.
    moved = {kind: numbers for kind, numbers in held.items() if len(numbers) > 1}
    Tally.objects.filter(pk__in=[pk for numbers in moved.values() for pk in numbers]).delete()
    _add({kind: sum(numbers.values()) for kind, numbers in moved.items()})


@transaction.atomic
def retell() -> None:
    """Count all applications anew."""
    Tally.objects.all().delete()
    _add(counted_now())


def counted_now() -> Counter[Kind]:
    """Count the applications by kind, from their own rows."""
    rows = Application.objects.order_by().values_list(*CODES).annotate(number=Count("pk"))
    return Counter({tuple(kind): number for *kind, number in rows})


def kept() -> Counter[Kind]:
    """Sum the tallies up by kind."""
    rows = Tally.objects.order_by().values_list(*KEYS).annotate(sum=Sum("number"))
    return Counter({tuple(kind): number for *kind, number in rows if number})


def _kind(state: Mapping[str, object]) -> Kind:
    return tuple(state[name] for name in COLUMNS)


def _add(counted: Mapping[Kind, int]) -> None:
    Tally.objects.bulk_create(
        [
            Tally(**dict(zip(KEYS, kind, strict=True)), number=number)
            for kind, number in counted.items()
            if number
        ],
        batch_size=EVERY,
    )
