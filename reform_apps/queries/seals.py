"""Seals over the journal, and what they close."""

from collections.abc import Iterator

from django.db.models import QuerySet

from reform_apps.models import Position, Seal

CHUNK = 5000


def chain() -> QuerySet[Seal]:
    """List the seals from the first to the last."""
    return Seal.objects.order_by("number")


def last() -> Seal | None:
    """Find the seal that was closed last."""
    return chain().last()


def digests(*, first: int, last: int) -> Iterator[str]:
    """Walk the digests of the entries at these positions, in their order."""
    placed = Position.objects.filter(number__range=(first, last)).order_by("number")
    return placed.values_list("entry__digest", flat=True).iterator(chunk_size=CHUNK)
