"""Reading the ledger."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reform_apps.queries.lists import references
from tests.clock import NOON
from tests.factories import (
    ApplicationFactory,
    AssessmentFactory,
    ObservationFactory,
    OrganizationFactory,
    RegionFactory,
    RunwayFactory,
    SourceFactory,
    SystemFactory,
)

pytestmark = pytest.mark.django_db

LIST = "/api/v1/applications/"

ROW = {
    "code": "ZJ-0012", "name": "应用甲", "name_en": "Application A", "kind": "application",
    "scope": "provincial_major", "summary": "办事。", "status": "online",
    "status_since": "2021-05-01",
    "system": {"code": "society", "name": "数字社会"},
    "runway": {"code": "society-1", "name": "跑道"},
    "organization": {"code": "unit", "name": "某厅"},
    "origin_region": {"code": "331000", "name": "台州市"},
    "batch": "upgrade", "terminals": ["pc", "mobile"], "irs_code": "A1",
    "online_on": "2021-05-01", "merged_into": None, "visibility": "public", "version": 1,
    "updated_at": "2022-06-30T12:00:00+08:00", "attested_at": None,
}  # fmt: skip
BARE = {
    "name_en": "", "scope": None, "summary": "", "status": "planning", "status_since": None,
    "system": None, "runway": None, "organization": None, "origin_region": None, "batch": None,
    "terminals": [], "irs_code": None, "online_on": None,
}  # fmt: skip
CITED = {"basis": "stated", "source": "article", "locator": "L1", "note": ""}


@pytest.fixture
def whole():
    """An application of which everything is known."""
    system = SystemFactory(code="society", name="数字社会")
    return ApplicationFactory(
        number=12, code="ZJ-0012", name="应用甲", name_en="Application A", summary="办事。",
        scope="provincial_major", batch="upgrade", status="online",
        status_since=date(2021, 5, 1), online_on=date(2021, 5, 1), irs_code="A1",
        terminals=["pc", "mobile"], front_ends=["zlb"], reform="某改革", system=system,
        runway=RunwayFactory(code="society-1", name="跑道", system=system),
        organization=OrganizationFactory(code="unit", name="某厅"),
        origin_region=RegionFactory(city=True, code="331000", name="台州市"),
        basis={"name": CITED},
    )  # fmt: skip


def names(response):
    return [row["name"] for row in response.json()["results"]]


def test_list_shows_rows(whole, visitor_api):
    ApplicationFactory(number=13, code="ZJ-0013", name="应用乙")

    answer = visitor_api.get(LIST)

    assert answer.status_code == 200
    assert answer.json() == {
        "count": 2,
        "count_is": "exact",
        "next": None,
        "previous": None,
        "results": [ROW, ROW | BARE | {"code": "ZJ-0013", "name": "应用乙"}],
    }


@pytest.mark.parametrize("length", [1, 3])
def test_list_costs_the_same_for_any_length(length, visitor_api, django_assert_num_queries):
    ApplicationFactory.create_batch(length, complete=True)

    references.standing()
    with django_assert_num_queries(3):  # the revision, the count and the page
        response = visitor_api.get(LIST)

    assert len(response.json()["results"]) == length


@pytest.mark.parametrize("length", [1, 3])
def test_detail_costs_the_same_for_any_length(length, visitor_api, django_assert_num_queries):
    application = ApplicationFactory(complete=True)
    for number in range(length):
        source = SourceFactory()
        cited = {"basis": "stated", "source": source, "locator": "L1"}
        application.aliases.create(name=f"别名{number}", key=f"别名{number}", core="别", **cited)
        ObservationFactory(application=application, **cited)
        AssessmentFactory(application=application, **cited)

    references.standing()
    with django_assert_num_queries(5):  # the revision, the row, and each noun that hangs on it
        response = visitor_api.get(f"{LIST}{application.code}/")

    shown = response.json()
    assert [len(shown[part]) for part in ("aliases", "observations", "assessments")] == [length] * 3


def test_detail_shows_all_that_is_known(whole, visitor_api):
    source = SourceFactory(code="article")
    cited = {"basis": "stated", "source": source, "locator": "L1"}
    whole.aliases.create(name="甲", key="甲", core="甲", kind="former", **cited)
    figure = ObservationFactory(application=whole, value="12.5", unit="percent", printed="12.5%",
                                indicator="usage_rate", **cited)  # fmt: skip
    best = AssessmentFactory(application=whole, body="某办", **cited)

    assert visitor_api.get(reverse("api:application-detail", args=["ZJ-0012"])).json() == ROW | {
        "front_ends": ["zlb"],
        "reform": "某改革",
        "aliases": [{"name": "甲", "kind": "former", **CITED}],
        "basis": {"name": CITED},
        "observations": [
            {
                "id": figure.pk, "indicator": "usage_rate", "value": "12.5", "unit": "percent",
                "printed": "12.5%", "is_rounded": False, "as_of": "2022-06-30", "as_of_note": "",
                **CITED, "recorded_at": "2022-06-30T12:00:00+08:00",
            }
        ],
        "assessments": [
            {
                "id": best.pk, "kind": "frontrunner", "assessed_on": None, "body": "某办",
                **CITED, "recorded_at": "2022-06-30T12:00:00+08:00",
            }
        ],
        "successor": None,
        "created_at": "2022-06-30T12:00:00+08:00",
    }  # fmt: skip


def test_a_merged_application_names_the_next_and_the_final_successor(visitor_api):
    last = ApplicationFactory(name="末应用")
    middle = ApplicationFactory(name="中应用", status="merged", merged_into=last)
    first = ApplicationFactory(name="初应用", status="merged", merged_into=middle)

    shown = visitor_api.get(f"{LIST}{first.code}/").json()

    assert shown["merged_into"] == {"code": middle.code, "name": "中应用"}
    assert shown["successor"] == {"code": last.code, "name": "末应用"}


class TestWhoSeesWhat:
    @pytest.fixture
    def secret(self, db):
        return ApplicationFactory(name="内部应用", visibility="internal")

    def test_the_public_does_not_see_internal_rows(self, secret, visitor_api, reader_api):
        open_to_all = ApplicationFactory(name="公开应用")

        assert names(visitor_api.get(LIST)) == [open_to_all.name]
        assert names(reader_api.get(LIST)) == [secret.name, open_to_all.name]

    @pytest.mark.parametrize("below", ["", "journal/", "transitions/"])
    def test_an_internal_row_is_not_there(self, below, secret, visitor_api, reader_api):
        assert visitor_api.get(f"{LIST}{secret.code}/{below}").status_code == 404
        assert reader_api.get(f"{LIST}{secret.code}/{below}").status_code == 200

    def test_nor_is_it_named_as_a_successor(self, secret, visitor_api, reader_api):
        merged = ApplicationFactory(status="merged", merged_into=secret)
        named = {"code": secret.code, "name": secret.name}

        for path in (LIST, f"{LIST}{merged.code}/"):
            assert secret.code not in visitor_api.get(path).content.decode()
        assert visitor_api.get(f"{LIST}{merged.code}/").json()["successor"] is None
        assert reader_api.get(f"{LIST}{merged.code}/").json()["merged_into"] == named
        assert reader_api.get(f"{LIST}{merged.code}/").json()["successor"] == named

    def test_nor_counted(self, secret, visitor_api, reader_api):
        assert visitor_api.get(f"{LIST}facets/").json()["count"] == 0
        assert reader_api.get(f"{LIST}facets/").json()["count"] == 1


class TestPages:
    @pytest.fixture(autouse=True)
    def _three(self, db):
        for number in (1, 2, 3):
            ApplicationFactory(number=number, code=f"ZJ-000{number}", name=f"第{number}个")

    def test_pages_follow_one_another(self, visitor_api):
        first = visitor_api.get(LIST, {"page_size": 2, "kind": "application"}).json()
        second = visitor_api.get(first["next"]).json()

        assert [row["code"] for row in first["results"]] == ["ZJ-0001", "ZJ-0002"]
        assert [row["code"] for row in second["results"]] == ["ZJ-0003"]
        assert (first["count"], first["previous"], second["next"]) == (3, None, None)
        assert visitor_api.get(second["previous"]).json() == first

    @pytest.mark.parametrize(
        ("query", "shown"),
        [("page_size=500", 3), ("page_size=1", 1), ("page=1", 3), ("page=01", 3)],
    )
    def test_these_are_pages(self, query, shown, visitor_api):
        assert len(visitor_api.get(f"{LIST}?{query}").json()["results"]) == shown

    @pytest.mark.parametrize("name", ["page", "page_size"])
    @pytest.mark.parametrize(
        "value", ["0", "00", "-1", "1.0", "one", "last", "", "%00", "１", "+1"]
    )
    def test_these_are_not_numbers(self, name, value, visitor_api):
        answer = visitor_api.get(f"{LIST}?{name}={value}")

        assert answer.status_code == 400
        assert [error["attr"] for error in answer.json()["errors"]] == [name]

    @pytest.mark.parametrize("value", ["501", "1000000000000", "9" * 5000])
    def test_a_page_is_not_longer_than_500_rows(self, value, visitor_api):
        answer = visitor_api.get(f"{LIST}?page_size={value}")

        assert answer.status_code == 400
        assert [error["attr"] for error in answer.json()["errors"]] == ["page_size"]

    @pytest.mark.parametrize("query", ["page=2", "page=200", "page=4&page_size=1"])
    def test_beyond_the_last_page_is_nothing(self, query, visitor_api):
        assert visitor_api.get(f"{LIST}?{query}").status_code == 404


class TestFields:
    def test_only_these_of_the_list(self, whole, visitor_api):
        answer = visitor_api.get(LIST, {"fields": "code,system"})

        assert answer.json()["results"] == [{"code": "ZJ-0012", "system": ROW["system"]}]

    def test_only_these_of_one(self, whole, visitor_api):
        whole.aliases.create(name="甲", key="甲", core="甲")
        answer = visitor_api.get(f"{LIST}ZJ-0012/", {"fields": "aliases,code"})

        assert answer.json() == {
            "code": "ZJ-0012",
            "aliases": [
                {"name": "甲", "kind": "variant", "basis": "entered", "source": None,
                 "locator": "", "note": ""}
            ],
        }  # fmt: skip

    @pytest.mark.parametrize("path", [LIST, f"{LIST}ZJ-0012/"])
    @pytest.mark.parametrize(
        "query", ["fields=number", "fields=", "fields=code,", "fields=a&fields=b"]
    )
    def test_unknown_ones_are_refused(self, path, query, whole, visitor_api):
        answer = visitor_api.get(f"{path}?{query}")

        assert answer.status_code == 400
        assert [error["attr"] for error in answer.json()["errors"]] == ["fields"]


@pytest.mark.parametrize("query", ["status=fine", "colour=red", "has_system=banana", "format=json"])
@pytest.mark.parametrize("path", [LIST, f"{LIST}facets/"])
def test_what_is_not_understood_is_refused_by_name(path, query, visitor_api):
    answer = visitor_api.get(f"{path}?{query}")

    assert answer.status_code == 400
    assert [error["attr"] for error in answer.json()["errors"]] == [query.partition("=")[0]]


@pytest.mark.parametrize("query", ["status=online", "page=1", "colour=red"])
@pytest.mark.parametrize("below", ["", "transitions/", "journal/?verb=amend&"])
def test_the_filters_of_the_list_are_not_those_of_one(query, below, whole, visitor_api):
    path = f"{LIST}ZJ-0012/{below}"
    answer = visitor_api.get(f"{path}{query}" if "?" in path else f"{path}?{query}")
    expected = 200 if below.startswith("journal") and query == "page=1" else 400

    assert answer.status_code == expected


class TestFacets:
    def test_facets_count_under_the_same_filters(self, whole, visitor_api):
        ApplicationFactory(kind="platform", status="online")
        ApplicationFactory(kind="platform", status="trial")

        english = {"Accept-Language": "en"}
        answer = visitor_api.get(f"{LIST}facets/?status=online", headers=english)

        assert answer.json() == {
            "count": 2,
            "major": {"named": 1, "stated": None},
            "status": [{"value": "online", "label": "online", "count": 2}],
            "system": [
                {"value": "society", "name": "数字社会", "count": 1},
                {"value": None, "name": None, "count": 1},
            ],
            "runway": [
                {"value": "society-1", "name": "跑道", "count": 1},
                {"value": None, "name": None, "count": 1},
            ],
            "kind": [
                {"value": "application", "label": "application", "count": 1},
                {"value": "platform", "label": "platform", "count": 1},
            ],
            "scope": [
                {"value": "provincial_major", "label": "province-wide major", "count": 1},
                {"value": None, "label": None, "count": 1},
            ],
            "batch": [
                {"value": "upgrade", "label": "upgrade", "count": 1},
                {"value": None, "label": None, "count": 1},
            ],
        }  # fmt: skip

    def test_systems_stand_in_their_order(self, visitor_api, db):
        for position, code in [(903, "c"), (901, "b"), (902, "a")]:
            ApplicationFactory(system=SystemFactory(code=code, position=position))

        assert [row["value"] for row in visitor_api.get(f"{LIST}facets/").json()["system"]] == [
            "b", "a", "c",
        ]  # fmt: skip

    @pytest.mark.parametrize("length", [1, 3])
    def test_facets_cost_the_same_for_any_length(
        self, length, visitor_api, django_assert_num_queries
    ):
        ApplicationFactory.create_batch(length, complete=True)

        visitor_api.get(f"{LIST}facets/")  # what a source states is read once
        with django_assert_num_queries(3):  # the revision, all facets, and a total
            answer = visitor_api.get(f"{LIST}facets/")

        assert answer.json()["count"] == length


class TestETag:
    def test_the_version_and_what_is_shown(self, whole, visitor_api):
        answer = visitor_api.get(f"{LIST}ZJ-0012/")

        version, dot, revision = answer["ETag"].strip('"').partition(".")
        assert (version, dot, len(revision)) == ("1", ".", 16)
        assert {part.strip() for part in answer["Vary"].split(",")} >= {"Authorization", "Cookie"}

    def test_a_renamed_unit_changes_it(self, whole, visitor_api):
        before = visitor_api.get(f"{LIST}ZJ-0012/")["ETag"]
        whole.organization.name = "新厅"
        whole.organization.save()

        assert visitor_api.get(f"{LIST}ZJ-0012/")["ETag"] != before

    @pytest.mark.parametrize("form", ["%s", "W/%s", '"other", %s', "*"])
    def test_who_has_it_already_is_told_so(self, form, whole, visitor_api):
        etag = visitor_api.get(f"{LIST}ZJ-0012/")["ETag"]

        known = form % etag if "%" in form else form
        answer = visitor_api.get(f"{LIST}ZJ-0012/", headers={"If-None-Match": known})

        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)

    def test_who_has_another_is_shown(self, whole, visitor_api):
        answer = visitor_api.get(f"{LIST}ZJ-0012/", headers={"If-None-Match": '"1.0"'})

        assert answer.status_code == 200


def test_search_does_not_say_more_than_the_list(visitor_api, db):
    ApplicationFactory(name="内部应用", visibility="internal")

    assert names(visitor_api.get(LIST, {"search": "内部"})) == []


def test_moments_are_told_in_the_zone_of_the_registry(visitor_api, db):
    ApplicationFactory(updated_at=datetime(2022, 6, 30, 23, 0, 0, 5, tzinfo=UTC))

    row = visitor_api.get(LIST).json()["results"][0]
    assert row["updated_at"] == "2022-07-01T07:00:00.000005+08:00"


def test_a_token_costs_what_it_costs_and_no_more(reader, client):
    ApplicationFactory(created_at=NOON)
    login = {"username": reader.username, "password": "Qiantang-Tide-1612"}
    path = reverse("api:auth-login")
    token = client.post(path, login, content_type="application/json").json()["token"]

    references.standing()
    with CaptureQueriesContext(connection) as statements:
        client.get(LIST, headers={"Authorization": f"Token {token}"})

    # The token with its user, the revision, the count and the list.
    assert len(statements) == 4
