"""Keeping the numbers of applications of each kind, so that writers do not wait for one another."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from django.db import transaction

from reform_apps.models import Folding, Tally
from reform_apps.models.lists.tallies import COLUMNS, KEYS, Kind
from reform_apps.operations.writing import rows
from reform_apps.queries.proofs.tallies import missed

# Of so many acts one folds the tallies; a list sums up that many rows at the most, and the rest.
EVERY = 1000


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
    if not rows.is_free(Folding):
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
    """Count all applications anew; what is counted already stays, so that acts may go on."""
    Folding.objects.select_for_update().get_or_create(pk=1)  # one after the other
    _add(missed())
    fold()


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
