"""Lists as files, by rows or by blocks of them: any length in the same memory."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from tempfile import TemporaryFile
from typing import IO

from django.db.models import Model
from django.utils import timezone, translation
from django.utils.text import capfirst

from reform_apps.exchange import sheets
from reform_apps.exchange.blocks import Blocks
from reform_apps.exchange.catalog import Catalog
from reform_apps.exchange.columns import APPLICATIONS, COLUMNS, PUBLIC, Column, Reader, Schema
from reform_apps.models import User
from reform_apps.queries.wording import words

AT_ONCE = 500  # lines a piece
BYTE_ORDER_MARK = "\ufeff"  # by it Excel knows UTF-8
# What a spreadsheet takes for the beginning of a formula, in its East Asian widths too.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
SUSPECT = frozenset((*FORMULA_STARTS, "'"))  # what any text that is changed begins with
QUOTED = ',"\r\n'  # what any text that is quoted holds


def csv_lines(
    found: Iterable[Model], *, user: Reader = PUBLIC, schema: Schema = APPLICATIONS
) -> Iterator[bytes]:
    """Spell rows, fetched with their relations, for a file in UTF-8 that Excel opens.

    A successor that `user` may not see is not told. The language is that of the call.
    """
    return _csv_lines(iter(found), user, schema.columns, translation.get_language())


def _csv_lines(
    rows: Iterator[Model], user: Reader, columns: Sequence[Column], language: str
) -> Iterator[bytes]:
    yield BYTE_ORDER_MARK.encode() + _spelled([_labels(columns, language)])
    while some := list(islice(rows, AT_ONCE)):
        with translation.override(language):
            lines = _spelled([_cell(column.read(row, user)) for column in columns] for row in some)
        yield lines


class CsvCells:
    """Spells the values of any column for CSV, in quotes where `csv` would put them."""

    def one(self, value: object) -> str:
        return _quoted(_cell(value))

    def texts(self, values: Iterable[str | None]) -> list[str]:
        values = [value or "" for value in values]
        if not any(values):
            return values
        every, begun = "".join(values), {value[:1] for value in values}
        if begun.isdisjoint(SUSPECT) and not any(mark in every for mark in QUOTED):
            return values
        return [_quoted(neutral(value)) for value in values]

    def moments(self, values: Iterable[str]) -> list[str]:
        return list(values)


def csv_of(blocks: Blocks) -> Iterator[bytes]:
    """Spell the applications as they stand, as `csv_lines` does of rows."""
    yield BYTE_ORDER_MARK.encode() + _spelled([_labels(COLUMNS, blocks.language)])
    for columns in blocks.columns([CsvCells()] * len(COLUMNS)):
        yield "".join(f"{','.join(row)}\r\n" for row in zip(*columns, strict=True)).encode()


def _labels(columns: Iterable[Column], language: str) -> list[str]:
    # A door sends the lines when it has long answered, and speaks another language by then.
    with translation.override(language):
        return [column.label() for column in columns]


def xlsx_file(
    found: Iterable[Model], *, user: Reader = PUBLIC, schema: Schema = APPLICATIONS
) -> IO[bytes]:
    """Write rows, fetched with their relations, to a temporary file, open at its start.

    A successor that `user` may not see is not told.
    """
    with _sheet(user, schema) as (file, sheet):
        for row in found:
            sheet.add(column.read(row, user) for column in _shown(schema, user))
    return file


def xlsx_of(blocks: Blocks) -> IO[bytes]:
    """Write the applications as they stand, as `xlsx_file` does of rows."""
    with _sheet(blocks.user, APPLICATIONS) as (file, sheet):
        # Of the act that would change them, which columns follow for some, nothing is known.
        cells = [sheets.Cells(sheet, place) for place in range(len(COLUMNS))]
        for columns in blocks.columns(cells):
            sheet.add_spelled(columns)
    return file


@contextmanager
def _sheet(user: Reader, schema: Schema) -> Iterator[tuple[IO[bytes], sheets.Sheet]]:
    """Open a workbook with one empty sheet; in the end its file is open at its start."""
    file = TemporaryFile()  # noqa: SIM115  (whoever asked for it closes it)
    try:
        title = capfirst(str(schema.kind.label))
        with sheets.book(file, title=title) as book:
            yield file, book.add(title, _in_a_sheet(schema, _shown(schema, user), user))
    except BaseException:
        file.close()
        raise
    file.seek(0)


def _shown(schema: Schema, user: Reader) -> Sequence[Column]:
    return schema.columns if user.is_anonymous else tuple(schema.known.values())


def template(*, user: User, schema: Schema = APPLICATIONS) -> IO[bytes]:
    """Write the workbook in which new rows are sent: the same columns, and no row."""
    return xlsx_file([], user=user, schema=schema)


def _in_a_sheet(schema: Schema, columns: Iterable[Column], user: Reader) -> list[sheets.Column]:
    if user.is_anonymous:
        # For reading: nothing of it comes back.
        return [sheets.Column(each.label(), each.width, each.name) for each in columns]
    catalog = Catalog(schema)
    return [
        sheets.Column(
            each.label(),
            each.width,
            each.name,
            locked=not each.reads or each.name in schema.keys,
            among=_offered(each, catalog),
        )
        for each in columns
    ]


def _offered(column: Column, catalog: Catalog) -> list[str]:
    if column.reads == "word":
        return [words.word(column.name, value) for value in column.choices.values]
    if column.reads == "flag":
        return [words.word(column.name, value) for value in (True, False)]
    if column.reads == "code":
        return catalog.codes(column.model)
    if column.reads == "name":
        return catalog.names(column.model)
    return []


def neutral(text: str) -> str:
    """Keep a text that begins like a formula from being one."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def restored(text: str) -> str:
    """Give back the text that was kept from being a formula."""
    kept = text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS)
    return text[1:] if kept else text


def _quoted(text: str) -> str:
    if not any(mark in text for mark in QUOTED):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return neutral(str(value))


def _spelled(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
