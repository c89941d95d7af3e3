"""The applications that answer a question, for a paginator to cut into pages."""

from collections.abc import Iterable, Sequence
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
    spelled: dict[tuple[int, int], Compiled] = field(default_factory=dict)

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
            return self._compiled(places).ask()
        among = self.among if self.texts is None else self.texts
        numbers = ranking.best(among, self.words, places.start, places.stop)
        found = self.read(self.among.filter(number__in=numbers))
        return sorted(found, key=lambda row: numbers.index(row.number))

    def _compiled(self, places: slice) -> Compiled:
        # A last page ends where the rows do, and so is another one when there are more.
        bounds = (places.start, places.stop)
        found = self.spelled.get(bounds)
        if found is None:
            found = Compiled(self.read(self.rows)[places], tuples.columns(self.fields))
            self.spelled.clear()
            self.spelled[bounds] = found
        return found


class ReachablePaginator(Paginator):
    """Pages of what was `Found`, as far as pages go: a deep one is counted off row by row."""

    @cached_property
    def num_pages(self) -> int:
        return ceil(min(self.count, self.object_list.most) / self.per_page) or 1
