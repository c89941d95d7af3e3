"""Workbooks as a department would send them."""

import io
from contextlib import closing

import openpyxl
import pytest

from reform_apps.exchange import exports
from reform_apps.models import Application


class Book:
    """An exported workbook, to write into by code and field name."""

    def __init__(self, content):
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        self.sheet = self.book.worksheets[0]
        self.columns = {cell.value: cell.column for cell in self.sheet[2]}
        codes = self.sheet.iter_rows(min_row=3, max_col=1)
        self.rows = {row[0].value: row[0].row for row in codes if row[0].value}

    def cell(self, row, field):
        number = self.rows.get(row, row)
        return self.sheet.cell(number, self.columns[field])

    def set(self, row, **values):
        for field, value in values.items():
            self.cell(row, field).value = value
        return self.rows.get(row, row)

    def add(self, **values):
        return self.set(self.sheet.max_row + 1, **values)

    def content(self):
        file = io.BytesIO()
        self.book.save(file)
        return file.getvalue()


def exported(user):
    rows = Application.objects.for_list().prefetch_related("aliases").order_by("number")
    with closing(exports.xlsx_file(rows, user=user)) as file:
        return file.read()


def exported_as_text(user):
    rows = Application.objects.for_list().prefetch_related("aliases").order_by("number")
    return b"".join(exports.csv_lines(rows, user=user))


@pytest.fixture
def book(officer):
    """Open the workbook of all applications that there are."""
    return lambda: Book(exported(officer))
