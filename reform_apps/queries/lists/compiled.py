"""Queries that are spelled as SQL once and asked many times."""

from collections.abc import Sequence

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.utils import create_namedtuple_class


class Compiled:
    """What a `values_list` asks, without the time that it takes to spell it.

    To spell a list of twenty columns takes as long as to read fifty rows of them. `asked` is a
    value in the question that stands for those by which it is asked; no other one of its type is
    equal.
    """

    def __init__(self, rows: QuerySet, columns: Sequence[str], *, asked: object = None):
        self.database = rows.db
        self.row = create_namedtuple_class(*columns)
        self.compiler = rows.query.get_compiler(rows.db)
        try:
            self.sql, params = self.compiler.as_sql()
        except EmptyResultSet:
            self.sql, params = "", ()
        self.params = tuple(params)
        self.places = [
            place
            for place, each in enumerate(params)
            # A decimal equals a whole number, and somebody may ask for it.
            if asked is not None and type(each) is type(asked) and each == asked
        ]

    def ask(self, value: object = None) -> list[tuple]:
        """Ask the database, and read each row as a tuple with names."""
        if not self.sql:
            return []
        params = list(self.params)
        for place in self.places:
            params[place] = value
        found = self._fetched(self.sql, params)
        return list(map(self.row._make, self.compiler.results_iter([found])))

    def number(self, told: str) -> int:
        """Ask only for one number of all the rows, such as `COUNT(*)`; of none it is 0."""
        if not self.sql:
            return 0
        ((number,),) = self._fetched(f"SELECT {told} FROM ({self.sql}) AS asked", self.params)
        # A sum of whole numbers is none to PostgreSQL.
        return int(number or 0)

    def _fetched(self, sql: str, params: Sequence[object]) -> list[tuple]:
        with connections[self.database].cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()
