"""The applications that answer a question, for a paginator to cut into pages."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil

from django.core.paginator import Paginator
from django.db.models import QuerySet

from reform_apps.models import Application
from reform_apps.queries.lists import ranking, totals
from reform_apps.queries.lists import rows as tuples
from reform_apps.queries.lists.compiled import Compiled
from reform_apps.queries.lists.memos import kept
from reform_apps.queries.lists.rows import NUMBER
from reform_apps.queries.lists.totals import MOST_COUNTED, MOST_FOUND, Total

# What stands in a question for the number that it goes on from: there is no such row.
A_NUMBER = 2**31 - 1
MOST_SPELLED = 3


@dataclass
class Found:
    """Rows in their order, whose total is cheap."""

    rows: QuerySet
    # The tallies that answer the same question, if tallies can.
    tallies: QuerySet | None = None
    # By which words the rows are ranked, and among which rows these are sought.
    words: str = ""
    among: QuerySet | None = None
    # The texts of these rows, where nothing but words is asked.
    texts: QuerySet | None = None
    # What is shown of the rows, if they are read as tuples.
    fields: Sequence[str] = ()
    # The total and the pages that were asked for last, for whoever asks for them again.
    spelled: dict[object, Compiled] = field(default_factory=dict)

    ordered = True  # which a paginator asks

    @property
    def most(self) -> int:
        """Tell how many rows can be reached by pages."""
        return MOST_FOUND if self.words else MOST_COUNTED

    @cached_property
    def total(self) -> Total:
        return self._summed() if self.tallies is not None else self._counted()

    def _summed(self) -> Total:
        return totals.summed(self._kept("sum", lambda: totals.numbers(self.tallies.order_by())))

    def _counted(self) -> Total:
        def reached() -> QuerySet:
            if self.texts is not None:
                return self.texts.matching(self.words)
            # By number, which has an index, they are walked no further than is counted.
            by_number = (NUMBER,) if self.rows.model is Application else ()
            return self.rows.order_by(*by_number)

        spelled = self._kept("count", lambda: totals.numbers(reached()[: self.most + 1]))
        return totals.counted(spelled, most=self.most)

    def count(self) -> int:
        return self.total.number

    def read(self, rows: QuerySet) -> QuerySet:
        return tuples.read(rows, self.fields) if self.fields else rows

    def __getitem__(self, places: slice) -> Iterable:
        if not self.words and not self.fields:
            return self.rows[places]
        if not self.words:
            # A last page ends where the rows do, and so is another one when there are more.
            bounds = (places.start, places.stop)
            return self._kept(bounds, lambda: self._spelled(self.rows, places)).ask()
        among = self.among if self.texts is None else self.texts
        numbers = ranking.best(among, self.words, places.start, places.stop)
        found = self.read(self.among.filter(number__in=numbers))
        return sorted(found, key=lambda row: numbers.index(row.number))

    def after(self, number: int | None, *, most: int, backward: bool = False) -> list:
        """Read the rows that follow one by its number, or the first ones, in that order."""

        def following(last: int | None) -> QuerySet:
            rows = self.rows.order_by("-number" if backward else "number")
            after = {"number__lt" if backward else "number__gt": last}
            return rows if number is None else rows.filter(**after)

        if not self.fields:
            return list(following(number)[:most])
        key = (number is None, most, backward)
        places = slice(0, most)
        return self._kept(key, lambda: self._spelled(following(A_NUMBER), places)).ask(number)

    def _spelled(self, rows: QuerySet, places: slice) -> Compiled:
        return Compiled(self.read(rows)[places], tuples.columns(self.fields), asked=A_NUMBER)

    def _kept(self, key: object, spell: Callable[[], Compiled]) -> Compiled:
        return kept(self.spelled, key, spell, most=MOST_SPELLED)


class ReachablePaginator(Paginator):
    """Pages of what was `Found`, as far as pages go: a deep one is counted off row by row."""

    @cached_property
    def num_pages(self) -> int:
        return ceil(min(self.count, self.object_list.most) / self.per_page) or 1
