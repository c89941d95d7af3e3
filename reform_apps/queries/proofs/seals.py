"""Whether the one order of the journal and the seals over it still hold."""

from collections.abc import Iterator

from django.db.models import F, Max

from reform_apps.models import Arrival, JournalEntry, Placing, Position, Seal
from reform_apps.queries import seals
from reform_apps.rules.merkle import Tree


def misplaced() -> Iterator[str]:
    """Say where positions leave a gap, or entries have none and are not waiting for one."""
    placed, last = Position.objects.count(), Position.objects.aggregate(n=Max("number"))["n"] or 0
    noted = Placing.objects.aggregate(n=Max("last_position"))["n"] or 0
    if placed != last:
        yield f"{placed} entries have positions, but the last one is {last}."
    if noted != last:
        yield f"{last} is the last position, but {noted} is noted as the last one given."
    nowhere = JournalEntry.objects.filter(position=None, arrival=None)
    for pk in nowhere.order_by("pk").values_list("pk", flat=True).iterator():
        yield f"Journal entry {pk} has no position and waits for none."
    for arrival in Arrival.objects.filter(entry__position__isnull=False).order_by("entry"):
        yield f"Journal entry {arrival.entry_id} has a position and waits for another."


def broken() -> Iterator[list[str]]:
    """Walk all sealed entries, seal by seal; yield faults after each entry, mostly none."""
    before = None
    for seal in seals.chain().iterator():
        tree = Tree()
        count = 0
        for digest in seals.digests(first=seal.first_position, last=seal.last_position):
            tree.add(digest)
            count += 1
            yield []
        yield [f"Seal {seal.number} {fault}." for fault in _faults(seal, before, tree, count)]
        before = seal


def sealed() -> int:
    """Count the entries under seals."""
    spans = Seal.objects.annotate(length=F("last_position") - F("first_position") + 1)
    return sum(spans.values_list("length", flat=True))


def _faults(seal: Seal, before: Seal | None, tree: Tree, count: int) -> Iterator[str]:
    number, first, digest = (
        (before.number + 1, before.last_position + 1, before.digest) if before else (1, 1, "")
    )
    if seal.number != number:
        yield f"comes where seal {number} should"
    if seal.first_position != first:
        yield f"begins at position {seal.first_position}, where {first} is the next one"
    if seal.previous_digest != digest:
        yield "is not chained to the seal before it"
    if seal.digest != seal.expected_digest():
        yield "does not have the content that its digest was made of"
    if count != seal.last_position - seal.first_position + 1:
        yield f"closes {seal.last_position - seal.first_position + 1} entries and finds {count}"
    if seal.root != tree.root():
        yield "does not have the root of the entries that it closes"
