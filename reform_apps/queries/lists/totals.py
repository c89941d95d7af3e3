"""How many applications answer a question: exactly where that is cheap, else up to a limit."""

from dataclasses import dataclass

from django.db.models import QuerySet, Sum

# Beyond these nobody reads on by pages, and nobody counts.
MOST_COUNTED = 10_000
MOST_FOUND = 1_000  # by words, where the best stand first


@dataclass(frozen=True, slots=True)
class Total:
    """A number of rows; if it is not exact, there are at least so many."""

    number: int
    is_exact: bool = True


def summed(tallies: QuerySet) -> Total:
    """Sum tallies up: exact, and one statement over as many rows as there are kinds."""
    return Total(tallies.aggregate(sum=Sum("number"))["sum"] or 0)


def counted(rows: QuerySet, *, most: int = MOST_COUNTED) -> Total:
    """Count rows, in the order that they have, but no more of them than anybody reads."""
    number = rows.values("number")[: most + 1].count()
    return Total(min(number, most), is_exact=number <= most)
