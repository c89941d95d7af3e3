"""Reading reference data."""

from datetime import date

import pytest

from tests.factories import (
    OrganizationFactory,
    RegionFactory,
    RunwayFactory,
    SourceFactory,
    SystemFactory,
)

pytestmark = pytest.mark.django_db

DATED = {"opened_on": None, "closed_on": None}
ENTERED = {"basis": "entered", "source": None, "locator": "", "note": ""}
STATED = {"basis": "stated", "source": "article", "locator": "L1", "note": ""}
SYSTEM = {
    "code": "society", "name": "数字社会", "name_en": "", "tier": "core", "position": 7,
    "aliases": ["社会"], **DATED, **ENTERED,
}  # fmt: skip
RUNWAY = {
    "code": "society-1", "name": "跑道", "name_en": "",
    "system": {"code": "society", "name": "数字社会"}, "position": 0,
    "opened_on": "2021-01-01", "closed_on": None, **ENTERED,
}  # fmt: skip
PROVINCE = {"code": "330000", "name": "浙江省"}
CITY = {"code": "331000", "name": "台州市", "name_en": "", "level": "city", "parent": PROVINCE}
UNIT = {
    "code": "unit", "name": "某厅", "short_name": "", "kind": "government", "level": "province",
    "region": PROVINCE, "uscc": None, **DATED, **ENTERED,
}  # fmt: skip
SOURCE = {
    "code": "article", "title": "文章", "publisher": "", "published_on": None,
    "published_window": "", "url": "", "sha256": None, "note": "",
}  # fmt: skip
ROWS = {
    "systems": SYSTEM,
    "runways": RUNWAY,
    "regions": CITY | DATED | STATED,
    "organizations": UNIT,
    "sources": SOURCE,
}


@pytest.fixture
def world():
    """A row of each noun."""
    source = SourceFactory(code="article", title="文章")
    system = SystemFactory(code="society", name="数字社会", position=7, aliases=["社会"])
    RunwayFactory(code="society-1", name="跑道", system=system, opened_on=date(2021, 1, 1))
    city = RegionFactory(
        city=True, code="331000", name="台州市", basis="stated", source=source, locator="L1"
    )
    OrganizationFactory(code="unit", name="某厅", region=city.parent)


@pytest.mark.parametrize("noun", ROWS)
def test_rows(noun, world, visitor_api):
    row = ROWS[noun]

    listed = visitor_api.get(f"/api/v1/{noun}/").json()
    assert row in listed["results"]
    assert listed["count"] == len(listed["results"])
    assert visitor_api.get(f"/api/v1/{noun}/{row['code']}/").json() == row
    answer = visitor_api.get(f"/api/v1/{noun}/{row['code']}/?fields=code")
    assert answer.json() == {"code": row["code"]}


@pytest.mark.parametrize("noun", ROWS)
@pytest.mark.parametrize("code", ["nowhere", "1", "a.b", "%00", "a%00", "x" * 300])
def test_an_unknown_code_is_not_found(noun, code, visitor_api):
    answer = visitor_api.get(f"/api/v1/{noun}/{code}/")

    assert answer.status_code == 404
    assert [error["code"] for error in answer.json()["errors"]] == ["not_found"]


@pytest.mark.parametrize("noun", ROWS)
@pytest.mark.parametrize("query", ["colour=red", "search=a&search=b", "page=0", "fields=id"])
def test_what_is_not_understood_is_refused_by_name(noun, query, visitor_api):
    answer = visitor_api.get(f"/api/v1/{noun}/?{query}")

    assert answer.status_code == 400
    assert [error["attr"] for error in answer.json()["errors"]] == [query.partition("=")[0]]


@pytest.mark.parametrize("noun", ROWS)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_they_are_read_only(noun, method, world, officer_api):
    paths = (f"/api/v1/{noun}/", f"/api/v1/{noun}/{ROWS[noun]['code']}/")

    assert [getattr(officer_api, method)(path, {}).status_code for path in paths] == [405, 405]


@pytest.mark.parametrize("length", [1, 3])
@pytest.mark.parametrize(
    ("noun", "factory"),
    [
        ("systems", SystemFactory), ("runways", RunwayFactory),
        ("organizations", OrganizationFactory), ("sources", SourceFactory),
    ],
)  # fmt: skip
def test_lists_cost_the_same_for_any_length(
    noun, factory, length, visitor_api, django_assert_num_queries
):
    factory.create_batch(length)

    with django_assert_num_queries(2):  # the count and the page
        answer = visitor_api.get(f"/api/v1/{noun}/")

    assert len(answer.json()["results"]) == length


@pytest.mark.parametrize("length", [1, 3])
def test_regions_cost_the_same_for_any_length(length, visitor_api, django_assert_num_queries):
    for _ in range(length):
        RegionFactory(city=True)

    with django_assert_num_queries(2):
        answer = visitor_api.get("/api/v1/regions/?level=city")

    assert len(answer.json()["results"]) == length


def test_systems_stand_in_their_order_and_codes_by_their_bytes(visitor_api):
    for position, code in [(903, "a"), (901, "b")]:
        SystemFactory(code=code, position=position)
    for code in ("b", "a-c", "ab", "B"):
        OrganizationFactory(code=code)

    def codes(noun):
        return [row["code"] for row in visitor_api.get(f"/api/v1/{noun}/").json()["results"]]

    assert codes("systems") == ["b", "a"]
    assert codes("organizations") == ["B", "a-c", "ab", "b"]
