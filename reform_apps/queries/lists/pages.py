"""The applications that answer a question, for a paginator to cut into pages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from math import ceil

from django.core.paginator import Paginator
from django.db.models import QuerySet

from reform_apps.queries.lists import ranking, totals
from reform_apps.queries.lists.totals import MOST_COUNTED, MOST_FOUND, Total


@dataclass
class Found:
    """Rows in their order, whose total is cheap."""

    rows: QuerySet
    # The tallies that answer the same question, if tallies can.
    tallies: QuerySet | None = None
    # By which words the rows are ranked, and among which rows these are sought.
    words: str = ""
    among: QuerySet | None = None
    # What is read of the rows; `number` must be.
    read: Callable[[QuerySet], QuerySet] = QuerySet.all

    ordered = True  # which a paginator asks

    @property
    def most(self) -> int:
        """Tell how many rows can be reached by pages."""
        return MOST_FOUND if self.words else MOST_COUNTED

    @cached_property
    def total(self) -> Total:
        if self.tallies is not None:
            return totals.summed(self.tallies)
        return totals.counted(self.rows, most=self.most)

    def count(self) -> int:
        return self.total.number

    def __getitem__(self, places: slice) -> Iterable:
        if not self.words:
            return self.read(self.rows)[places]
        numbers = ranking.best(self.among, self.words, places.start, places.stop)
        found = self.read(self.among.filter(number__in=numbers))
        return sorted(found, key=lambda row: numbers.index(row.number))


class ReachablePaginator(Paginator):
    """Pages of what was `Found`, as far as pages go: a deep one is counted off row by row."""

    @cached_property
    def num_pages(self) -> int:
        return ceil(min(self.count, self.object_list.most) / self.per_page) or 1
