"""What strangers have tried and what broke once."""

import pytest

from reform_apps.models import DuplicateCheck
from reform_apps.operations import applications, duplicate_checks
from reform_apps.queries.rights import offers
from tests.clock import NOON
from tests.factories import ApplicationFactory
from tests.operations.worlds import drafted, published

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
    assert "duplicate_check" in offers.facts_of(application, at=NOON)

    renamed = applications.amend(
        application=application, changes={"name": "另一件事"}, version=2, by=officer, at=NOON
    )

    assert "duplicate_check" not in offers.facts_of(renamed, at=NOON)
    assert DuplicateCheck.objects.get().name == "独一无二"


def test_the_public_learns_nothing_of_duplicate_checks(officer, visitor_api):
    application = ApplicationFactory(complete=True)
    before = visitor_api.get(f"{LIST}{application.code}/transitions/").json()

    duplicate_checks.record(
        application=application, decision="distinct", reason="没有相同的", by=officer, at=NOON
    )

    assert visitor_api.get(f"{LIST}{application.code}/transitions/").json() == before


NULL, HALF, LONG = "%00", "%ED%A0%80", "9" * 400
VALUES = [
    NULL, HALF, LONG, "", "-1", "%F0%9F%98%80", "now", "0001-01-01", "9999-12-31", "2022-06-30",
    "2022-06-30T24:00", "true", "ZJ-0001", "%", "a,b,,", "S0", "null", "%27--",
]  # fmt: skip
PARAMETERS = [
    "as_of", "effective_as_of", "from", "to", "against", "kind", "after", "limit", "actor",
    "application", "recorded_after", "recorded_before", "effective_after", "overdue", "slipped",
    "state", "search", "ordering", "fields", "page", "page_size", "system", "runway", "number",
]  # fmt: skip
PATHS = [
    "applications/", "applications/ZJ-0001/", "applications/facets/", "applications/export.csv",
    "applications/export.xlsx", "applications/diff/", "applications/diff.xlsx", "editions/",
    "editions/S0/", "editions/S0/entries/", "editions/S0/entries/ZJ-0001/", "editions/S0/drops/",
    "editions/S0/diff/", "editions/S0/diff.xlsx", "editions/S0/bundle.zip", "journal/", "seals/",
    "seals/1/", "seals/1/digests.txt",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_no_question_makes_any_address_fail(path, three, officer, visitor_api, reader_api):
    published(officer, *three)

    for number, name in enumerate(PARAMETERS):
        for value in VALUES:
            api = (visitor_api, reader_api)[number % 2]
            start = "from=2022-01-01&" if "/diff" in path and name != "from" else ""
            answer = api.get(f"/api/v1/{path}?{start}{name}={value}")
            if answer.streaming:
                assert answer.getvalue() is not None
            assert answer.status_code in (200, 400, 404, 409)


@pytest.mark.parametrize("code", [NULL, HALF, LONG, "now", "S0%0A", "s0", "%2e%2e", "S0%20", "é"])
@pytest.mark.parametrize(
    "path", ["editions/{}/", "editions/{}/entries/", "editions/{}/diff/", "editions/{}/diff.xlsx",
             "editions/{}/bundle.zip", "editions/S0/entries/{}/", "seals/{}/digests.txt"],
)  # fmt: skip
def test_no_address_makes_it_fail(path, code, three, officer, visitor_api):
    published(officer, *three)

    assert visitor_api.get(f"/api/v1/{path.format(code)}").status_code == 404


@pytest.mark.parametrize(
    "value",
    [None, "", 0, -1, 1.5, True, [], {}, [[]], "\x00", "\u202e", "9" * 5000, {"a": "b"}, "now",
     "2022-06-30T00:00", "9999-12-31", 10**30],
    ids=range(17),
)  # fmt: skip
@pytest.mark.parametrize(
    ("method", "path", "names"),
    [
        ("post", "editions/", ["code", "title", "previous", "note"]),
        ("post", "editions/S1/publish/", ["issued_on", "reason"]),
        ("post", "editions/S1/drops/", ["application", "reason", "document"]),
        ("post", "editions/S1/entries/", ["application", "batch", "task", "due_on", "basis"]),
        ("patch", "editions/S1/entries/", ["application", "batch", "source", "locator", "note"]),
        ("patch", "editions/S1/entries/ZJ-0001/", ["completed_on", "due_on", "reason", "source"]),
    ],
)
def test_no_body_makes_it_fail(method, path, names, value, three, officer, officer_api):
    published(officer, *three[:2])
    drafted(officer, code="S1")

    for name in names:
        sent = {"application": "ZJ-0001", name: value} if "ies/" in path else {name: value}
        answer = getattr(officer_api, method)(f"/api/v1/{path}", sent)
        assert answer.status_code in (200, 201, 204, 400, 404, 409)
        if answer.status_code == 400:
            assert set(answer.json()) == {"type", "errors"}
