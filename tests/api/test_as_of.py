"""The ledger as it stood, by both clocks."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reform_apps.operations import applications, observations, transitions
from tests.clock import NOON
from tests.factories import ApplicationFactory, AssessmentFactory, SourceFactory

pytestmark = pytest.mark.django_db

LIST = "/api/v1/applications/"
LATER = NOON + timedelta(days=10)
THEN = {"as_of": "2022-07-01"}
VALUE = {"indicator": "daily_visits", "unit": "visits_per_day", "as_of": NOON.date()}


@pytest.fixture
def merged(officer):
    """An application with an observation, that was renamed, merged and whose figure was corrected.

    Its successor has been merged in turn.
    """
    act = {"by": officer, "at": LATER}
    SourceFactory(code="article")
    row = ApplicationFactory(name="旧名应用", status="online", complete=True)
    into, final = (ApplicationFactory(name=name, status="online") for name in ("中应用", "末应用"))
    cited = {"basis": "stated", "source": "article", "locator": "L1"}
    figure = observations.record(
        application=row, values=VALUE | cited | {"value": "12.50"}, by=officer,
        at=NOON + timedelta(hours=1),
    )  # fmt: skip
    observations.correct(observation=figure, values={"value": 13}, reason="r", **act)
    observations.record(application=row, values=VALUE | {"value": 99, "as_of": LATER.date()}, **act)
    applications.amend(application=row, changes={"name": "新名应用"}, version=4, **act)
    for one, other, version in ((row, into, 5), (into, final, 1)):
        transitions.make_transition(
            application=one, transition="merge", merged_into=other, version=version, reason="r",
            **act,
        )  # fmt: skip
    return row


def faults(answer):
    return [(error["attr"], error["code"]) for error in answer.json()["errors"]]


def test_the_list_is_as_it_was(merged, visitor_api):
    asked = THEN | {"status": "online", "ordering": "-code", "fields": "name,status,version"}

    answer = visitor_api.get(LIST, asked)

    assert answer.json()["results"] == [
        {"name": "末应用", "status": "online", "version": 1},
        {"name": "中应用", "status": "online", "version": 1},
        {"name": "旧名应用", "status": "online", "version": 2},
    ]
    now = visitor_api.get(LIST, asked | {"as_of": LATER.date()}).json()
    assert [row["name"] for row in now["results"]] == ["末应用"]
    assert visitor_api.get(LIST, {"effective_as_of": "2022-06-29"}).json()["count"] == 0


def test_pages_of_what_was_lead_on_at_the_same_point(merged, visitor_api):
    first = visitor_api.get(LIST, THEN | {"page_size": 2}).json()
    second = visitor_api.get(first["next"]).json()

    assert first["count"] == second["count"] == 3
    assert [row["name"] for row in first["results"]] == ["旧名应用", "中应用"]
    assert [row["name"] for row in second["results"]] == ["末应用"]


def test_the_list_of_today_is_the_list(merged, visitor_api):
    now = visitor_api.get(LIST).json()
    facets = visitor_api.get(f"{LIST}facets/").json()

    for clock in ("as_of", "effective_as_of"):
        with time_machine.travel(LATER + timedelta(hours=1)):
            today = {clock: LATER.date()}
            assert visitor_api.get(LIST, today).json() == now
            then = visitor_api.get(f"{LIST}facets/", today).json()
            assert then == {name: told for name, told in facets.items() if name != "major"}


def test_facets_are_as_they_were(merged, visitor_api):
    def statuses(query):
        counted = visitor_api.get(f"{LIST}facets/", query).json()["status"]
        return {row["value"]: row["count"] for row in counted}

    assert statuses(THEN) == {"online": 3}
    assert statuses({"effective_as_of": "2022-07-01"}) == {"online": 3}
    assert statuses({}) == {"online": 1, "merged": 2}


@pytest.mark.parametrize("clock", ["as_of", "effective_as_of"])
def test_one_application_as_it_was(clock, merged, visitor_api):
    answer = visitor_api.get(f"{LIST}{merged.code}/", {clock: "2022-07-01"})
    today = visitor_api.get(f"{LIST}{merged.code}/")

    shown = answer.json()
    assert list(shown) == list(today.json())
    assert (shown["name"], shown["status"], shown["version"]) == ("旧名应用", "online", 2)
    assert shown["merged_into"] is None
    # What it has become, is known today.
    assert shown["successor"]["name"] == "末应用"
    assert shown["created_at"] == today.json()["created_at"]
    assert shown["updated_at"] == "2022-06-30T13:00:00+08:00"
    (figure,) = shown["observations"]
    assert figure == {
        "id": None, "indicator": "daily_visits", "value": "12.5", "unit": "visits_per_day",
        "printed": "", "is_rounded": False, "as_of": "2022-06-30", "as_of_note": "",
        "basis": "stated", "source": "article", "locator": "L1", "note": "",
        "recorded_at": "2022-06-30T13:00:00+08:00",
    }  # fmt: skip
    assert [row["value"] for row in today.json()["observations"]] == ["13", "99"]
    # No version to write upon.
    assert "ETag" in today
    assert "ETag" not in answer


def test_after_the_last_act_it_is_as_it_is(merged, visitor_api):
    today = visitor_api.get(f"{LIST}{merged.code}/").json()
    shown = visitor_api.get(f"{LIST}{merged.code}/", {"as_of": LATER.date()}).json()

    for told in (today, shown):
        for row in told["observations"]:
            del row["id"]
    assert shown == today


def test_some_fields_of_what_was(merged, visitor_api):
    asked = THEN | {"fields": "code,name"}

    shown = visitor_api.get(f"{LIST}{merged.code}/", asked).json()

    assert shown == {"code": merged.code, "name": "旧名应用"}


def test_before_it_was_there_it_was_not(merged, visitor_api):
    for asked in ("as_of=2022-06-29", "effective_as_of=2022-06-29", "as_of=2022-06-30T11:59:59"):
        assert visitor_api.get(f"{LIST}{merged.code}/?{asked}").status_code == 404
        assert visitor_api.get(f"{LIST}?{asked}").json()["count"] == 0


def test_what_is_or_was_internal_is_not_told(officer, visitor_api, reader_api):
    for before in ("internal", "public"):
        after = {"internal": "public", "public": "internal"}[before]
        row = ApplicationFactory(visibility=before)
        applications.amend(
            application=row, changes={"visibility": after}, version=1, by=officer, at=LATER
        )
        assert visitor_api.get(f"{LIST}{row.code}/", THEN).status_code == 404
        assert reader_api.get(f"{LIST}{row.code}/", THEN).status_code == 200


def test_a_late_report_counts_from_the_day_on_which_it_was_true(officer, visitor_api):
    row = ApplicationFactory(status="online", complete=True)
    transitions.make_transition(
        application=row, transition="suspend", version=1, reason="r", by=officer, at=LATER,
        effective_on=(NOON + timedelta(days=1)).date(),
    )  # fmt: skip

    def status(clock):
        return visitor_api.get(f"{LIST}{row.code}/?{clock}=2022-07-05").json()["status"]

    assert (status("as_of"), status("effective_as_of")) == ("online", "suspended")


@pytest.mark.parametrize("below", ["", "facets/", "ZJ-7777/"])
@pytest.mark.parametrize(
    "query", ["as_of=2099-01-01", "as_of=x", "as_of=", "effective_as_of=2099-01-01",
              "effective_as_of=2022-06-30T12:00:00", "as_of=2022-01-01&as_of=2022-01-02"],
)  # fmt: skip
def test_what_is_no_past_point_is_refused_by_name(query, below, visitor_api):
    ApplicationFactory(number=7777, code="ZJ-7777")

    answer = visitor_api.get(f"{LIST}{below}?{query}", headers={"Accept-Language": "en"})

    assert answer.status_code == 400
    assert {attr for attr, _code in faults(answer)} == {query.partition("=")[0]}


def test_both_clocks_at_once_are_refused_with_a_sentence(visitor_api):
    asked = "as_of=2022-06-30&effective_as_of=2022-06-30"

    for below in ("", "facets/", "export.csv", "export.xlsx"):
        answer = visitor_api.get(f"{LIST}{below}?{asked}", headers={"Accept-Language": "en"})
        assert (answer.status_code, faults(answer)) == (400, [("effective_as_of", "two_clocks")])
        assert "either" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize("below", ["transitions/", "journal/"])
def test_nothing_else_of_an_application_has_a_past(below, visitor_api):
    row = ApplicationFactory()

    answer = visitor_api.get(f"{LIST}{row.code}/{below}", THEN)

    assert (answer.status_code, faults(answer)) == (400, [("as_of", "unknown_parameter")])


@pytest.mark.parametrize("length", [1, 3])
def test_the_past_costs_the_same_for_any_length(length, merged, visitor_api, officer):
    source = SourceFactory()
    for number in range(length):
        row = ApplicationFactory(complete=True)
        cited = {"basis": "stated", "source": source, "locator": "L1"}
        AssessmentFactory(application=row, **cited)
        values = VALUE | {"value": number} | cited | {"source": source.code}
        observations.record(application=row, values=values, by=officer, at=NOON)

    with CaptureQueriesContext(connection) as statements:
        visitor_api.get(LIST, THEN)
    assert len(statements) <= 5
    with CaptureQueriesContext(connection) as statements:
        assert visitor_api.get(f"{LIST}{row.code}/", THEN).status_code == 200
    assert len(statements) <= 7
