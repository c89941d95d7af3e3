"""What strangers have tried and what broke once."""

import pytest

from reform_apps.models import DuplicateCheck
from reform_apps.operations import applications, duplicate_checks
from reform_apps.queries.rights import offers
from tests.clock import NOON
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db

LIST = "/api/v1/applications/"


@pytest.mark.parametrize("path", [LIST, "/api/v1/systems/", "/api/v1/schema/"])
def test_more_parameters_than_anybody_means_are_refused(path, visitor_api):
    assert visitor_api.get(f"{path}?{'&' * 1100}").status_code == 400


@pytest.mark.parametrize("noun", ["systems", "runways", "regions", "organizations"])
def test_what_is_in_force_can_be_asked_of_all_that_ends(noun, visitor_api):
    assert visitor_api.get(f"/api/v1/{noun}/?in_force_on=2022-01-01").status_code == 200


@pytest.mark.parametrize(
    "day", ["20220101", "2022-W01-1", "2022-01-01\n", "２０２２-01-01", "0001-01-01"]
)
def test_a_day_is_written_in_one_way(day, officer_api):
    answer = officer_api.post(LIST, {"name": "办事应用", "effective_on": day})

    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "effective_on")


@pytest.mark.parametrize("name", ["ㅤㅤ", "办\u200b事", "\ufeff办事", "办事\U000e0041"])
def test_a_name_that_shows_less_than_it_holds_is_refused(name, officer_api):
    answer = officer_api.post(LIST, {"name": name})

    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "name")


def test_a_moment_that_is_none_has_a_code(visitor_api):
    answer = visitor_api.get(f"{LIST}?updated_since=x")

    assert answer.json()["errors"][0]["code"] == "invalid"


def test_a_duplicate_check_ends_with_the_name_that_it_was_made_for(officer):
    application = ApplicationFactory(name="独一无二", complete=True)
    duplicate_checks.record(
        application=application, decision="distinct", reason="没有相同的", by=officer, at=NOON
    )
    application.refresh_from_db()
    assert "duplicate_check" in offers.facts_of(application)

    renamed = applications.amend(
        application=application, changes={"name": "另一件事"}, version=2, by=officer, at=NOON
    )

    assert "duplicate_check" not in offers.facts_of(renamed)
    assert DuplicateCheck.objects.get().name == "独一无二"


def test_the_public_learns_nothing_of_duplicate_checks(officer, visitor_api):
    application = ApplicationFactory(complete=True)
    before = visitor_api.get(f"{LIST}{application.code}/transitions/").json()

    duplicate_checks.record(
        application=application, decision="distinct", reason="没有相同的", by=officer, at=NOON
    )

    assert visitor_api.get(f"{LIST}{application.code}/transitions/").json() == before
