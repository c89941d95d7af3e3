"""The list as files, and the differences."""

import csv
import io
import zipfile

import pytest
import time_machine

from reform_apps.operations import applications
from tests.clock import NOON
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db

LIST = "/api/v1/applications/"
FILES = ["export.csv", "export.xlsx"]


def content(answer):
    # Read to its end, at which the test's client closes it.
    return b"".join(answer.streaming_content)


def lines(answer):
    rows = list(csv.reader(io.StringIO(content(answer).decode("utf-8-sig"))))
    return [row[:2] for row in rows[1:]]


@pytest.fixture
def three(officer):
    rows = [
        ApplicationFactory(number=n, code=f"ZJ-000{n}", name=f"第{n}个", status=status)
        for n, status in enumerate(("online", "trial", "online"), start=1)
    ]
    applications.amend(
        application=rows[2], changes={"name": "新名"}, version=1, by=officer,
        at=NOON.replace(month=8),
    )  # fmt: skip
    return rows


def test_all_that_is_found_is_sent_in_order(three, visitor_api):
    answer = visitor_api.get(f"{LIST}export.csv?ordering=-code")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert lines(answer) == [["ZJ-0003", "新名"], ["ZJ-0002", "第2个"], ["ZJ-0001", "第1个"]]


def test_questions_narrow_it_at_any_point(three, visitor_api):
    asked = {"status": "online", "as_of": "2022-07-01"}

    answer = visitor_api.get(f"{LIST}export.csv", asked)

    assert lines(answer) == [["ZJ-0001", "第1个"], ["ZJ-0003", "第3个"]]


def test_a_workbook(three, visitor_api):
    answer = visitor_api.get(f"{LIST}export.xlsx", {"effective_as_of": "2022-07-01"})

    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    book = zipfile.ZipFile(io.BytesIO(content(answer)))
    told = b"".join(book.read(name) for name in book.namelist()).decode()
    assert "第3个" in told
    assert "新名" not in told


@pytest.mark.parametrize("file", FILES)
def test_the_name_says_the_day(file, three, visitor_api):
    def name(query):
        with time_machine.travel(NOON.replace(month=9)):
            answer = visitor_api.get(f"{LIST}{file}?{query}")
        assert content(answer)
        return answer["Content-Disposition"]

    ending = file.rpartition(".")[2]
    for query, day in [
        ("", "2022-09-30"), ("as_of=2022-07-01", "2022-07-01"),
        ("as_of=2022-07-01T23:30:00Z", "2022-07-02"), ("effective_as_of=2022-07-03", "2022-07-03"),
    ]:  # fmt: skip
        assert name(query) == f'attachment; filename="applications-{day}.{ending}"'


@pytest.mark.parametrize("file", FILES)
def test_what_is_internal_stays_inside(file, officer, visitor_api, reader_api):
    ApplicationFactory(name="内部应用", visibility="internal")

    if file == "export.csv":
        assert lines(visitor_api.get(f"{LIST}{file}")) == []
        assert len(lines(reader_api.get(f"{LIST}{file}"))) == 1
    else:
        for api in (visitor_api, reader_api):
            book = zipfile.ZipFile(io.BytesIO(content(api.get(f"{LIST}{file}"))))
            told = b"".join(book.read(name) for name in book.namelist()).decode()
            assert ("内部应用" in told) is (api is reader_api)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    "query",
    ["page=1", "page_size=5", "fields=code", "colour=red", "status=fine", "as_of=2099-01-01",
     "ordering=luck", "format=csv"],
)  # fmt: skip
def test_what_is_not_understood_is_refused_as_everywhere(file, query, three, visitor_api):
    answer = visitor_api.get(f"{LIST}{file}?{query}", headers={"Accept": "text/csv"})

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")
    assert [error["attr"] for error in answer.json()["errors"]] == [query.partition("=")[0]]


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_only_read(file, officer_api):
    assert officer_api.post(f"{LIST}{file}", {}).status_code == 405
    answer = officer_api.head(f"{LIST}{file}")
    assert (answer.status_code, content(answer)) == (200, b"")


@pytest.mark.parametrize("length", [1, 3])
def test_a_file_costs_the_same_for_any_length(length, visitor_api, django_assert_num_queries):
    ApplicationFactory.create_batch(length, complete=True)

    # The token and what the rows point to, the cities, whether anything hangs on any, the rows.
    with django_assert_num_queries(6 + 1 + 3 + 1):
        assert len(lines(visitor_api.get(f"{LIST}export.csv"))) == length
