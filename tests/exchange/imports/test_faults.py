"""A department's workbook with every kind of fault: exactly the faulty cells come back marked."""

import io
import re
from datetime import date, datetime

import openpyxl
import pytest
from django.utils import translation

from reform_apps.exchange.imports import carrying, marking
from reform_apps.models import Application, ImportBatch, JournalEntry
from reform_apps.operations import applications
from reform_apps.operations.office.imports import ImportRefused
from tests.clock import NOON
from tests.exchange.imports.conftest import Book, exported
from tests.factories import ApplicationFactory, OrganizationFactory, RunwayFactory, SystemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def two_hundred(officer):
    """Two hundred applications, and a workbook of them."""
    runway = RunwayFactory(code="lane", system__code="party")
    ApplicationFactory.create_batch(
        200, system=runway.system, runway=runway, organization=OrganizationFactory(),
        status="online",
    )  # fmt: skip
    return Book(exported(officer))


def marked(content):
    """Name the cells that are filled as faulty, each with its comment."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return {
        cell.coordinate: cell.comment and cell.comment.text
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.start_color.rgb == "00FFC7CE"
    }


def test_exactly_the_faulty_cells_are_marked(two_hundred, officer):
    book, codes = two_hundred, iter(two_hundred.rows)
    SystemFactory(code="gone", closed_on=date(2020, 1, 1))
    changed = Application.objects.get(code=list(book.rows)[-1])
    applications.amend(
        application=changed, changes={"summary": "别人的"}, version=1, by=officer, at=NOON
    )
    planted = set()

    def plant(field, *values):
        for value in values:
            code = next(codes)
            book.set(code, **{field: value})
            planted.add(book.cell(code, field).coordinate)

    plant("kind", "轮船", "ship")  # 1: a word that is none
    plant("visibility", "半公开", None)  # 2: and one that has to be there
    plant("system", "nowhere")  # 3: a code that is none
    closed = next(codes)
    book.set(closed, system="gone", system_name=None, runway=None, runway_name=None)
    planted.add(book.cell(closed, "system").coordinate)  # and one that is not in force
    plant("system_name", "某某系统", "第九领域")  # 4: a name that is none
    plant("runway", "air", "sea")  # 5: another kind of code
    plant("online_on", "03/04/2022", "4月")  # 6: a day that can be read in more ways
    plant("online_on", date(2099, 1, 1), datetime(2022, 1, 1, 8, 30))  # 7: yet to come; a moment
    plant("version", "1", 7)  # 8: a number kept as text; a version that never was
    plant("summary", "=1+1", "=A1")  # 9: a formula
    plant("irs_code", 330000000000000000000001.0, "A\u202e1")  # 10: lost digits, unreadable
    plant("name", "x", "长" * 101)  # 11: too short, too long
    plant("status", "谋划", "未核定")  # 12: where no transition leads
    paused = next(codes)
    book.set(paused, status="暂停")
    planted.add(book.cell(paused, "reason").coordinate)  # 13: a transition asks for a reason
    plant("batch", "谋划推进", "升级")  # 14: what an import does not change
    plant("code", "ZJ-99999")  # 15: a code that is none
    plant("terminals", "电脑; 手表", "pc,watch")  # 16: one word of several
    one, other = next(codes), next(codes)
    book.set(one, code=other)  # 17: one code on two rows
    planted |= {book.cell(code, "code").coordinate for code in (one, other)}
    last = list(book.rows)[-1]
    book.set(last, summary="我的")  # 18: somebody else has written it since
    planted.add(book.cell(last, "summary").coordinate)
    row = book.add(summary="没有名称")  # 19: a new one without a name
    planted.add(book.sheet.cell(row, book.columns["name"]).coordinate)
    content = book.content()

    batch = carrying.upload(file_name="报送.xlsx", content=content, by=officer, at=NOON)
    found = marked(marking.workbook(content, batch.problems))

    assert set(found) == planted
    assert len(planted) >= 30
    assert all(found.values())
    rows = {re.sub("[A-Z]+", "", cell) for cell in planted}
    assert (batch.unchanged, batch.refused) == (201 - len(rows), len(rows))
    with pytest.raises(ImportRefused):
        carrying.carry_out(batch=batch, by=officer, at=NOON)
    assert JournalEntry.objects.filter(verb="amend").count() == 1
    assert ImportBatch.objects.get().state == "planned"
