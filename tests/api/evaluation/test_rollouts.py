"""Rollouts over the API."""

from datetime import timedelta

import pytest

from reform_apps.models import Region, Rollout
from tests.clock import TODAY
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db
API = "/api/v1/"
BEFORE = TODAY - timedelta(days=10)


@pytest.fixture
def cities():
    province = Region.objects.create(code="330000", name="浙江省", level="province")
    rows = [("330100", "杭州市"), ("330200", "宁波市")]
    return [
        Region.objects.create(code=code, name=name, level="city", parent=province)
        for code, name in rows
    ]


@pytest.fixture
def application(cities):
    return ApplicationFactory(status="online", scope="provincial_major", online_on=BEFORE)


def coverage_of(application):
    return f"{API}applications/{application.code}/coverage/"


def send(api, application, *reports, version=1, **more):
    return api.post(
        coverage_of(application), {"rollouts": list(reports)} | more,
        headers={"if-match": f'"{version}"'},
    )  # fmt: skip


HANGZHOU = {"region": "330100", "state": "connected", "connected_on": TODAY.isoformat()}
NINGBO = {"region": "330200", "state": "in_progress"}


def faults(answer):
    return [(error["attr"], error["code"]) for error in answer.json()["errors"]]


def test_reported_counted_and_listed(application, officer_api, client):
    answer = send(officer_api, application, HANGZHOU, NINGBO)

    told = answer.json()
    assert answer.status_code == 200
    assert told["whole"] == {
        "share": 0.5, "not_started": 0, "in_progress": 1, "connected": 1, "not_applicable": 0,
        "not_reported": 0,
    }  # fmt: skip
    assert [(city["code"], city["share"]) for city in told["cities"]] == [
        ("330100", 1.0), ("330200", 0.0),
    ]  # fmt: skip
    assert client.get(coverage_of(application)).json() == told
    listed = client.get(f"{API}rollouts/?state=connected&region=330100").json()["results"]
    assert [row["application"]["code"] for row in listed] == [application.code]


def test_nobody_outside_learns_of_what_is_internal(cities, officer_api, client):
    internal = ApplicationFactory(
        visibility="internal", status="online", scope="provincial_major", online_on=BEFORE
    )
    send(officer_api, internal, HANGZHOU)

    assert client.get(coverage_of(internal)).status_code == 404
    assert client.get(f"{API}rollouts/").json()["count"] == 0


@pytest.mark.parametrize(
    ("reports", "found"),
    [
        ([HANGZHOU, NINGBO | {"state": "lost"}], [("rollouts.1.state", "invalid_choice")]),
        ([HANGZHOU, NINGBO | {"region": "339900"}], [("rollouts.1.region", "does_not_exist")]),
        ([HANGZHOU, HANGZHOU], [("rollouts.1.region", "invalid")]),
        ([HANGZHOU | {"connected_on": "2999-01-01"}], [("rollouts.0.connected_on", "invalid")]),
        ([HANGZHOU | {"connected_on": "01/02/2022"}], [("rollouts.0.connected_on", "invalid")]),
        ([NINGBO | {"colour": "red"}], [("rollouts.0.colour", "unknown_field")]),
        ([], [("rollouts.non_field_errors", "empty")]),
    ],
)
def test_all_or_nothing_with_errors_by_index(reports, found, application, officer_api):
    answer = send(officer_api, application, *reports)

    assert (answer.status_code, faults(answer)) == (400, found)
    assert not Rollout.objects.exists()


def test_it_names_the_version_that_was_read(application, officer_api):
    assert officer_api.post(coverage_of(application), {"rollouts": [NINGBO]}).status_code == 428
    assert send(officer_api, application, NINGBO, version=7).status_code == 412


def test_it_takes_a_role_of_ones_own(application, editor_api, reader_api, client):
    for api in (editor_api, reader_api):
        assert send(api, application, NINGBO).status_code == 403
    assert client.post(coverage_of(application)).status_code in (401, 403)


def test_a_local_one_is_promoted(cities, officer_api):
    local = ApplicationFactory(
        scope="local", origin_region=cities[0], status="online", online_on=BEFORE
    )
    address = f"{API}applications/{local.code}/promotion/"
    headers = {"if-match": '"1"'}

    assert officer_api.post(address, {"reason": ""}, headers=headers).status_code == 400
    answer = officer_api.post(address, {"reason": "全省推广"}, headers=headers)

    assert answer.status_code == 201
    assert answer.json()["whole"]["not_started"] == 2
    again = officer_api.post(address, {"reason": "全省推广"}, headers={"if-match": '"2"'})
    assert faults(again) == [("scope", "invalid")]


@pytest.mark.parametrize("asked", ["state=lost", "region=nowhere", "colour=red", "application=x"])
def test_unknown_questions_are_refused(asked, client):
    assert client.get(f"{API}rollouts/?{asked}").status_code == 400


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_no_more_for_more_rows(rows, cities, officer_api, django_assert_num_queries):
    for _ in range(rows):
        one = ApplicationFactory(status="online", scope="provincial_major", online_on=BEFORE)
        send(officer_api, one, NINGBO)
    with django_assert_num_queries(2):
        assert officer_api.get(f"{API}rollouts/").json()["count"] == rows
