"""The applications as they stand today, for a file: block by block, and column by column.

What `columns` says of one row, told of thousands at a time: a value that many rows share is spelled
once for all of them, and no row is ever made an object.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from types import SimpleNamespace
from typing import Protocol

from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Cast, TruncSecond
from django.utils import translation

from reform_apps.exchange.columns import COLUMNS, KNOWN, Column, Reader, on_lines, on_one_line
from reform_apps.queries.evaluation.flags import with_flags
from reform_apps.queries.evaluation.sheets import Hanging
from reform_apps.queries.lists import references
from reform_apps.queries.lists.references import NAMED
from reform_apps.rules.vocabulary import Disposition, Visibility

AT_ONCE = 2000  # rows a block
# Each is told as it is read.
TEXTS = ("code", "name", "name_en", "irs_code", "summary", "reform")
# Of the others there are few different values, whatever the number of rows.
LISTS = ("terminals", "front_ends")
PLAIN = (
    "kind", "scope", "status", "status_since", "batch", "online_on", "visibility", "version",
)  # fmt: skip
# By column, what is read for it.
FEW = {
    **{name: name for name in PLAIN},
    **{name: f"{name}_text" for name in LISTS},
    **{each: f"{name}_id" for name in NAMED for each in (name, f"{name}_name")},
    "flag": "flags",
}
MOMENT, MOMENT_TEXT = "updated_at", "updated_text"
SUCCESSOR = ("merged_into__code", "merged_into__visibility")
Rows = Mapping[str, Sequence[object]]  # by what is read
Told = dict[str, Sequence[object]]  # by column
READ = ("pk", *TEXTS, *dict.fromkeys(FEW.values()), MOMENT_TEXT, *SUCCESSOR)


class Cells(Protocol):
    """How one kind of file spells the values of a column."""

    def one(self, value: object) -> object:
        """Spell any value."""

    def texts(self, values: Iterable[str | None]) -> list:
        """Spell many texts as `one` does, and fast."""

    def moments(self, values: Iterable[str]) -> list:
        """Spell many moments as `one` does, and fast.

        They are told as `2022-06-30 12:00:00`, in the zone of the registry.
        """


class Spelled(dict):
    """Spellings by what is spelled, each worked out when it is first met."""

    def __init__(self, spell: Callable[[object], object]):
        self.spell = spell

    def __missing__(self, value: object) -> object:
        told = self[value] = self.spell(value)
        return told


class Blocks:
    """Applications as `user` may see them on a day, in the language of the call."""

    def __init__(self, found: QuerySet, *, user: Reader, day: date):
        self.user = user
        self.language = translation.get_language()
        self.references = references.standing()
        self.hanging = Hanging(user, day)
        known = user.is_authenticated
        found = with_flags(found, day) if known else found.annotate(flags=Value(""))
        # As texts: what a list holds is looked up and not parsed, and a moment is spelled at once.
        texts = {FEW[name]: Cast(name, TextField()) for name in LISTS}
        texts[MOMENT_TEXT] = Cast(TruncSecond(MOMENT), TextField())
        self.found = found.annotate(**texts).values_list(*READ)

    def columns(self, cells: Sequence[Cells]) -> Iterator[list[Sequence[object]]]:
        """Spell each block as a list of columns, in their order; `cells` says how, for each."""
        how = dict(zip((column.name for column in COLUMNS), cells, strict=True))
        few = {name: self._few(name, how[name]) for name in FEW}
        walk = self.found.iterator(chunk_size=AT_ONCE)
        while some := list(islice(walk, AT_ONCE)):
            rows = dict(zip(READ, zip(*some, strict=True), strict=True))
            # Whoever takes the blocks may by now speak another language.
            with translation.override(self.language):
                told = self._own(rows, how, few) | self._hanging(rows["pk"], how)
            yield [told[name] for name in how]

    def _few(self, name: str, cells: Cells) -> Spelled:
        """Spell the values of a column as it reads them of an application."""
        column = KNOWN[name]
        field = "flags" if name == "flag" else column.field

        def spell(value: object) -> object:
            row = SimpleNamespace(**{field: self._value(column, value)})
            return cells.one(column.read(row, self.user))

        return Spelled(spell)

    def _value(self, column: Column, value: object) -> object:
        if column.name in LISTS:
            return json.loads(value)
        if column.field in NAMED and value is not None:
            return self.references.row(column.model, value)
        return value

    def _own(self, rows: Rows, how: dict[str, Cells], few: dict[str, Spelled]) -> Told:
        """Spell what the applications hold themselves, and what they point to."""
        told = {name: how[name].texts(rows[name]) for name in TEXTS}
        for name, read in FEW.items():
            told[name] = [*map(few[name].__getitem__, rows[read])]
        told[MOMENT] = how[MOMENT].moments(rows[MOMENT_TEXT])
        known = self.user.is_authenticated
        told["merged_into"] = how["merged_into"].texts(
            code if code and (known or visibility == Visibility.PUBLIC) else ""
            for code, visibility in zip(*(rows[name] for name in SUCCESSOR), strict=True)
        )
        return told

    def _hanging(self, keys: Sequence[int], how: dict[str, Cells]) -> Told:
        """Spell what hangs on the applications."""
        ways = {
            "aliases": on_lines,
            "coverage": lambda shares: self._share(shares[0]),
            "uses": on_one_line,
            "disposition": lambda words: on_one_line(
                str(Disposition(word).label) for word in words
            ),
        }
        told = {}
        for name, way in ways.items():
            hung = {key: way(values) for key, values in self.hanging.told(name, keys).items()}
            if hung:
                told[name] = how[name].texts([hung.get(key, "") for key in keys])
            else:
                told[name] = how[name].texts([""]) * len(keys)
        return told

    def _share(self, share: float | None) -> str:
        return KNOWN["coverage"].read(SimpleNamespace(coverage=share), self.user)
