"""Totals are exact where tallies keep them, and end where nobody reads on."""

import random

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from reform_apps.models import Application, Tally
from reform_apps.operations import applications, transitions
from reform_apps.operations.writing import tallies
from reform_apps.queries.lists import totals
from reform_apps.queries.lists.totals import Total
from reform_apps.queries.proofs.tallies import missed
from tests.clock import NOON
from tests.factories import ApplicationFactory, RunwayFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/applications/"


def whole():
    return not missed()


def test_tallies_follow_every_act(officer):
    chance = random.Random(3)
    runways = [RunwayFactory() for _ in range(3)]
    rows = []
    for n in range(12):
        runway = chance.choice([*runways, None])
        particulars = {"name": f"第{n}个", "runway": runway, "system": runway and runway.system}
        rows.append(applications.register(particulars=particulars, by=officer, at=NOON))
    for row in chance.choices(rows, k=20):
        row.refresh_from_db()
        runway = chance.choice(runways)
        changes = {
            "runway": runway, "system": runway.system,
            "visibility": chance.choice(["public", "internal"]),
            "scope": chance.choice([None, "local"]), "summary": str(chance.random()),
        }  # fmt: skip
        applications.amend(
            application=row, changes=changes, version=row.version, by=officer, at=NOON
        )
    for row in rows[:4]:
        row.refresh_from_db()
        transitions.make_transition(
            application=row, version=row.version, transition="terminate", reason="停建",
            by=officer, at=NOON,
        )  # fmt: skip
    assert whole()
    before = Tally.objects.count()
    tallies.fold()
    assert Tally.objects.count() < before
    assert whole()
    assert sum(Tally.objects.values_list("number", flat=True)) == 12


def test_folding_leaves_alone_what_is_one_row_already():
    ApplicationFactory.create_batch(2)
    ApplicationFactory(status="online")
    tallies.fold()
    standing = set(Tally.objects.values_list("pk", "status"))
    ApplicationFactory(status="online")

    tallies.fold()

    told = dict(Tally.objects.values_list("status", "number"))
    assert told == {"planning": 2, "online": 2}
    kept = standing & set(Tally.objects.values_list("pk", "status"))
    assert [status for _pk, status in kept] == ["planning"]


def test_every_thousandth_act_folds(officer, monkeypatch):
    monkeypatch.setattr(tallies, "EVERY", 5)
    for n in range(25):
        applications.register(particulars={"name": f"第{n}个"}, by=officer, at=NOON)

    assert Tally.objects.count() <= 5
    assert whole()


def test_they_are_told_anew(officer):
    ApplicationFactory.create_batch(2)
    Tally.objects.all().delete()
    call_command("rebuild_states", every=True)
    assert whole()
    assert totals.summed(totals.numbers(Tally.objects.all())) == Total(2)


def test_an_act_while_they_are_told_is_counted_once(monkeypatch):
    ApplicationFactory.create_batch(2)
    Tally.objects.filter(status="planning").update(number=7)

    def meanwhile():
        told = missed()
        ApplicationFactory()
        return told

    monkeypatch.setattr(tallies, "missed", meanwhile)
    tallies.retell()
    assert whole()
    assert list(Tally.objects.values_list("number", flat=True)) == [3]


def test_a_count_ends_where_nobody_reads_on():
    ApplicationFactory.create_batch(4)
    rows = Application.objects.order_by("number")

    assert totals.counted(totals.numbers(rows[:4]), most=3) == Total(3, is_exact=False)
    assert totals.counted(totals.numbers(rows[:5]), most=4) == Total(4)


@pytest.mark.parametrize(
    ("query", "count", "count_is"),
    [("", 5, "exact"), ("?status=online", 5, "exact"), ("?has_system=false", 5, "exact"),
     ("?online_after=2022-01-01", 3, "at_least"), ("?search=应用", 2, "at_least"),
     ("?search=应用&ordering=code", 3, "at_least")],
)  # fmt: skip
def test_the_list_says_how_it_has_counted(query, count, count_is, visitor_api, few):
    told = visitor_api.get(f"{LIST}{query}").json()

    assert (told["count"], told["count_is"]) == (count, count_is)
    assert visitor_api.get(f"{LIST}{query or '?'}&page_size=2").json()["next"]


def test_after_the_last_page_that_can_be_reached_the_cursor_is_named(visitor_api, few):
    told = visitor_api.get(f"{LIST}?online_after=2022-01-01&page_size=3").json()
    refused = visitor_api.get(told["next"])

    assert refused.status_code == 400
    assert refused.json()["errors"][0]["code"] == "too_deep"


def test_pages_end_where_nobody_reads_on(client, few):
    page = client.get("/?online_after=2022-01-01").content.decode()

    assert "超过 3 项" in page
    assert client.get("/?page=2").status_code == 404


@pytest.fixture
def few(monkeypatch):
    """Five applications, where three are many."""
    monkeypatch.setattr("reform_apps.queries.lists.pages.MOST_COUNTED", 3)
    monkeypatch.setattr("reform_apps.queries.lists.pages.MOST_FOUND", 2)
    online = {"status": "online", "online_on": "2022-02-02"}
    return [ApplicationFactory(name=f"应用{n}", **online) for n in range(5)]


@pytest.fixture
def visitor_api(db):
    return APIClient()
