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
from reform_apps.queries.lists.totals import MOST_COUNTED, MOST_FOUND, Total

# What stands in a question for the number that it goes on from: there is no such row.
A_NUMBER = 2**31 - 1


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
    # The page that was read of them last, for whoever asks for it again.
    spelled: dict[tuple, Compiled] = field(default_factory=dict)

    ordered = True  # which a paginator asks

    @property
    def most(self) -> int:
        """Tell how many rows can be reached by pages."""
        return MOST_FOUND if self.words else MOST_COUNTED

    @cached_property
    def total(self) -> Total:
        if self.tallies is not None:
            return totals.summed(self.tallies)
        if self.texts is not None:
            return totals.counted(self.texts.matching(self.words), most=self.most)
        # By number, which has an index, the rows are walked no further than is counted.
        by_number = ("number",) if self.rows.model is Application else ()
        return totals.counted(self.rows.order_by(*by_number), most=self.most)

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
            return self._compiled(bounds, lambda: self.read(self.rows)[places]).ask()
        among = self.among if self.texts is None else self.texts
        numbers = ranking.best(among, self.words, places.start, places.stop)
        found = self.read(self.among.filter(number__in=numbers))
        return sorted(found, key=lambda row: numbers.index(row.number))

    def after(self, number: int | None, *, most: int, backward: bool = False) -> list:
        """Read the rows that follow one by its number, or the first ones, in that order."""

        def following(last: int) -> QuerySet:
            rows = self.rows.order_by("-number" if backward else "number")
            if number is not None:
                rows = rows.filter(**{"number__lt" if backward else "number__gt": last})
            return self.read(rows)[:most]

        if not self.fields:
            return list(following(number))
        key = (number is None, most, backward)
        return self._compiled(key, lambda: following(A_NUMBER)).ask(number)

    def _compiled(self, key: tuple, rows: Callable[[], QuerySet]) -> Compiled:
        found = self.spelled.get(key)
        if found is None:
            found = Compiled(rows(), tuples.columns(self.fields), asked=A_NUMBER)
            self.spelled.clear()
            self.spelled[key] = found
        return found


class ReachablePaginator(Paginator):
    """Pages of what was `Found`, as far as pages go: a deep one is counted off row by row."""

    @cached_property
    def num_pages(self) -> int:
        return ceil(min(self.count, self.object_list.most) / self.per_page) or 1
