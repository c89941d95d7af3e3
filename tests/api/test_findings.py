"""Observations, assessments and duplicate checks."""

import pytest

from reform_apps.models import DuplicateCheck, JournalEntry
from tests.clock import NOON
from tests.factories import ApplicationFactory, AssessmentFactory, ObservationFactory, SystemFactory

pytestmark = pytest.mark.django_db

CHECKS = "/api/v1/duplicate-checks/"
ENTERED = {"basis": "entered", "source": None, "locator": "", "note": ""}


def faults(answer):
    return [(error["attr"], error["code"]) for error in answer.json()["errors"]]


def check_of(application, officer, decision="distinct"):
    return DuplicateCheck.objects.create(
        application=application, name=application.name, decision=decision, reason="r",
        by=officer, recorded_at=NOON,
        candidates=[{"code": "ZJ-0001", "name": "甲", "reason": "same_name"}],
    )  # fmt: skip


def test_observations(visitor_api):
    application = ApplicationFactory(name="办事应用")
    figure = ObservationFactory(application=application, value="810000")
    whole = ObservationFactory(application=None)

    rows = visitor_api.get("/api/v1/observations/").json()["results"]

    assert rows[0] == {
        "id": figure.pk, "application": {"code": application.code, "name": "办事应用"},
        "indicator": "daily_visits", "value": "810000", "unit": "visits_per_day", "printed": "81万",
        "is_rounded": False, "as_of": "2022-06-30", "as_of_note": "", **ENTERED,
        "recorded_at": "2022-06-30T12:00:00+08:00",
    }  # fmt: skip
    assert (rows[1]["id"], rows[1]["application"]) == (whole.pk, None)
    assert visitor_api.get(f"/api/v1/observations/{figure.pk}/").json() == rows[0]


@pytest.mark.parametrize(
    ("value", "shown"), [("0", "0"), ("100", "100"), ("99.5000", "99.5"), ("0.0001", "0.0001")]
)
def test_a_value_is_shown_exactly(value, shown, visitor_api):
    ObservationFactory(value=value)

    assert visitor_api.get("/api/v1/observations/").json()["results"][0]["value"] == shown


def test_assessments(visitor_api):
    best = AssessmentFactory(kind="provincial_best", body="某办")

    rows = visitor_api.get("/api/v1/assessments/?kind=provincial_best").json()["results"]

    assert rows == [
        {
            "id": best.pk,
            "application": {"code": best.application.code, "name": best.application.name},
            "kind": "provincial_best", "assessed_on": None, "body": "某办", **ENTERED,
            "recorded_at": "2022-06-30T12:00:00+08:00",
        }
    ]  # fmt: skip


@pytest.mark.parametrize("factory", [ObservationFactory, AssessmentFactory])
def test_what_is_internal_is_not_shown(factory, visitor_api, reader_api):
    row = factory(application=ApplicationFactory(visibility="internal"))
    noun = "observations" if factory is ObservationFactory else "assessments"

    for path in (f"/api/v1/{noun}/", f"/api/v1/{noun}/{row.pk}/"):
        assert row.application.code not in visitor_api.get(path).content.decode()
        assert row.application.code in reader_api.get(path).content.decode()


@pytest.mark.parametrize("length", [1, 3])
@pytest.mark.parametrize(
    ("noun", "factory"), [("observations", ObservationFactory), ("assessments", AssessmentFactory)]
)
def test_lists_cost_the_same_for_any_length(
    noun, factory, length, visitor_api, django_assert_num_queries
):
    factory.create_batch(length)

    with django_assert_num_queries(2):  # the count and the page
        answer = visitor_api.get(f"/api/v1/{noun}/")

    assert len(answer.json()["results"]) == length


class TestDuplicateChecks:
    def test_they_are_not_public(self, officer, visitor_api, reader_api):
        check = check_of(ApplicationFactory(), officer)

        for path in (CHECKS, f"{CHECKS}{check.pk}/"):
            answer = visitor_api.get(path)
            assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")
            assert reader_api.get(path).status_code == 200
        assert visitor_api.post(f"{CHECKS}candidates/", {"name": "办事"}).status_code == 401

    def test_rows(self, officer, reader_api):
        check = check_of(ApplicationFactory(name="办事应用"), officer)

        assert reader_api.get(CHECKS).json()["results"] == [
            {
                "id": check.pk,
                "application": {"code": check.application.code, "name": "办事应用"},
                "name": "办事应用",
                # As an old check has it: neither score nor verdict.
                "candidates": [
                    {
                        "code": "ZJ-0001",
                        "name": "甲",
                        "score": None,
                        "verdict": None,
                        "reasons": ["同名"],
                    }
                ],
                "decision": "distinct",
                "twin": None,
                "reason": "r",
                "by": {"username": "officer", "name": ""},
                "recorded_at": "2022-06-30T12:00:00+08:00",
            }
        ]

    @pytest.mark.parametrize("length", [1, 3])
    def test_the_list_costs_the_same_for_any_length(
        self, length, officer, reader_api, django_assert_num_queries
    ):
        for _ in range(length):
            check_of(ApplicationFactory(), officer)

        with django_assert_num_queries(2):
            assert reader_api.get(CHECKS).json()["count"] == length

    def test_a_decision_is_recorded_with_the_candidates_of_the_moment(self, officer_api):
        alike = ApplicationFactory(name="浙里办事")
        application = ApplicationFactory(name="办事平台")
        sent = {"application": application.code, "decision": "partial", "reason": "部分重复"}

        answer = officer_api.post(CHECKS, sent)

        shown = answer.json()
        assert (answer.status_code, shown["decision"], shown["reason"]) == (
            201,
            "partial",
            "部分重复",
        )
        assert [row["code"] for row in shown["candidates"]] == [alike.code]
        assert officer_api.get(f"{CHECKS}{shown['id']}/").json() == shown
        assert JournalEntry.objects.get(version=2).verb == "check"

    @pytest.mark.parametrize(
        ("sent", "fault"),
        [
            ({"application": "ZJ-0001"}, ("application", "does_not_exist")),
            ({"application": None}, ("application", "null")),
            ({"decision": "maybe"}, ("decision", "invalid_choice")),
            ({"reason": ""}, ("reason", "blank")),
            ({"reason": " "}, ("reason", "blank")),
            ({"candidates": []}, ("candidates", "not_sent_here")),
            ({"by": "officer"}, ("by", "unknown_field")),
        ],
    )
    def test_what_is_wrong_is_refused_by_field(self, sent, fault, officer_api):
        right = {"application": ApplicationFactory().code, "decision": "reuse", "reason": "r"}

        answer = officer_api.post(CHECKS, right | sent)

        assert (answer.status_code, faults(answer)) == (400, [fault])
        assert DuplicateCheck.objects.count() == 0

    def test_it_takes_a_role_of_ones_own(self, lead, lead_api, reader_api):
        own = ApplicationFactory(system=lead.systems.get())
        foreign = ApplicationFactory(system=SystemFactory())
        sent = {"decision": "reuse", "reason": "r"}

        assert lead_api.post(CHECKS, sent | {"application": own.code}).status_code == 201
        assert lead_api.post(CHECKS, sent | {"application": foreign.code}).status_code == 403
        assert reader_api.post(CHECKS, sent | {"application": own.code}).status_code == 403

    def test_candidates_are_named_and_nothing_is_written(self, reader_api):
        application = ApplicationFactory(name="办事平台")
        ApplicationFactory(name="办公")

        answer = reader_api.post(
            f"{CHECKS}candidates/", {"name": "浙里办事"}, headers={"Accept-Language": "en"}
        )

        (found,) = answer.json()["results"]
        assert answer.status_code == 200
        assert found == {
            "code": application.code, "name": "办事平台", "score": 0.68, "verdict": "likely",
            "reasons": ["same name after removing 浙里, 平台", "no summary: names only"],
        }  # fmt: skip
        assert JournalEntry.objects.count() == 2

    @pytest.mark.parametrize(
        ("sent", "attr"),
        [({}, "name"), ({"name": ""}, "name"), ({"name": "a" * 101}, "name"),
         ({"name": []}, "name"), ({"name": "办事", "keywords": "x"}, "keywords"),
         ({"name": "办事", "system": "nowhere"}, "system"),
         ({"name": "办事", "summary": 3}, "summary"),
         ({"name": "办事", "aliases": ["甲" * 101]}, "aliases.0"),
         ({"name": "办事", "exclude": "ZJ-0001"}, "exclude")],
    )  # fmt: skip
    def test_candidates_of_what(self, sent, attr, reader_api):
        answer = reader_api.post(f"{CHECKS}candidates/", sent)

        assert (answer.status_code, [name for name, _code in faults(answer)]) == (400, [attr])

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_a_decision_stays(self, method, officer, officer_api):
        check = check_of(ApplicationFactory(), officer)

        assert getattr(officer_api, method)(f"{CHECKS}{check.pk}/", {}).status_code == 405


@pytest.mark.parametrize("noun", ["observations", "assessments", "duplicate-checks"])
@pytest.mark.parametrize("key", ["0", "9" * 18, "9" * 30, "ZJ-0001", "-1"])
def test_an_unknown_one_is_not_found(noun, key, officer_api):
    assert officer_api.get(f"/api/v1/{noun}/{key}/").status_code == 404
