"""Files that people send, opened with care: what is not plainly a table, is refused by its name."""

import csv
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from zipfile import BadZipFile, ZipFile

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

MEGABYTE = 1 << 20
LARGEST_FILE = 10 * MEGABYTE
LARGEST_UNPACKED = 64 * MEGABYTE
MOST_MEMBERS = 1000
MOST_ROWS = 20_000
MOST_COLUMNS = 60
LONGEST_CELL = 5_000
MOST_COVERED = 100_000  # cells that merged areas and links cover
COVERING = re.compile(
    rb"""<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]*?\bref\s*=\s*["']([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"""
)
ZIPPED, OLD_OR_LOCKED = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
ENCODINGS = ("utf-8-sig", "gb18030")
WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
DELIMITERS = ",\t;"


class FileRefused(Exception):
    """The file as a whole cannot be read; the sentence says why, and names the limit."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it was found."""

    value: object = None
    fault: str = ""  # why its value cannot be taken
    is_typed: bool = True  # a spreadsheet tells numbers from texts; a csv file does not

    @property
    def is_blank(self) -> bool:
        return not self.fault and (self.value is None or str(self.value).strip() == "")


@dataclass(frozen=True, slots=True)
class Line:
    """One row, with the number that the spreadsheet shows."""

    number: int
    cells: list[Cell]
    is_hidden: bool = False


def lines(content: bytes) -> list[Line]:
    """Read all rows of a workbook's first visible sheet, or of a csv file.

    :raises FileRefused: if it is none, or too large, or holds what is never opened.
    """
    if len(content) > LARGEST_FILE:
        raise FileRefused(_("The file is larger than %s MB.") % (LARGEST_FILE // MEGABYTE))
    if not content:
        raise FileRefused(_("The file is empty."))
    if content.startswith(OLD_OR_LOCKED):
        raise FileRefused(
            _("The file has a password, or the old format: save it as .xlsx without a password.")
        )
    found = _of_workbook(content) if content.startswith(ZIPPED) else _of_text(content)
    return list(_bounded(found))


def sheet_of(book: openpyxl.Workbook) -> Worksheet:
    """Choose the sheet that is read: the first one that can be seen."""
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            return sheet
    raise FileRefused(_("The workbook has no sheet that can be seen."))


def opened(content: bytes) -> openpyxl.Workbook:
    """Open a workbook after looking into its zip; formulas stay what they are.

    :raises FileRefused: if it holds what is never opened, or is damaged.
    """
    _look_into(content)
    try:
        return openpyxl.load_workbook(io.BytesIO(content))
    # A damaged workbook fails in as many ways as there are parts of it.
    except (InvalidFileException, BadZipFile, ArithmeticError, AttributeError, LookupError,
            OSError, SyntaxError, TypeError, ValueError) as error:  # fmt: skip
        raise FileRefused(_("The workbook is damaged and cannot be read.")) from error


def _look_into(content: bytes) -> None:
    try:
        with ZipFile(io.BytesIO(content)) as zipped:
            members = zipped.infolist()
            if len(members) > MOST_MEMBERS:
                raise FileRefused(_("The file has more than %s parts.") % MOST_MEMBERS)
            if sum(member.file_size for member in members) > LARGEST_UNPACKED:
                limit = LARGEST_UNPACKED // MEGABYTE
                raise FileRefused(_("Unpacked, the file is larger than %s MB.") % limit)
            for member in members:
                if member.flag_bits & 1:
                    raise FileRefused(_("The file has a password: save it without one."))
                if member.filename.lower().endswith(("vbaproject.bin", ".xlm")):
                    raise FileRefused(_("The workbook holds macros: save it as .xlsx."))
                with zipped.open(member) as part:
                    if b"<!DOCTYPE" in part.read(1024).upper():
                        raise FileRefused(_("The workbook is damaged and cannot be read."))
                if member.filename.startswith("xl/worksheets/"):
                    _refuse_wide_areas(zipped.read(member))
    except (BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise FileRefused(_("The workbook is damaged and cannot be read.")) from error


def _refuse_wide_areas(sheet: bytes) -> None:
    """Refuse areas that are written down in a word, and take a cell each when they are read."""
    covered = 0
    for area in COVERING.findall(sheet):
        first_column, first_row, last_column, last_row = range_boundaries(area.decode())
        covered += (last_column - first_column + 1) * (last_row - first_row + 1)
    if covered > MOST_COVERED:
        limit = f"{MOST_COVERED:,}"
        raise FileRefused(_("Merged cells and links cover more than %s cells.") % limit)


def _of_workbook(content: bytes) -> Iterator[Line]:
    sheet = sheet_of(opened(content))
    # Counted before they are walked: a blank cell that has a look counts, and takes room.
    if sheet.max_column > MOST_COLUMNS:
        raise FileRefused(_("The sheet has more than %s columns.") % MOST_COLUMNS)
    if sheet.max_row > MOST_ROWS:
        raise FileRefused(_("The file has more than %s rows.") % f"{MOST_ROWS:,}")
    merged = {
        (row, column)
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, min(area.max_row, MOST_ROWS) + 1)
        for column in range(area.min_col, min(area.max_col, MOST_COLUMNS) + 1)
    }
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_cell(each, (number, place) in merged) for place, each in enumerate(row, start=1)]
        yield Line(number, cells, bool(sheet.row_dimensions[number].hidden))


def _cell(found, is_merged: bool) -> Cell:
    if is_merged:
        return Cell(fault=_("This cell is merged with others: separate them."))
    if found.data_type == "f":
        return Cell(fault=_("This cell holds a formula: put its value in."))
    if found.data_type == "e":
        return Cell(fault=_("This cell holds an error: %s.") % found.value)
    value = found.value
    is_endless = isinstance(value, float) and not math.isfinite(value)
    if is_endless or isinstance(value, timedelta | time):
        return Cell(fault=_("This cell holds neither a text, a number nor a day."))
    if isinstance(value, str):
        # As the format escapes what XML cannot hold.
        value = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), value)
        return _limited(value.replace("\r\n", "\n"))
    return Cell(value)


def _limited(text: str, *, is_typed: bool = True) -> Cell:
    if len(text) > LONGEST_CELL:
        message = _("This cell holds more than %s characters.") % LONGEST_CELL
        return Cell(text[:LONGEST_CELL], fault=message, is_typed=is_typed)
    return Cell(text, is_typed=is_typed)


def _of_text(content: bytes) -> Iterator[Line]:
    text = _decoded(content)
    if "\x00" in text:
        raise FileRefused(_("This is neither an .xlsx workbook nor a csv file."))
    head = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        for row in reader:
            yield Line(
                number, [_limited(cell.replace("\r\n", "\n"), is_typed=False) for cell in row]
            )
            # Whoever opens the file counts rows, not the lines that a cell may have.
            number += 1
    except csv.Error as error:
        raise FileRefused(_("Row %s cannot be read as csv.") % number) from error


def _decoded(content: bytes) -> str:
    encodings = (WIDE[content[:2]],) if content[:2] in WIDE else ENCODINGS
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused(_("The file is encoded neither in UTF-8 nor in GBK."))


def _bounded(found: Iterator[Line]) -> Iterator[Line]:
    for line in found:
        if line.number > MOST_ROWS and any(not cell.is_blank for cell in line.cells):
            raise FileRefused(_("The file has more than %s rows.") % f"{MOST_ROWS:,}")
        if len(line.cells) > MOST_COLUMNS:
            raise FileRefused(_("The sheet has more than %s columns.") % MOST_COLUMNS)
        if line.number <= MOST_ROWS:
            yield line


def letters(place: int) -> str:
    """Name a column as the spreadsheet does, counted from one."""
    return get_column_letter(place)
