"""The list of applications as files: every column, no formula, any length."""

import csv
import io
from contextlib import closing
from datetime import date, datetime

import pytest
from django.utils import translation

from reform_apps.exchange import exports
from reform_apps.models import Application
from reform_apps.queries import states
from reform_apps.queries.states import Point
from tests.clock import NOON, TODAY
from tests.exchange import workbooks
from tests.factories import ApplicationFactory, RegionFactory, RunwayFactory

pytestmark = pytest.mark.django_db

NAMES = [
    "code", "name", "name_en", "aliases", "kind", "scope", "status", "status_since", "system",
    "system_name", "runway", "runway_name", "organization", "organization_name", "origin_region",
    "origin_region_name", "batch", "terminals", "front_ends", "irs_code", "online_on",
    "merged_into", "summary", "reform", "visibility", "coverage", "uses", "disposition", "flag",
    "version", "updated_at",
]  # fmt: skip


@pytest.fixture
def full():
    """An application with something in every column."""
    runway = RunwayFactory(code="lane", name="跑道甲", name_en="Lane A", system__code="party")
    target = ApplicationFactory(name="去处")
    return ApplicationFactory(
        complete=True, system=runway.system, runway=runway, name="甲事在线", name_en="Matter A",
        scope="local", status="merged", status_since=TODAY, batch="plan", online_on=TODAY,
        terminals=["pc", "mobile"], front_ends=["zlb"], irs_code="A" + "3" * 24, merged_into=target,
        summary="一行\n二行", reform="某改革", origin_region=RegionFactory(),
    )  # fmt: skip


def rows(*applications):
    found = Application.objects.for_list().prefetch_related("aliases")
    return found.filter(pk__in=[a.pk for a in applications])


def csv_of(applications, **more):
    content = b"".join(exports.csv_lines(applications, **more))
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def xlsx_of(applications, **more):
    with closing(exports.xlsx_file(applications, **more)) as file:
        sheet, *_lists = workbooks.sheets(file.read()).values()
    return sheet


def test_every_column_says_what_the_row_does(full):
    with translation.override("en"):
        head, line = csv_of(rows(full))
    told = dict(zip(NAMES, line, strict=True))

    assert head[:3] == ["Ledger code", "Name", "English name"]
    assert head[8:10] == ["System code", "System"]
    assert told == {
        "code": full.code, "name": "甲事在线", "name_en": "Matter A", "aliases": "",
        "kind": "application",
        "scope": "local speciality", "status": "merged", "status_since": "2022-06-30",
        "system": "party", "system_name": full.system.name, "runway": "lane",
        "runway_name": "Lane A", "organization": full.organization.code,
        "organization_name": full.organization.name, "origin_region": "330000",
        "origin_region_name": "浙江省", "batch": "plan", "terminals": "computer; mobile phone",
        "front_ends": "Zheli Ban", "irs_code": "A" + "3" * 24, "online_on": "2022-06-30",
        "merged_into": full.merged_into.code, "summary": "一行\n二行", "reform": "某改革",
        "visibility": "public", "coverage": "", "uses": "", "disposition": "", "flag": "",
        "version": "1", "updated_at": "2022-06-30 12:00:00",
    }  # fmt: skip


def test_excel_holds_the_same_with_real_days_and_numbers(full):
    with translation.override("en"):
        head, names, line = xlsx_of(rows(full))
        csv_head, csv_line = csv_of(rows(full))
    told = dict(zip(NAMES, line, strict=True))

    assert names == NAMES
    assert head == csv_head
    assert told["status_since"] == date(2022, 6, 30)
    assert told["updated_at"] == datetime(2022, 6, 30, 12, 0)
    assert told["version"] == 1
    texts = {name: value for name, value in told.items() if isinstance(value, str)}
    assert texts.items() < dict(zip(NAMES, csv_line, strict=True)).items()


def test_what_is_unknown_is_left_empty():
    row = ApplicationFactory()

    told = dict(zip(NAMES, csv_of(rows(row))[1], strict=True))
    assert [told[name] for name in ("system", "system_name", "scope", "online_on")] == [""] * 4
    sheet = dict(zip(NAMES, xlsx_of(rows(row))[2], strict=True))
    assert [sheet[name] for name in ("system", "scope", "online_on", "terminals")] == [None] * 4


def test_the_language_is_that_of_the_call(full):
    with translation.override("en"):
        lines = exports.csv_lines(rows(full))
    # A streamed answer is read when the request, and its language, have gone.
    with translation.override("zh-hans"):
        text = b"".join(lines).decode("utf-8-sig")

    assert "Ledger code" in text
    assert "computer" in text
    assert csv_of(rows(full))[0][0] == "台账编号"


def test_excel_is_told_that_a_csv_is_utf_8():
    content = b"".join(exports.csv_lines([]))

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert content.count(b"\r\n") == 1


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_no_text_is_taken_for_a_formula(start):
    row = ApplicationFactory(name=f"{start}应用", summary=start)

    told = dict(zip(NAMES, csv_of(rows(row))[1], strict=True))
    sheet = xlsx_of(rows(row))[2]

    assert told["summary"] == f"'{start}"
    assert told["name"] == f"'{start}应用"
    assert sheet[1].replace("_x000D_", "\r") == f"{start}应用"


def test_harmless_texts_stand_as_they_are():
    row = ApplicationFactory(name="1=1 应用", summary="'quoted'")

    told = dict(zip(NAMES, csv_of(rows(row))[1], strict=True))
    assert (told["name"], told["summary"]) == ("1=1 应用", "'quoted'")


@pytest.mark.parametrize("text", ["=1", "'=1", "''=1", "'x", "x", "-", "＝1", ""])
def test_what_was_kept_from_being_a_formula_is_given_back(text):
    assert exports.restored(exports.neutral(text)) == text


def test_a_text_too_long_for_a_cell_is_cut_and_says_so():
    row = ApplicationFactory(summary="长" * 40_000)

    summary = xlsx_of(rows(row))[2][NAMES.index("summary")]
    assert summary == "长" * 32_766 + "…"


def test_a_successor_that_may_not_be_seen_is_not_told(full, reader, visitor):
    full.merged_into.visibility = "internal"
    full.merged_into.save()
    place = NAMES.index("merged_into")

    assert csv_of(rows(full))[1][place] == ""
    assert csv_of(rows(full), user=visitor)[1][place] == ""
    assert csv_of(rows(full), user=reader)[1][place] == full.merged_into.code
    assert xlsx_of(rows(full), user=visitor)[2][place] is None
    assert xlsx_of(rows(full), user=reader)[2][place] == full.merged_into.code


def test_how_the_ledger_stood_is_exported_alike(full, reader):
    then = states.ledger(reader, Point(recorded_by=NOON)).filter(code=full.code)

    assert csv_of(states.thawed(then), user=reader) == csv_of(rows(full), user=reader)


@pytest.mark.parametrize("length", [1, 3])
def test_an_export_costs_the_same_for_any_length(length, django_assert_num_queries):
    made = [ApplicationFactory(complete=True) for _ in range(length)]

    with django_assert_num_queries(4):  # each with the other names
        assert len(csv_of(rows(*made))) == length + 1
        assert len(xlsx_of(rows(*made))) == length + 2


def test_lines_come_in_pieces_however_many_there_are():
    row = ApplicationFactory()
    pieces = list(exports.csv_lines(row for _ in range(1201)))

    assert [piece.count(b"\r\n") for piece in pieces] == [1, 500, 500, 201]


def test_a_failure_leaves_no_file_open(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def failing():
        yield ApplicationFactory()
        raise RuntimeError("gone")

    with pytest.raises(RuntimeError, match="gone"):
        exports.xlsx_file(failing())

    assert list(tmp_path.iterdir()) == []
