"""Excel sheets as an office circulates them: a frozen head, widths, a filter, real dates."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from io import StringIO
from itertools import islice, zip_longest
from tempfile import TemporaryDirectory
from typing import IO

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767  # characters, by Excel's own limit
FIRST_YEAR = 1901  # Excel has no days before, and a wrong one in 1900
# The same content makes the same file, whenever it is written.
CREATED = datetime(2022, 1, 1)
BEGINNING = datetime(1899, 12, 30)  # of Excel's count of days, from FIRST_YEAR on
A_DAY = 24 * 60 * 60  # seconds
A4 = 9
EVERYWHERE = "A1:XFD1048576"
LAST_ROW = 1_048_575
LISTS = "lists"
# What a protected sheet leaves open besides writing into its open cells.
ALLOWED = {
    "format_columns": True, "format_rows": True, "insert_rows": True, "sort": True,
    "autofilter": True, "select_locked_cells": True,
}  # fmt: skip
LOOKS = {
    # As text, a cell that begins like a formula stays text also when somebody edits it.
    "text": {"num_format": "@", "text_wrap": True, "valign": "top"},
    "number": {"num_format": "0", "valign": "top"},
    "decimal": {"num_format": "General", "valign": "top"},
    "day": {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top", "align": "left"},
    "head": {
        "bold": True, "text_wrap": True, "valign": "vcenter", "num_format": "@",
        "bg_color": "#DCE6F1", "bottom": 1,
    },
    "name": {"font_color": "#7F7F7F", "font_size": 9, "num_format": "@"},
}  # fmt: skip


# Where the number of a row goes that is not known yet; a control character stands in no cell.
ROW = "\0"
# A text with any of these is spelled in another way than it stands.
UNEVEN = re.compile("[&<>_\x00-\x08\x0b-\x1f\ufffe\uffff]").search
SHORT = LONGEST_CELL // 2  # whatever the characters are

Looks = Mapping[str, Mapping[str, Format]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet; `name` is how programs call it, shown below the label if given.

    A sheet of which a column says whether it is locked, is protected, without a password.
    `among` are the only values that a cell of it takes.
    """

    label: str | Promise
    width: int = 14
    name: str = ""
    locked: bool | None = None
    among: Sequence[str] = ()


class Sheet:
    """One sheet that is written row by row and then forgotten."""

    def __init__(self, sheet: Worksheet, looks: Looks, columns: Sequence[Column]):
        self.sheet = sheet
        self.looks = looks
        self.columns = columns
        self.is_protected = any(column.locked is not None for column in columns)
        self.rows = 0
        self._add_head()

    def add(self, values: Iterable[object]) -> None:
        """Write a row: texts as texts, days as days; None and empty texts leave a cell empty."""
        for place, value in enumerate(values):
            self._write(place, value)
        self.rows += 1

    def add_spelled(self, columns: Sequence[Sequence[str]]) -> None:
        """Write rows whose cells are spelled already, column by column, by `Cells`."""
        # To hand over cell by cell takes most of the time that a long list takes. A test holds the
        # two ways to the same bytes.
        self.sheet._write_single_row(self.rows)
        # As cell by cell: what is beyond the last row of a sheet is left out.
        rows = islice(zip(*columns, strict=True), LAST_ROW + 1 - self.rows)
        self.sheet.row_data_fh.writelines(
            f'<row r="{number}">{"".join(cells).replace(ROW, str(number))}</row>'
            for number, cells in enumerate(rows, self.rows + 1)
        )
        self.rows = min(self.rows + len(columns[0]), LAST_ROW + 1)
        self.sheet.previous_row = self.rows
        self.sheet.dim_rowmax = self.rows - 1

    def spelled(self, place: int, value: object) -> str:
        """Spell a cell of any row, as it would be written; its row is `ROW`."""
        self._write(place, value)
        cell = self.sheet.table[self.rows].pop(place, None)
        if cell is None:
            return ""
        file, self.sheet.fh = self.sheet.fh, StringIO()
        try:
            self.sheet._write_cell(self.rows, place, cell)
            told = self.sheet.fh.getvalue()
        finally:
            self.sheet.fh = file
        at = f'<c r="{xl_col_to_name(place)}'
        return at + ROW + told.removeprefix(f"{at}{self.rows + 1}")

    def close(self) -> None:
        """Set what can only be set when the last row is known."""
        last = max(self.rows - 1, self.head)
        self.sheet.autofilter(self.head - 1, 0, last, len(self.columns) - 1)
        if self.is_protected:
            self.sheet.protect(options=ALLOWED)
        # Codes of digits are texts on purpose.
        self.sheet.ignore_errors({"number_stored_as_text": EVERYWHERE})

    def offer(self, place: int, source: str) -> None:
        """Let the cells of a column take only what stands in a range of cells, or nothing."""
        self.sheet.data_validation(
            self.head, place, LAST_ROW, place,
            {"validate": "list", "source": source, "error_type": "stop",
             "error_message": str(_("Choose from the list."))},
        )  # fmt: skip

    def _add_head(self) -> None:
        for place, column in enumerate(self.columns):
            # The look of cells that nobody has written yet.
            look = self.looks["open"]["text"] if column.locked is False else None
            self.sheet.set_column(place, place, column.width, look)
            self.sheet.write_string(0, place, str(column.label), self.looks["plain"]["head"])
        self.head = 1
        if any(column.name for column in self.columns):
            for place, column in enumerate(self.columns):
                self.sheet.write_string(1, place, column.name, self.looks["plain"]["name"])
            self.head = 2
        self.rows = self.head
        self.sheet.freeze_panes(self.head, 0)
        self.sheet.repeat_rows(0, self.head - 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&C&P / &N")

    def _write(self, place: int, value: object) -> None:
        at = (self.rows, place)
        looks = self.looks["open" if self.columns[place].locked is False else "plain"]
        if value is None or value == "":
            return
        if isinstance(value, int):
            self.sheet.write_number(*at, value, looks["number"])
        elif isinstance(value, Decimal):
            self.sheet.write_number(*at, value, looks["decimal"])
        elif isinstance(value, date) and value.year >= FIRST_YEAR:
            if isinstance(value, datetime):
                value = timezone.make_naive(value).replace(microsecond=0)
                self.sheet.write_datetime(*at, value, looks["moment"])
            else:
                self.sheet.write_datetime(*at, value, looks["day"])
        else:
            self.sheet.write_string(*at, cut(str(value)), looks["text"])


class Cells:
    """Spells the values of one column of a sheet."""

    def __init__(self, sheet: Sheet, place: int):
        self.sheet = sheet
        self.place = place

    @cached_property
    def around_text(self) -> list[str]:
        return self.one("一").split("一")

    @cached_property
    def around_moment(self) -> list[str]:
        return self.one(timezone.make_aware(CREATED)).split(f"{(CREATED - BEGINNING).days}")

    def one(self, value: object) -> str:
        return self.sheet.spelled(self.place, value)

    def texts(self, values: Iterable[str | None]) -> list[str]:
        before, after = self.around_text
        return [
            ""
            if not text
            else self.one(text)
            if UNEVEN(text) or text != text.strip() or len(text) > SHORT
            else f"{before}{text}{after}"
            for text in values
        ]

    def moments(self, values: Iterable[str]) -> list[str]:
        before, after = self.around_moment
        told = []
        for local in map(datetime.fromisoformat, values):
            days = local.toordinal() - BEGINNING.toordinal()
            seconds = local.hour * 3600 + local.minute * 60 + local.second
            told.append(f"{before}{days + seconds / A_DAY:.16G}{after}")
        return told


class Book:
    """The sheets of one workbook."""

    def __init__(self, workbook: Workbook):
        self.workbook = workbook
        self.looks = {
            # Only where a sheet is protected does it matter whether a cell is locked.
            kind: {name: workbook.add_format(look | more) for name, look in LOOKS.items()}
            for kind, more in (("plain", {}), ("open", {"locked": False}))
        }
        self.sheets: list[Sheet] = []

    def add(self, title: str | Promise, columns: Sequence[Column]) -> Sheet:
        """Begin a sheet; what its columns offer stands on a hidden one."""
        sheet = Sheet(self.workbook.add_worksheet(str(title)), self.looks, columns)
        self.sheets.append(sheet)
        offered = [place for place, column in enumerate(columns) if column.among]
        if offered:
            lists = self.workbook.add_worksheet(LISTS)
            lists.hide()
            for index, place in enumerate(offered):
                letters = xl_col_to_name(index)
                last = len(columns[place].among)
                sheet.offer(place, f"={LISTS}!${letters}$1:${letters}${last}")
            for number, row in enumerate(zip_longest(*(columns[place].among for place in offered))):
                for index, value in enumerate(row):
                    if value is not None:
                        lists.write_string(number, index, value)
        return sheet


@contextmanager
def book(file: IO[bytes], *, title: str | Promise) -> Iterator[Book]:
    """Write a workbook into a file; the rows wait on the disk and not in memory."""
    with TemporaryDirectory(prefix="registry-") as folder:
        workbook = Workbook(file, {"constant_memory": True, "tmpdir": folder})
        workbook.set_properties({"title": str(title), "created": CREATED})
        written = Book(workbook)
        try:
            yield written
            for sheet in written.sheets:
                sheet.close()
            workbook.close()
        finally:
            for sheet in written.sheets:
                sheet.sheet._opt_close()


def cut(text: str) -> str:
    """Shorten a text to what a cell can hold, and show that it was."""
    return text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
