"""A file as a table: which column is which, and which rows say something."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.translation import gettext as _

from reform_apps.exchange.columns import APPLICATIONS, Column, Schema, plain
from reform_apps.exchange.imports.files import Cell, Line, letters
from reform_apps.exchange.schemas import SCHEMAS

# Above the head, an office may put a title.
HEAD_WITHIN = 10


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands in the way, at a row, a column, both or neither."""

    message: str
    row: int | None = None
    column: str | None = None  # the field's name, or the letters of a column that is none


@dataclass(slots=True)
class Row:
    """One row of data: its cells by the names of their columns."""

    number: int
    cells: dict[str, Cell]


@dataclass(slots=True)
class Table:
    """What a file holds."""

    schema: Schema = APPLICATIONS
    head: int = 0  # the row of the labels; 0: there is none
    places: dict[str, int] = field(default_factory=dict)  # of each column, counted from one
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def table(lines: Sequence[Line]) -> Table:
    """Find the head of a table and read the rows below it; all that is wrong is noted."""
    told = Table()
    called = {schema.kind: schema.called() for schema in SCHEMAS}
    head = _head(lines, called.values())
    if head is None:
        told.problems.append(Problem(_("No row names the columns: use the template.")))
        return told
    told.head = head.number
    told.schema = _schema_of(head, called)
    _name_columns(told, head, called[told.schema.kind])
    for line in lines[lines.index(head) + 1 :]:
        _add(told, line)
    if not told.rows and not told.problems:
        told.problems.append(Problem(_("The file holds no row of data.")))
    _note_gaps(told)
    return told


def _head(lines: Sequence[Line], called: Iterable[dict[str, Column]]) -> Line | None:
    """Choose the first row of which at least two cells name columns."""
    for line in lines[:HEAD_WITHIN]:
        named = [_plain(cell) for cell in line.cells]
        if any(sum(name in known for name in named) > 1 for known in called):
            return line
    return None


def _schema_of(head: Line, called: dict[str, dict[str, Column]]) -> Schema:
    """Recognize the kind of a table by the column that only such tables have."""
    named = [_plain(cell) for cell in head.cells]
    for schema in SCHEMAS:
        known = called[schema.kind]
        if schema.mark in {known[name].name for name in named if name in known}:
            return schema
    return APPLICATIONS


def _name_columns(told: Table, head: Line, known: dict[str, Column]) -> None:
    names = [known.get(_plain(cell)) for cell in head.cells]
    counted = Counter(column.name for column in names if column)
    for place, (cell, column) in enumerate(zip(head.cells, names, strict=True), start=1):
        at = {"row": head.number, "column": letters(place)}
        if cell.is_blank:
            continue
        if cell.fault:
            told.problems.append(Problem(cell.fault, **at))
        elif column is None:
            message = _("There is no column “%s”.") % str(cell.value).strip()
            told.problems.append(Problem(message, **at))
        elif counted[column.name] > 1:
            told.problems.append(Problem(_("The column “%s” is there twice.") % cell.value, **at))
        else:
            told.places[column.name] = place
    if told.schema is APPLICATIONS and not {"code", "name"} & counted.keys():
        message = _("There is no column for the code nor for the name.")
        told.problems.append(Problem(message, row=head.number))


def _add(told: Table, line: Line) -> None:
    given = [cell for cell in line.cells if not cell.is_blank]
    if not given:
        return
    # Below the labels, a workbook of ours has the names that programs use.
    if line.number == told.head + 1 and all(_plain(cell) in told.schema.known for cell in given):
        return
    if line.is_hidden:
        told.notes.append(_("Row %s is hidden, and read all the same.") % line.number)
    cells = {
        name: line.cells[place - 1] if place <= len(line.cells) else Cell()
        for name, place in told.places.items()
    }
    nameless = set(range(1, len(line.cells) + 1)) - set(told.places.values())
    for place in sorted(nameless):
        cell = line.cells[place - 1]
        if not cell.is_blank and place > len(told.places):
            message = _("This cell lies in a column without a name.")
            told.problems.append(Problem(message, row=line.number, column=letters(place)))
    told.rows.append(Row(line.number, cells))


def _note_gaps(told: Table) -> None:
    numbers = [row.number for row in told.rows]
    for before, after in pairwise(numbers):
        if after - before > 1:
            blank = f"{before + 1}" if after - before == 2 else f"{before + 1}-{after - 1}"
            told.notes.append(_("Blank and passed over: row %s.") % blank)


def _plain(cell: Cell) -> str:
    return "" if cell.value is None else plain(cell.value)
