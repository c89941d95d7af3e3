"""How many applications answer a question: exactly where that is cheap, else up to a limit."""

from dataclasses import dataclass

from django.db.models import QuerySet

from reform_apps.queries.lists.compiled import Compiled

# Beyond these nobody reads on by pages, and nobody counts.
MOST_COUNTED = 10_000
MOST_FOUND = 1_000  # by words, where the best stand first


@dataclass(frozen=True, slots=True)
class Total:
    """A number of rows; if it is not exact, there are at least so many."""

    number: int
    is_exact: bool = True


def numbers(rows: QuerySet) -> Compiled:
    """Spell what is summed up or counted, once for as often as that is done."""
    return Compiled(rows.values_list("number"), ["number"])


def summed(tallies: Compiled) -> Total:
    """Sum tallies up: exact, and one statement over as many rows as there are kinds."""
    return Total(tallies.number("SUM(number)"))


def counted(rows: Compiled, *, most: int = MOST_COUNTED) -> Total:
    """Count rows, of which one more is asked for than anybody reads."""
    number = rows.number("COUNT(*)")
    return Total(min(number, most), is_exact=number <= most)
