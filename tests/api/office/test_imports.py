"""Files by the API: sent, planned, marked, carried out."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from reform_apps.models import Application, ImportBatch
from tests.exchange.imports.conftest import Book, exported
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db
IMPORTS = "/api/v1/imports/"


def send(api, content, name="报送.xlsx", **more):
    file = SimpleUploadedFile(name, content)
    return api.post(IMPORTS, {"file": file, **more}, format="multipart")


@pytest.fixture
def faulty(officer):
    """A workbook with one row to amend, one to add and one fault."""
    rows = [ApplicationFactory() for _ in range(3)]
    book = Book(exported(officer))
    book.set(rows[0].code, summary="新")
    book.set(rows[1].code, kind="轮船")
    book.add(name="浙里新事")
    return book


def test_a_file_is_planned_marked_mended_and_carried_out(faulty, officer_api):
    answer = send(officer_api, faulty.content())

    shown = answer.json()
    assert answer.status_code == 201
    assert shown["summary"] == {"add": 1, "amend": 1, "unchanged": 1, "refused": 1}
    ((row, column),) = [(each["row"], each["column"]) for each in shown["problems"]]
    assert (row, column) == (4, "kind")
    one = f"{IMPORTS}{shown['id']}/"
    assert officer_api.get(one).json() == shown
    refused = officer_api.post(f"{one}apply/")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "import_refused")
    marked = officer_api.get(f"{one}workbook/")
    sheet = openpyxl.load_workbook(io.BytesIO(marked.getvalue())).worksheets[0]
    assert sheet.cell(row, faulty.columns["kind"]).comment.text == shown["problems"][0]["message"]

    faulty.cell(4, "kind").value = "平台"
    mended = send(officer_api, faulty.content()).json()
    done = officer_api.post(f"{IMPORTS}{mended['id']}/apply/")

    assert (done.status_code, done.json()["state"]) == (200, "applied")
    assert Application.objects.count() == 4
    assert officer_api.post(f"{IMPORTS}{mended['id']}/apply/").status_code == 409
    assert [each["id"] for each in officer_api.get(IMPORTS).json()["results"]] == [
        mended["id"], shown["id"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "attr"),
    [
        ({}, "file"),
        ({"file": "text"}, "file"),
        ({"file": SimpleUploadedFile("a.xlsx", b"")}, "file"),
        ({"file": SimpleUploadedFile("a.xlsx", b"\xd0\xcf\x11\xe0")}, "file"),
        ({"file": SimpleUploadedFile("a.csv", "名称,类别\n浙里,应用\n".encode()), "as": "x"}, "as"),
    ],
)
def test_what_is_no_file_is_refused_by_name(sent, attr, officer_api):
    answer = officer_api.post(IMPORTS, sent, format="multipart")

    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, attr)
    assert ImportBatch.objects.count() == 0


def test_json_is_no_file(officer_api):
    assert officer_api.post(IMPORTS, {"file": "x"}).status_code == 400


def test_one_sees_the_own_files_and_the_office_all(faulty, officer_api, editor_api, visitor_api):
    shown = send(officer_api, faulty.content()).json()
    one = f"{IMPORTS}{shown['id']}/"

    for path in (one, f"{one}workbook/"):
        assert editor_api.get(path).status_code == 404
        assert visitor_api.get(path).status_code == 401
    assert editor_api.post(f"{one}apply/").status_code == 404
    assert editor_api.get(IMPORTS).json()["count"] == 0
    assert visitor_api.get(IMPORTS).status_code == 401
    own = send(editor_api, faulty.content())
    assert own.status_code == 201
    assert officer_api.get(IMPORTS).json()["count"] == 2


def test_who_may_write_nothing_sends_nothing(faulty, reader_api):
    assert send(reader_api, faulty.content()).status_code == 403


def test_the_template_is_for_whoever_has_signed_in(editor_api, visitor_api):
    answer = editor_api.get("/api/v1/applications/template.xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).worksheets[0]
    assert (sheet.max_row, sheet["A2"].value) == (2, "code")
    assert sheet.protection.sheet
    assert visitor_api.get("/api/v1/applications/template.xlsx").status_code == 401
