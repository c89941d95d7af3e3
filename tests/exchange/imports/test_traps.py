"""What a file could do behind the back of whoever sends it."""

import io
import zipfile

import openpyxl
import pytest

from reform_apps.exchange.imports import carrying
from reform_apps.exchange.imports.files import FileRefused
from reform_apps.models import Application
from reform_apps.operations import applications, transitions
from reform_apps.operations.writing.acts import ActRefused
from tests.clock import NOON
from tests.exchange.imports.conftest import Book, exported
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db


def problems(content, by):
    return [(each.row, each.column) for each in carrying.plan(content, by=by, at=NOON).problems]


def test_a_status_is_not_reached_by_another_step_than_the_one_that_was_seen(officer):
    row = ApplicationFactory(status="approved", complete=True)
    book = Book(exported(officer))
    book.set(row.code, status="building")
    for step in ("start_building", "start_trial"):
        row.refresh_from_db()
        transitions.make_transition(
            application=row,
            transition=step,
            version=row.version,
            evidence="文号",
            by=officer,
            at=NOON,
        )

    assert problems(book.content(), officer) == [(3, "status")]


def test_a_day_that_a_step_does_not_take_is_not_lost(officer):
    row = ApplicationFactory(status="unstated")
    book = Book(exported(officer))
    book.set(row.code, status="online", online_on="2022-06-01", reason="核定")

    assert (3, "online_on") in problems(book.content(), officer)


@pytest.mark.parametrize("tag", ["mergeCell", "hyperlink"])
def test_an_area_that_is_written_in_a_word_is_no_bomb(tag, officer):
    ApplicationFactory()
    content = exported(officer)
    around = "mergeCells" if tag == "mergeCell" else "hyperlinks"
    bomb = f'<{around}><{tag} ref="A1:XFD1048576"/></{around}>'.encode()
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"</sheetData>", b"</sheetData>" + bomb)
            new.writestr(name, part)

    with pytest.raises(FileRefused, match="100,000"):
        carrying.plan(file.getvalue(), by=officer, at=NOON)


def test_who_may_send_nothing_costs_nothing(reader):
    with pytest.raises(ActRefused):
        carrying.upload(file_name="x.xlsx", content=b"no workbook", by=reader, at=NOON)


@pytest.mark.parametrize(
    ("value", "look"),
    [(1.5, "[h]:mm:ss"), (0.5, "h:mm"), (10**20, "0")],
    ids=["length", "time", "huge"],
)
@pytest.mark.parametrize("field", ["version", "summary", "online_on"])
def test_an_odd_number_is_a_fault_and_no_error(value, look, field, officer):
    row = ApplicationFactory()
    book = Book(exported(officer))
    book.cell(row.code, field).value = value
    book.cell(row.code, field).number_format = look
    file = io.BytesIO(book.content())
    content = file.getvalue()
    assert openpyxl.load_workbook(file)

    assert problems(content, officer)[0][0] == 3


def test_line_breaks_of_forms_come_back_unchanged(officer):
    row = applications.register(
        particulars={"name": "浙里两行", "summary": "一行\r\n二行"}, by=officer, at=NOON
    )
    assert row.summary == "一行\n二行"

    plan = carrying.plan(exported(officer), by=officer, at=NOON)

    assert plan.summary()["unchanged"] == Application.objects.count()


def test_what_is_counted_is_what_was_done(officer):
    one, other = ApplicationFactory(), ApplicationFactory()
    book = Book(exported(officer))
    for row in (one, other):
        book.set(row.code, summary="改写的一句")
    batch = carrying.upload(file_name="表.xlsx", content=book.content(), by=officer, at=NOON)
    applications.amend(
        application=one, changes={"summary": "改写的一句"}, version=1, by=officer, at=NOON
    )

    done = carrying.carry_out(batch=batch, by=officer, at=NOON)

    assert (batch.to_amend, done.to_amend, done.unchanged) == (2, 1, 1)
