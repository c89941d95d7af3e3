"""Files that are refused as a whole, and odd ones that are read all the same."""

import io
import zipfile

import openpyxl
import pytest
from django.utils import translation

from reform_apps.exchange.imports import carrying, files
from reform_apps.exchange.imports.files import FileRefused
from tests.clock import NOON

pytestmark = pytest.mark.django_db
HEAD = ["name", "kind", "summary"]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def workbook(*rows, change=lambda sheet: None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_member(content, name, data=b"x", **how):
    """Put another part into a workbook."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for member in old.infolist():
            new.writestr(member, old.read(member))
        new.writestr(name, data, compress_type=zipfile.ZIP_DEFLATED)
    return file.getvalue()


def plan(content, by):
    return carrying.plan(content, by=by, at=NOON)


SIMPLE = workbook(HEAD, ["浙里新事", "应用", "说明"])
REFUSED = {
    "nothing": (b"", "empty"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "neither"),
    "an old or locked workbook": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "password"),
    "a zip that is cut": (SIMPLE[: len(SIMPLE) // 2], "damaged"),
    "a zip that is no workbook": (with_member(b"PK\x05\x06" + b"\0" * 18, "a.txt"), "damaged"),
    "macros": (with_member(SIMPLE, "xl/vbaProject.bin"), "macros"),
    "a bomb": (with_member(SIMPLE, "xl/bomb.bin", b"\0" * (65 << 20)), "64 MB"),
    "entities": (with_member(SIMPLE, "xl/a.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]>"), "damaged"),
    "too large a file": (b"a" * ((10 << 20) + 1), "10 MB"),
    "too many rows": (("name,kind\n" + "浙里,应用\n" * 20_001).encode(), "20,000 rows"),
    "a look in the last row": (
        workbook(HEAD, change=lambda sheet: sheet.cell(1_048_576, 1, "x")),
        "20,000 rows",
    ),
    "too many columns": ((",".join(f"c{n}" for n in range(61)) + "\n").encode(), "60 columns"),
    "a csv that breaks off": (b'name,kind\n"abc,"x"y\n', "csv"),
    "an encoding that is none": (b"name,kind\n\xff\xff\xff\xff\n", "UTF-8"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_plain_table_is_refused_with_its_limit(kind, officer):
    content, said = REFUSED[kind]

    with pytest.raises(FileRefused, match=said):
        plan(content, officer)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["甲", "乙"], ["1", "2"]], "No row names the columns"),
        ([[*HEAD, "colour"], ["浙里新事", "应用", "", "红"]], "There is no column “colour”"),
        ([[*HEAD, "名称"], ["浙里新事", "应用", "", "浙里"]], "is there twice"),
        ([["kind", "summary"], ["应用", "说明"]], "no column for the code nor for the name"),
        ([HEAD], "no row of data"),
        ([HEAD, ["浙里新事", "应用", "", "beside"]], "column without a name"),
    ],
)
def test_a_head_that_is_not_understood_is_told(rows, said, officer):
    problems = plan(workbook(*rows), officer).problems

    assert any(said in problem.message for problem in problems)


def test_merged_cells_are_told_at_each_of_them(officer):
    content = workbook(
        HEAD, ["浙里新事", "应用", "说明"], ["浙里二事", "应用", ""],
        change=lambda sheet: sheet.merge_cells("C2:C3"),
    )  # fmt: skip

    found = [(each.row, each.column) for each in plan(content, officer).problems]

    assert found == [(2, "summary"), (3, "summary")]


def test_a_cell_that_is_too_long_names_its_limit(officer):
    (problem,) = plan(workbook(HEAD, ["浙里新事", "应用", "长" * 5001]), officer).problems

    assert (problem.row, problem.column) == (2, "summary")
    assert "5000" in problem.message


def test_blank_and_hidden_rows_are_told_and_stand_in_no_way(officer):
    def hide(sheet):
        sheet.row_dimensions[5].hidden = True

    content = workbook(
        ["一本账", None, None], HEAD, ["浙里新事", "应用", ""], [None] * 3,
        ["浙里二事", "应用", ""], change=hide,
    )  # fmt: skip
    found = plan(content, officer)

    assert found.problems == []
    assert found.summary()["add"] == 2
    assert found.notes == [
        "Row 5 is hidden, and read all the same.",
        "Blank and passed over: row 4.",
    ]


@pytest.mark.parametrize(
    "content",
    [
        "名称,类别\n浙里新事,应用\n".encode("gb18030"),
        "名称,类别\n浙里新事,应用\n".encode("utf-8-sig"),
        "名称\t类别\n浙里新事\t应用\n".encode("utf-16"),
        "名称;类别\r\n浙里新事;应用\r\n".encode(),
        "Name,Kind\n浙里新事,application\n".encode(),
        " 名 称 ,KIND\n浙里新事,APPLICATION\n".encode(),
    ],
    ids=["gbk", "utf-8", "utf-16", "semicolons", "english", "blanks"],
)
def test_csv_is_read_as_offices_write_it(content, officer):
    found = plan(content, officer)

    assert (found.problems, found.summary()["add"]) == ([], 1)
    assert found.rows[0].prepared.application.name == "浙里新事"


def test_a_formula_is_never_evaluated(officer):
    content = workbook(HEAD, ["浙里新事", "应用", "=1+1"])

    (problem,) = plan(content, officer).problems

    assert (problem.column, "formula" in problem.message) == ("summary", True)


def test_the_first_sheet_that_can_be_seen_is_read(officer):
    book = openpyxl.load_workbook(io.BytesIO(SIMPLE))
    hidden = book.create_sheet("别的", 0)
    hidden.sheet_state = "hidden"
    hidden.append(["胡言"])
    file = io.BytesIO()
    book.save(file)

    assert plan(file.getvalue(), officer).summary()["add"] == 1
    assert files.letters(28) == "AB"
