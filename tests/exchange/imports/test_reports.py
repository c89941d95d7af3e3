"""Tables of rollouts: out, changed, and in again."""

from contextlib import closing

import pytest

from reform_apps.exchange import exports
from reform_apps.exchange.imports import carrying
from reform_apps.exchange.schemas import ROLLOUTS
from reform_apps.models import Region, Rollout
from reform_apps.operations.evaluation import rollouts
from tests.clock import NOON, TODAY
from tests.exchange.imports.conftest import Book
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db


def rows():
    return Rollout.objects.for_list().order_by("pk")


class Sheet(Book):
    def __init__(self, user):
        with closing(exports.xlsx_file(rows(), user=user, schema=ROLLOUTS)) as file:
            super().__init__(file.read())
        self.rows = {}


def planned(book, by):
    return carrying.plan(book.content(), by=by, at=NOON)


@pytest.fixture
def cities():
    province = Region.objects.create(code="330000", name="浙江省", level="province")
    return [
        Region.objects.create(code=code, name=name, level="city", parent=province)
        for code, name in (("330100", "杭州市"), ("330200", "宁波市"), ("330300", "温州市"))
    ]


@pytest.fixture
def application(cities, officer):
    row = ApplicationFactory(status="online", scope="provincial_major", online_on=TODAY)
    reports = [{"region": city, "state": "in_progress"} for city in cities[:2]]
    return rollouts.report(application=row, reports=reports, by=officer, at=NOON)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_was_exported_comes_back_unchanged(form, application, officer):
    content = Sheet(officer).content()
    if form == "csv":
        content = b"".join(exports.csv_lines(rows(), user=officer, schema=ROLLOUTS))

    plan = carrying.plan(content, by=officer, at=NOON)

    assert (plan.problems, plan.table.schema.kind) == ([], "rollouts")
    assert plan.summary() == {"add": 0, "amend": 0, "unchanged": 2, "refused": 0}


def test_several_regions_of_one_application_are_carried_out(application, officer):
    book = Sheet(officer)
    book.set(3, state="已贯通", connected_on="2022-06-30")
    book.set(4, state="不适用")
    book.set(5, application=application.code, region="330300", state="已贯通", evidence="文一")

    assert [each.message for each in planned(book, officer).problems] == []
    batch = carrying.upload(file_name="贯通.xlsx", content=book.content(), by=officer, at=NOON)
    carrying.carry_out(batch=batch, by=officer, at=NOON)

    assert (batch.kind, batch.to_add, batch.to_amend) == ("rollouts", 1, 2)
    states = dict(Rollout.objects.values_list("region__code", "state"))
    assert states == {"330100": "connected", "330200": "not_applicable", "330300": "connected"}
    entry = application.journal.order_by("version").last()
    assert entry.changes["import_batch"][1]["id"] == batch.pk


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"state": "差不多"}, "state"),
        ({"state": "已贯通"}, "connected_on"),
        ({"connected_on": "2022-06-30"}, "connected_on"),
        ({"state": "已贯通", "connected_on": "2999-01-01"}, "connected_on"),
        ({"state": "已贯通", "connected_on": "03/04/2022"}, "connected_on"),
        ({"region": "339900"}, "region"),
        ({"region": None}, "region"),
        ({"region_name": "绍兴市"}, "region_name"),
        ({"application": "ZJ-9999"}, "application"),
        ({"version": 9, "state": "不适用"}, "version"),
        ({"version": None, "state": "不适用"}, "version"),
    ],
)
def test_a_fault_is_told_at_its_cell(values, column, application, officer):
    book = Sheet(officer)
    book.set(3, **values)

    assert [(each.row, each.column) for each in planned(book, officer).problems] == [(3, column)]
