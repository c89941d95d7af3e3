"""How one application does, over the API."""

import pytest
from django.utils import timezone

from reform_apps.models import Observation
from tests.factories import ApplicationFactory, SystemFactory

pytestmark = pytest.mark.django_db
API = "/api/v1/"


@pytest.fixture
def application():
    return ApplicationFactory(status="online")


def of(application, name):
    return f"{API}applications/{application.code}/{name}/"


def value(application, number, day, **more):
    return {"application": application.code, "indicator": "usage_rate", "value": number,
            "as_of": day} | more  # fmt: skip


def faults(answer):
    return [(error["attr"], error["code"]) for error in answer.json()["errors"]]


def record(api, *values):
    return api.post(f"{API}observations/", {"observations": list(values), "reason": "月报"})


class TestObservations:
    def test_many_are_recorded_and_followed(self, application, officer_api, visitor_api):
        answer = record(
            officer_api, value(application, "80", "2026-05-31"),
            value(application, 60.5, "2026-06-30", printed="60.5%"),
            {"indicator": "theory_results", "value": 320, "as_of": "2026-06-30"},
        )  # fmt: skip

        assert (answer.status_code, len(answer.json()["results"])) == (201, 3)
        assert application.journal.count() == 3
        (trend,) = visitor_api.get(of(application, "indicators")).json()
        assert (trend["change"], trend["course"]) == ("-19.5", "worse")
        assert [point["value"] for point in trend["points"]] == ["80", "60.5"]
        assert trend["indicator"] == {"code": "usage_rate", "name": "使用率"}

    @pytest.mark.parametrize(
        ("more", "found"),
        [
            ({"value": 101}, ("observations.1.value", "invalid")),
            ({"value": -1}, ("observations.1.value", "invalid")),
            ({"value": "NaN"}, ("observations.1.value", "invalid")),
            ({"indicator": "luck"}, ("observations.1.indicator", "does_not_exist")),
            ({"unit": "count"}, ("observations.1.unit", "invalid")),
            ({"as_of": "2999-01-01"}, ("observations.1.as_of", "invalid")),
            ({"as_of": "2026-05-31"}, ("observations.1.non_field_errors", "invalid")),
            ({"source": "hearsay"}, ("observations.1.source", "invalid")),
            ({"colour": "red"}, ("observations.1.colour", "unknown_field")),
        ],
    )
    def test_all_or_nothing_with_errors_by_index(self, more, found, application, officer_api):
        first = value(application, 1, "2026-05-31")

        answer = record(officer_api, first, value(application, 2, "2026-06-30") | more)

        assert answer.status_code == 400
        assert faults(answer)[0][1] == found[1]
        assert faults(answer)[0][0].rpartition(".")[0] == found[0].rpartition(".")[0]
        assert not Observation.objects.exists()
        assert application.journal.count() == 1

    def test_it_takes_the_office(self, application, lead_api, visitor_api):
        told = value(application, 1, "2026-05-31")
        assert record(lead_api, told).status_code == 403
        assert record(visitor_api, told).status_code == 401


class TestRecognitions:
    def test_recorded(self, application, officer_api, lead_api):
        told = {"application": application.code, "kind": "national_commendation",
                "assessed_on": "2026-05-01", "body": "国务院办公厅"}  # fmt: skip

        assert lead_api.post(f"{API}assessments/", told).status_code == 403
        assert officer_api.post(f"{API}assessments/", told).status_code == 201
        found = officer_api.get(f"{API}applications/?recognition=national_commendation").json()
        assert [row["code"] for row in found["results"]] == [application.code]


class TestScores:
    def test_under_the_weights_of_the_office(self, application, officer_api, visitor_api, lead_api):
        assert visitor_api.get(of(application, "score")).status_code == 404
        told = {"title": "试行", "weights": {"usage_rate": "3", "awareness_rate": 1},
                "reason": "例会议定"}  # fmt: skip
        assert lead_api.post(f"{API}weightings/", told).status_code == 403
        assert officer_api.post(f"{API}weightings/", told).json()["number"] == 1
        record(officer_api, value(application, 40, "2026-05-31"))

        score = visitor_api.get(of(application, "score")).json()

        assert (score["weighting"], score["value"], score["known_share"]) == (1, "40", "0.75")
        assert [part["points"] for part in score["parts"]] == [None, "40"]
        assert visitor_api.get(of(application, "score") + "?weighting=1").json() == score
        assert visitor_api.get(of(application, "score") + "?weighting=2").status_code == 404
        for asked in ("weighting=x", "weighting=", "colour=red", f"weighting={'9' * 30}"):
            assert visitor_api.get(of(application, "score") + f"?{asked}").status_code == 400

    @pytest.mark.parametrize("weights", [{}, {"luck": 1}, {"usage_rate": 0}, {"usage_rate": "x"}])
    def test_what_cannot_be_weighed(self, weights, officer_api):
        told = {"title": "t", "weights": weights, "reason": "r"}
        assert officer_api.post(f"{API}weightings/", told).status_code == 400


class TestDependencies:
    def test_declared_and_what_would_be_touched(self, application, officer_api, visitor_api):
        platform = ApplicationFactory(kind="platform", name="公共平台")
        address, told = of(application, "dependencies"), {"uses": [platform.code]}

        assert officer_api.post(address, told).status_code == 428
        done = officer_api.post(address, told, headers={"if-match": '"1"'})

        assert done.json()["uses"] == [{"code": platform.code, "name": "公共平台"}]
        assert visitor_api.get(address).json() == done.json()
        assert visitor_api.get(of(platform, "impact")).json() == {
            "direct": 1,
            "touched": [{"code": application.code, "name": application.name, "status": "online",
                         "steps": 1, "via": None}],
        }  # fmt: skip
        again = officer_api.post(address, told, headers={"if-match": '"1"'})
        assert again.status_code == 412
        circle = officer_api.post(
            of(platform, "dependencies"), {"uses": [platform.code]}, headers={"if-match": '"1"'}
        )
        assert faults(circle) == [("uses", "invalid")]


class TestFlags:
    def test_explained_to_whoever_has_signed_in(self, application, reader_api, visitor_api):
        assert visitor_api.get(of(application, "flags")).status_code == 401
        (flag,) = reader_api.get(of(application, "flags")).json()[:1]
        assert (flag["flag"], flag["label"]) == ("unconnected", "已上线但无一贯通")
        assert flag["why"]

    def test_counted_in_the_facets_and_told_in_files(self, application, reader_api, visitor_api):
        told = reader_api.get(f"{API}applications/facets/").json()
        assert {"value": "unconnected", "label": "已上线但无一贯通", "count": 1} in told["flag"]
        assert told["disposition"] == []
        assert "flag" not in visitor_api.get(f"{API}applications/facets/").json()
        for api, known in ((reader_api, True), (visitor_api, False)):
            file = b"".join(api.get(f"{API}applications/export.csv").streaming_content).decode()
            assert ("已上线但无一贯通" in file) == known


class TestOutcomes:
    def test_recorded_and_listed(self, application, officer_api, visitor_api, lead_api):
        SystemFactory(code="theory", tier="support")
        internal = ApplicationFactory(visibility="internal")
        told = {"code": "book-1", "title": "概论", "kind": "book", "system": "theory",
                "applications": [application.code, internal.code]}  # fmt: skip

        assert lead_api.post(f"{API}outcomes/", told).status_code == 403
        done = officer_api.post(f"{API}outcomes/", told)

        assert (done.status_code, len(done.json()["applications"])) == (201, 2)
        (seen,) = visitor_api.get(f"{API}outcomes/?kind=book&system=theory").json()["results"]
        assert [each["code"] for each in seen["applications"]] == [application.code]
        assert visitor_api.get(f"{API}outcomes/book-1/").json() == seen
        assert officer_api.post(f"{API}outcomes/", told).status_code == 400
        asked = f"{API}outcomes/?application={internal.code}"
        assert visitor_api.get(asked).status_code == 400

    def test_a_day_to_come_is_none(self, officer_api):
        SystemFactory(code="theory", tier="support")
        told = {"code": "b", "title": "甲", "kind": "book", "system": "theory",
                "issued_on": timezone.localdate().replace(year=2999).isoformat()}  # fmt: skip
        assert faults(officer_api.post(f"{API}outcomes/", told)) == [("issued_on", "invalid")]


@pytest.mark.parametrize(
    "name", ["indicators", "impact", "dependencies", "score", "coverage", "flags"]
)
def test_what_is_internal_is_not_there(name, visitor_api):
    internal = ApplicationFactory(visibility="internal")
    assert visitor_api.get(of(internal, name)).status_code in (401, 404)


def test_what_is_built_in_is_listed(visitor_api):
    told = visitor_api.get(f"{API}indicators/usage_rate/").json()

    assert (told["unit"], told["direction"], told["highest"]) == ("percent", "higher", "100")
    codes = {row["code"] for row in visitor_api.get(f"{API}indicators/").json()["results"]}
    assert {"awareness_rate", "usage_rate", "satisfaction_rate"} <= codes
    assert visitor_api.get(f"{API}indicators/?direction=sideways").status_code == 400
