"""Giving the entries of the journal their one order."""

from django.db import transaction

from reform_apps.models import Arrival, Placing, Position
from reform_apps.operations.writing import rows

AT_ONCE = 500  # rows a statement
SOME = 10_000  # entries held in memory
# Of so many acts one gives positions: to tell a revision, the entries without one are counted.
EVERY = 200


def give() -> int:
    """Give positions to all entries that are committed and have none; tells how many those were.

    Whoever reads the journal in its order, or seals it, calls this first. An act cannot do it
    itself: its neighbor may commit later with a smaller key, behind a reader's back. Here one
    after the other counts on from the last position, under one short lock, and what commits
    later comes later. Entries of one application keep their order, for they have been written
    one after the other.
    """
    # Asked outside: a reader to whom nothing is new should not lock out those who write.
    return _give() if Arrival.objects.exists() else 0


@transaction.atomic
def give_in_passing() -> None:
    """Give positions unless somebody is about it: whoever has only acted does not wait."""
    if rows.is_free(Placing):
        give()


@transaction.atomic
def _give() -> int:
    placing, _new = Placing.objects.select_for_update().get_or_create(pk=1)
    given = 0
    # Read after the lock: PostgreSQL shows a new statement whatever is committed by now.
    while waiting := list(Arrival.objects.order_by("entry").values_list("entry", flat=True)[:SOME]):
        first = placing.last_position + given + 1
        Position.objects.bulk_create(
            [Position(number=first + index, entry_id=pk) for index, pk in enumerate(waiting)],
            batch_size=AT_ONCE,
        )
        Arrival.objects.filter(entry__in=waiting).delete()
        given += len(waiting)
    placing.last_position += given
    placing.save(update_fields=["last_position"])
    return given
