"""Confirming through the API that nothing has changed."""

from datetime import timedelta

import pytest

from reform_apps.operations.office.attestations import attest
from reform_apps.queries.lists import references
from tests.clock import NOON
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db

LIST = "/api/v1/applications/"


def path(application):
    return f"{LIST}{application.code}/attestations/"


def test_it_is_confirmed_and_shown(officer_api, officer):
    application = ApplicationFactory(complete=True, status="online")
    assert officer_api.get(f"{LIST}{application.code}/").json()["attested_at"] is None

    answer = officer_api.post(
        path(application), {"reason": "电话核实"}, headers={"If-Match": '"1"'}
    )

    shown = answer.json()
    assert (answer.status_code, shown["version"], shown["summary"]) == (201, 2, "")
    assert shown["attested_at"] == shown["updated_at"]
    assert answer["ETag"].startswith('"2.')
    assert officer_api.get(LIST).json()["results"][0]["attested_at"] == shown["attested_at"]
    entry = application.journal.get(version=2)
    assert (entry.verb, entry.reason, entry.by) == ("attest", "电话核实", officer)


def test_a_unit_editor_confirms_its_own_and_no_other(editor_api, editor):
    own, other = ApplicationFactory(organization=editor.organization), ApplicationFactory()

    answers = [editor_api.post(path(row), {}, headers={"If-Match": '"1"'}) for row in (own, other)]

    assert [answer.status_code for answer in answers] == [201, 403]


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [
        ({}, {}, 428),
        ({"If-Match": "*"}, {}, 428),
        ({"If-Match": '"2"'}, {}, 412),
        ({"If-Match": '"1"'}, {"evidence": "文号"}, 400),
        ({"If-Match": '"1"'}, {"reason": 7}, 400),
        ({"If-Match": '"1"'}, {"reason": "长" * 2001}, 400),
    ],
)
def test_what_is_not_understood_is_refused(headers, body, code, officer_api):
    application = ApplicationFactory()

    assert officer_api.post(path(application), body, headers=headers).status_code == code
    assert application.journal.count() == 1


def test_what_has_ended_is_not_confirmed(officer_api):
    application = ApplicationFactory(status="retired")

    answer = officer_api.post(path(application), {}, headers={"If-Match": '"1"'})

    assert answer.status_code == 409
    assert answer.json()["errors"][0]["code"] == "attestation_refused"


@pytest.mark.parametrize("who", ["visitor", "reader"])
def test_who_may_only_look_may_not_confirm(who, request):
    api, application = request.getfixturevalue(f"{who}_api"), ApplicationFactory()

    answer = api.post(path(application), {}, headers={"If-Match": '"1"'})

    assert answer.status_code in (401, 403)
    assert application.journal.count() == 1


def test_what_may_not_be_seen_is_not_found(visitor_api, officer_api):
    application = ApplicationFactory(visibility="internal")

    assert visitor_api.get(f"{LIST}{application.code}/").status_code == 404
    assert officer_api.get(path(application)).status_code == 405


@pytest.mark.parametrize("query", ["as_of=2022-06-30", "effective_as_of=2022-06-30"])
def test_at_a_point_it_is_told_as_it_was(query, officer, visitor_api):
    application = ApplicationFactory()
    attest(application=application, version=1, by=officer, at=NOON)
    application.refresh_from_db()
    attest(application=application, version=2, by=officer, at=NOON + timedelta(days=3))

    row = visitor_api.get(f"{LIST}?{query}").json()["results"][0]
    shown = visitor_api.get(f"{LIST}{application.code}/?{query}").json()

    assert row["attested_at"] == shown["attested_at"] == "2022-06-30T12:00:00+08:00"


@pytest.mark.parametrize(("length", "query", "cost"), [
    (1, "", 3), (3, "", 3), (1, "?as_of=2022-06-30", 4), (3, "?as_of=2022-06-30", 4),
    (1, "?has_attestation=true", 3), (3, "?has_attestation=true", 3),
])  # fmt: skip
def test_lists_cost_the_same_for_any_length(
    length, query, cost, officer, visitor_api, django_assert_num_queries
):
    for application in ApplicationFactory.create_batch(length):
        attest(application=application, version=1, by=officer, at=NOON)

    references.standing()
    # The revision, the count, the page, of states their entries.
    with django_assert_num_queries(cost):
        rows = visitor_api.get(f"{LIST}{query}").json()["results"]

    assert [row["attested_at"] for row in rows] == ["2022-06-30T12:00:00+08:00"] * length


@pytest.mark.parametrize("point", ["", "&as_of=2022-06-30", "&effective_as_of=2022-06-30"])
def test_what_is_confirmed_is_counted_and_exported_alike(point, officer, visitor_api):
    confirmed, other = ApplicationFactory.create_batch(2)
    attest(application=confirmed, version=1, by=officer, at=NOON)

    facets = visitor_api.get(f"{LIST}facets/?has_attestation=true{point}").json()
    lines = visitor_api.get(f"{LIST}export.csv?has_attestation=true{point}").getvalue().decode()

    assert (facets["count"], facets["status"][0]["count"]) == (1, 1)
    assert (confirmed.code in lines, other.code in lines) == (True, False)
