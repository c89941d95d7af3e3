"""Whether the tallies still count what there is."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import BigIntegerField, Count, Sum
from django.db.models.functions import Cast

from reform_apps.models import Application, Tally
from reform_apps.models.lists.tallies import CODES, KEYS, Kind


def missed() -> Counter[Kind]:
    """Tell how many applications of each kind the tallies lack; below zero, have too many.

    Asked in one statement, and so of one moment, whoever writes meanwhile.
    """
    there = Application.objects.order_by().values_list(*CODES).annotate(number=Count("pk"))
    told = Cast(-Sum("number"), BigIntegerField())
    kept = Tally.objects.order_by().values_list(*KEYS).annotate(number=told)
    found: Counter[Kind] = Counter()
    for *kind, number in there.union(kept, all=True):
        found[tuple(kind)] += number
    return Counter({kind: number for kind, number in found.items() if number})


def broken() -> Iterator[list[str]]:
    """Go through the kinds that are not counted as they should be."""
    for kind, number in missed().items():
        told = ", ".join(word or "-" for word in kind)
        yield [f"The tallies count {-number:+} applications that are not there: {told}."]
