"""Many applications in one request."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reform_apps.models import Application, JournalEntry
from tests.factories import ApplicationFactory, SystemFactory

pytestmark = pytest.mark.django_db
BULK = "/api/v1/applications/bulk/"


def faults(answer):
    return [(error["attr"], error["code"]) for error in answer.json()["errors"]]


def named(*names, **more):
    return {"applications": [{"name": name} | more for name in names]}


def amended(*rows, **changes):
    return {"applications": [{"code": r.code, "version": r.version} | changes for r in rows]}


def test_registered_in_their_order_with_an_entry_each(officer_api, officer):
    SystemFactory(code="society")

    answer = officer_api.post(BULK, named("甲应用", "乙应用", system="society", reason="批量"))

    told = answer.json()["results"]
    assert (answer.status_code, [row["name"] for row in told]) == (201, ["甲应用", "乙应用"])
    assert {row["version"] for row in told} == {1}
    entries = JournalEntry.objects.filter(reason="批量", verb="register", by=officer)
    assert entries.count() == 2
    assert Application.objects.filter(system__code="society").count() == 2
    call_command("verify_ledger")


def test_amended_each_on_its_version(officer_api):
    rows = ApplicationFactory.create_batch(2)

    answer = officer_api.patch(BULK, amended(*rows, summary="新的摘要"))

    assert (answer.status_code, [row["version"] for row in answer.json()["results"]]) == (
        200,
        [2, 2],
    )
    assert Application.objects.filter(summary="新的摘要").count() == 2
    assert officer_api.patch(BULK, amended(*rows, summary="又一个")).status_code == 400
    again = officer_api.patch(BULK, amended(*Application.objects.all(), summary="新的摘要"))
    assert [row["version"] for row in again.json()["results"]] == [2, 2]


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        (named("甲应用", "甲应用"), "applications.1.name"),
        (named("甲应用", ""), "applications.1.name"),
        ({"applications": [{"name": "甲应用"}, {"summary": "无名"}]}, "applications.1.name"),
        ({"applications": [{"name": "甲应用"}, {"name": "乙应用", "system": "nowhere"}]},
         "applications.1.system"),
        ({"applications": [{"name": "甲应用"}, {"name": "乙应用", "colour": 1}]},
         "applications.1.colour"),
        ({"applications": [{"name": "甲应用"}, {"name": "乙应用", "status": "online"}]},
         "applications.1.status"),
        ({"applications": [{"name": "甲应用"}, 5]}, "applications.1.non_field_errors"),
        ({"applications": [{"name": "甲应用"}, {"name": "乙应用", "runway": 5}]},
         "applications.1.runway"),
        ({"applications": []}, "applications.non_field_errors"),
        ({"applications": "x"}, "applications.non_field_errors"),
        ({}, "applications"),
        ([], "non_field_errors"),
        (named("甲应用", online_on="2999-01-01"), "applications.0.online_on"),
    ],
)  # fmt: skip
def test_all_or_nothing_with_errors_by_index(sent, found, officer_api):
    answer = officer_api.post(BULK, sent)

    assert answer.status_code == 400
    assert found.removesuffix(".0") in str([attr for attr, _code in faults(answer)])
    assert not Application.objects.exists()


def test_what_cannot_be_amended(officer_api):
    row = ApplicationFactory()

    for sent in (
        amended(row, row, summary="x"),
        amended(row, code="ZJ-9999"),
        amended(row, version=7, summary="x"),
        amended(row, version="x"),
        amended(row, code=None),
    ):
        assert officer_api.patch(BULK, sent).status_code == 400
    assert row.journal.count() == 1


def test_not_more_than_a_thousand(officer_api):
    answer = officer_api.post(BULK, named(*(f"第{n}个" for n in range(1001))))

    assert faults(answer) == [("applications.non_field_errors", "max_length")]


def test_whose_it_is(reader_api, visitor_api, editor_api, lead_api):
    assert visitor_api.post(BULK, named("甲应用")).status_code == 401
    assert reader_api.post(BULK, named("甲应用")).status_code == 403
    # A unit editor writes some fields of some applications, and registers none.
    assert editor_api.post(BULK, named("甲应用")).status_code == 400
    row = ApplicationFactory()
    assert lead_api.patch(BULK, amended(row, summary="x")).status_code == 400


def test_statements_grow_by_the_five_hundred(officer_api):
    SystemFactory(code="society")

    def cost(number, start):
        names = [f"第{n}个应用" for n in range(start, start + number)]
        with CaptureQueriesContext(connection) as statements:
            assert officer_api.post(BULK, named(*names, system="society")).status_code == 201
        return len(statements)

    cost(1, 0)  # what is fetched once
    assert cost(1, 10) == cost(3, 20) == cost(30, 100)


@pytest.mark.parametrize("method", ["post", "patch"])
@pytest.mark.parametrize("odd", [[1], {}, 1, None, "\x00"])
def test_a_code_that_is_none_stands_beside_a_good_one(method, odd, officer_api):
    SystemFactory(code="known")
    code = ApplicationFactory().code
    good = {"post": {"name": "甲乙", "system": "known"}, "patch": {"code": code, "version": 1}}
    bad = {"post": {"name": "丙丁", "system": odd}, "patch": {"code": odd, "version": 1}}

    answer = getattr(officer_api, method)(
        "/api/v1/applications/bulk/", {"applications": [good[method], bad[method]]}, format="json"
    )

    assert answer.status_code == (201 if odd is None and method == "post" else 400)
