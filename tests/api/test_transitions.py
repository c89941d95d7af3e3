"""What can be done with an application, and doing it."""

from datetime import date

import pytest

from reform_apps.models import DuplicateCheck
from tests.clock import NOON
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db

ALL = [
    "baseline", "approve", "start_building", "start_trial", "send_back", "go_online", "suspend",
    "resume", "merge", "retire", "terminate", "reverse",
]  # fmt: skip

SUSPEND = {"transition": "suspend", "reason": "r"}
MERGE = {"transition": "merge", "reason": "r"}


def path_of(application):
    return f"/api/v1/applications/{application.code}/transitions/"


def make(api, application, sent, version='"1"', language="en"):
    headers = {"If-Match": version, "Accept-Language": language}
    return api.post(path_of(application), sent, headers=headers)


def faults(answer):
    return [(error["attr"], error["code"]) for error in answer.json()["errors"]]


class TestOffers:
    def test_every_transition_is_told_of(self, officer_api):
        application = ApplicationFactory(complete=True, status="trial")
        english = {"Accept-Language": "en"}

        offers = officer_api.get(path_of(application), headers=english).json()

        assert [offer["transition"] for offer in offers] == ALL
        assert [offer["transition"] for offer in offers if offer["allowed"]] == [
            "send_back", "go_online", "merge", "terminate",
        ]  # fmt: skip
        assert offers[5] == {
            "transition": "go_online",
            "label": "go online",
            "allowed": True,
            "blocked_by": [],
            "roles": ["system_lead", "reform_office"],
            "requires": ["evidence", "online_on"],
            "targets": ["online"],
        }

    def test_a_visitor_is_told_who_could(self, visitor_api):
        offer = visitor_api.get(path_of(ApplicationFactory())).json()[1]

        assert (offer["transition"], offer["allowed"]) == ("approve", False)
        assert [(block["kind"], block["code"]) for block in offer["blocked_by"]] == [
            ("role", "wrong_role"), ("fact", "organization"), ("fact", "system"),
        ]  # fmt: skip


def test_a_transition_is_made(officer, officer_api, settings):
    settings.REGISTRY_DUPLICATE_CHECK_DAYS = 36_500
    application = ApplicationFactory(complete=True)
    DuplicateCheck.objects.create(
        application=application, name=application.name, decision="distinct", reason="r",
        by=officer, recorded_at=NOON,
    )  # fmt: skip

    answer = make(officer_api, application, {"transition": "approve", "evidence": "文号"})

    shown = answer.json()
    assert (answer.status_code, shown["status"], shown["version"]) == (201, "approved", 2)
    again = officer_api.get(f"/api/v1/applications/{application.code}/")
    assert (again.json(), again["ETag"]) == (shown, answer["ETag"])


def test_a_transition_takes_what_it_requires(officer_api):
    application = ApplicationFactory(status="unstated")
    other = ApplicationFactory(status="online")

    sent = {"transition": "baseline", "to_status": "building", "reason": "核定"}
    assert make(officer_api, application, sent).json()["status"] == "building"
    sent = {"transition": "merge", "merged_into": other.code, "reason": "整合"}
    shown = make(officer_api, application, sent, '"2"').json()
    assert shown["merged_into"] == {"code": other.code, "name": other.name}
    assert shown["successor"] == shown["merged_into"]


def test_going_online(officer_api):
    application = ApplicationFactory(complete=True, status="trial", status_since=date(2022, 1, 1))
    sent = {"transition": "go_online", "evidence": "文号", "online_on": "2022-05-01"}

    shown = make(officer_api, application, sent).json()

    assert (shown["online_on"], shown["status_since"]) == ("2022-05-01", "2022-05-01")


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({}, ("transition", "required")),
        ({"transition": None}, ("transition", "null")),
        ({"transition": "fly"}, ("transition", "invalid_choice")),
        ({"transition": {}}, ("transition", "invalid_choice")),
        ({"transition": "retire", "reason": "r"}, ("evidence", "required")),
        ({"transition": "retire", "evidence": "e", "reason": "  "}, ("reason", "required")),
        ({"transition": "retire", "reason": 5}, ("reason", "invalid")),
        (SUSPEND | {"to_status": "fine"}, ("to_status", "invalid_choice")),
        (SUSPEND | {"to_status": "trial"}, ("to_status", "invalid")),
        (SUSPEND | {"online_on": "2022-02-31"}, ("online_on", "invalid")),
        (SUSPEND | {"effective_on": "2999-01-01"}, ("effective_on", "invalid")),
        (SUSPEND | {"status": "x"}, ("status", "unknown_field")),
        ({"transition": "merge", "reason": "r"}, ("merged_into", "required")),
        (MERGE | {"merged_into": "ZJ-0001"}, ("merged_into", "does_not_exist")),
        (MERGE | {"merged_into": 7}, ("merged_into", "invalid")),
        (MERGE | {"merged_into": "ZJ-7777"}, ("merged_into", "invalid")),
    ],
)
def test_what_is_wrong_is_refused_by_field(sent, fault, officer_api):
    application = ApplicationFactory(status="online", number=7777, code="ZJ-7777")

    answer = make(officer_api, application, sent)

    assert (answer.status_code, answer.json()["type"]) == (400, "validation_error")
    assert faults(answer) == [fault]
    assert application.journal.count() == 1


def test_everything_that_is_missing_is_told(officer_api):
    answer = make(officer_api, ApplicationFactory(status="online"), {"transition": "retire"})

    assert faults(answer) == [("reason", "required"), ("evidence", "required")]


def test_a_status_that_does_not_open_it_names_those_that_are_open(officer_api):
    sent = {"transition": "approve", "evidence": "e"}

    answer = make(officer_api, ApplicationFactory(status="online"), sent)

    assert (answer.status_code, answer.json()["type"]) == (409, "client_error")
    assert answer.json()["errors"] == [
        {
            "code": "wrong_status",
            "detail": "From “online” there is no “approve”. "
            "These statuses are open: suspended, merged, retired.",
            "attr": None,
        }
    ]


def test_a_fact_that_is_not_true_yet(officer_api):
    answer = make(officer_api, ApplicationFactory(), {"transition": "approve"})

    assert answer.status_code == 409
    assert faults(answer) == [
        ("organization", "missing"), ("system", "missing"), ("duplicate_check", "missing"),
        ("evidence", "required"),
    ]  # fmt: skip


def test_who_may_not_is_told_who_could_and_all_else_that_stands_in_the_way(lead_api):
    answer = make(lead_api, ApplicationFactory(), {"transition": "approve"})

    assert answer.status_code == 403
    assert faults(answer) == [
        (None, "wrong_role"), ("organization", "missing"), ("system", "missing"),
        ("duplicate_check", "missing"), ("evidence", "required"),
    ]  # fmt: skip
    assert "reform office" in answer.json()["errors"][0]["detail"]


def test_a_visitor_signs_in_first(visitor_api):
    answer = make(visitor_api, ApplicationFactory(), {"transition": "approve"})

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")


def test_it_takes_the_version_that_was_read(officer_api):
    application = ApplicationFactory(status="online")
    sent = {"transition": "suspend", "reason": "r"}

    assert officer_api.post(path_of(application), sent).status_code == 428
    assert make(officer_api, application, sent).status_code == 201
    answer = make(officer_api, application, sent)
    assert answer.status_code == 412
    told = {error["attr"]: error["detail"] for error in answer.json()["errors"]}
    assert told["status"] == 'It was "online" when you read it, and is "suspended" now.'


def test_the_answer_is_in_the_language_that_is_asked_for(officer_api):
    sent = {"transition": "approve", "evidence": "e"}
    application = ApplicationFactory(status="online")

    details = {
        make(officer_api, application, sent, language=language).json()["errors"][0]["detail"]
        for language in ("en", "zh-hans")
    }
    assert len(details) == 2
