"""What was found by words, the best first."""

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from reform_apps.models.lists.grams import Place
from reform_apps.models.lists.texts import found
from reform_apps.rules.names import name_key

NUMBER = "number"


def best(rows: QuerySet, words: str, start: int, stop: int) -> list[int]:
    """List the numbers of what is found by words, from one place to before another.

    Whole names come first, then what begins with the words, then what is called so, then what
    has another name like it, and last what a summary says; those that are equal by their codes.
    `rows` are those among which is searched. One statement.
    """
    key = name_key(words)
    if not key or stop <= start:
        return []
    tiers = [found(key, place) for place in Place]
    rows = rows.order_by().select_related(None)
    if connection.vendor == "sqlite":
        ranks = [When(tier, then=Value(rank)) for rank, tier in enumerate(tiers)]
        ranked = rows.annotate(rank=Case(*ranks, output_field=IntegerField()))
        ranked = ranked.filter(rank__isnull=False).order_by("rank", NUMBER)
        return list(ranked.values_list(NUMBER, flat=True)[start:stop])
    # Each tier by itself can be cut short; sorted as a whole, all of a frequent word would be.
    parts = [
        rows.filter(_only(tiers, rank)).annotate(rank=Value(rank)).order_by(NUMBER)
        .values_list("rank", NUMBER)[:stop]
        for rank in range(len(tiers))
    ]  # fmt: skip
    first, *others = parts
    ranked = first.union(*others, all=True).order_by("rank", NUMBER)[start:stop]
    return [number for _rank, number in ranked]


def _only(tiers: list[Q], rank: int) -> Q:
    """Say that something belongs to a tier and to none above it."""
    asked = tiers[rank]
    for above in tiers[:rank]:
        asked &= ~above
    return asked
