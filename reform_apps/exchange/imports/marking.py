"""The file that was sent, given back with every faulty cell colored and commented."""

import io
from collections import defaultdict
from collections.abc import Iterable, Mapping

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from reform_apps.exchange.imports import files, tables

FAULTY = PatternFill("solid", start_color="FFC7CE")
WIDTH, HEIGHT_OF_LINE = 320, 40  # of a comment, in points
ZIPPED = files.ZIPPED


def workbook(content: bytes, problems: Iterable[Mapping[str, object]]) -> bytes:
    """Mark a file that was read before; a csv file becomes a workbook.

    Each problem is {row, column, message}; one without a place stands at the first cell.
    """
    lines = files.lines(content)
    places = tables.table(lines).places
    book = files.opened(content) if content.startswith(ZIPPED) else _of_text(lines)
    sheet = files.sheet_of(book)
    said = defaultdict(list)
    for problem in problems:
        said[_place(problem, places)].append(str(problem["message"]))
    for (row, column), sentences in said.items():
        _mark(sheet, row, column, sentences)
    # The file may be protected: who mends it has to write.
    sheet.protection.sheet = False
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _place(problem: Mapping[str, object], places: Mapping[str, int]) -> tuple[int, int]:
    name = problem["column"]
    if name in places:
        column = places[name]
    elif name and name.isascii() and name.isupper():
        column = column_index_from_string(name)
    else:
        column = 1
    return problem["row"] or 1, column


def _mark(sheet: Worksheet, row: int, column: int, sentences: Iterable[str]) -> None:
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        # Only the first cell of a merged area can be written to.
        area = next(area for area in sheet.merged_cells.ranges if cell.coordinate in area)
        cell = sheet.cell(area.min_row, area.min_col)
    sentences = list(dict.fromkeys(sentences))
    cell.fill = FAULTY
    cell.comment = Comment(
        "\n".join(sentences), _("Import"), width=WIDTH, height=HEIGHT_OF_LINE * (len(sentences) + 1)
    )


def _of_text(lines: Iterable[files.Line]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for line in lines:
        for place, cell in enumerate(line.cells, start=1):
            if not cell.is_blank:
                made = book.active.cell(line.number, place, cell.value)
                made.data_type = "s"  # a text that begins like a formula stays one
    return book
