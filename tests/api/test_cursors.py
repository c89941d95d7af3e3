"""Lists that are followed to their end."""

from itertools import chain

import pytest
from django.core import signing

from reform_apps.queries.lists import references
from reform_apps.queries.lists.pages import A_NUMBER
from tests.factories import ApplicationFactory, ObservationFactory, SystemFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/applications/"
MOST_PAGES = 10  # a list that never ends should fail, and not hang


@pytest.fixture
def seven():
    SystemFactory()  # beside the journal something is written, so that questions are kept in mind
    return ApplicationFactory.create_batch(7, status="online")


def followed(api, address):
    """Follow a list to its end: the codes of each page."""
    pages = []
    while address:
        told = api.get(address).json()
        pages.append([row["code"] for row in told["results"]])
        address = told["next"]
        assert len(pages) < MOST_PAGES
    return pages


def codes(rows):
    return [row.code for row in rows]


def test_all_rows_page_by_page(seven, visitor_api):
    pages = followed(visitor_api, f"{LIST}?cursor=&page_size=3")

    assert pages == [codes(seven[:3]), codes(seven[3:6]), codes(seven[6:])]
    assert followed(visitor_api, f"{LIST}?cursor=&page_size=7") == [codes(seven)]


def test_backwards(seven, visitor_api):
    pages = followed(visitor_api, f"{LIST}?cursor=&ordering=-code&page_size=4")

    assert pages == [codes(seven[:2:-1]), codes(seven[2::-1])]


def test_programs_that_follow_the_same_list_in_turn(seven, visitor_api):
    addresses = [f"{LIST}?cursor=&{how}" for how in ("page_size=2", "page_size=3", "page_size=2")]
    addresses.append(f"{LIST}?cursor=&page_size=2&ordering=-code")
    read = [[] for _ in addresses]
    for _ in range(MOST_PAGES):
        for place, address in enumerate(addresses):
            if address:
                told = visitor_api.get(address).json()
                read[place] += [row["code"] for row in told["results"]]
                addresses[place] = told["next"]

    assert read == [codes(seven)] * 3 + [codes(seven[::-1])]


def test_writes_meanwhile_lose_and_double_nothing(seven, visitor_api):
    first = visitor_api.get(f"{LIST}?cursor=&status=online&page_size=3").json()
    seven[0].status = "suspended"
    seven[0].save()
    later = ApplicationFactory(status="online")

    rest = chain(*followed(visitor_api, first["next"]))
    assert list(rest) == codes([*seven[3:], later])


def test_it_goes_on_under_other_sizes_and_fields_of_the_same_question(seven, visitor_api):
    following = visitor_api.get(f"{LIST}?cursor=&status=online&page_size=3").json()["next"]

    told = visitor_api.get(following.replace("page_size=3", "page_size=1") + "&fields=code").json()

    assert told["results"] == [{"code": seven[3].code}]


@pytest.mark.parametrize("asked", ["status=trial", "ordering=-code", "search=x"])
def test_a_cursor_of_another_question_is_refused(asked, seven, visitor_api):
    following = visitor_api.get(f"{LIST}?cursor=&page_size=3").json()["next"]

    answer = visitor_api.get(f"{following}&{asked}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "foreign_cursor"


@pytest.mark.parametrize(
    "cursor", ["5", "5:x", "%00", "x" * 10_000, signing.Signer(salt="cursor x").sign("5")]
)
def test_a_forged_cursor_is_refused(cursor, visitor_api, django_assert_num_queries):
    with django_assert_num_queries(1):  # the revision
        answer = visitor_api.get(f"{LIST}?cursor={cursor}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == "cursor"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("cursor=&page=2", "page"), ("cursor=&ordering=name", "ordering"), ("cursor=&cursor=",
        "cursor"), ("cursor=&page_size=501", "page_size"), ("cursor=&colour=red", "colour"),
    ],
)  # fmt: skip
def test_what_does_not_go_together(query, name, visitor_api):
    answer = visitor_api.get(f"{LIST}?{query}")

    assert [error["attr"] for error in answer.json()["errors"]] == [name]


@pytest.mark.parametrize("query", ["page=201", "page=21&page_size=500", "page=" + "9" * 5000])
def test_a_page_too_deep_leads_to_the_cursor(query, visitor_api, django_assert_num_queries):
    with django_assert_num_queries(1):  # the revision
        answer = visitor_api.get(f"{LIST}?{query}")

    error = answer.json()["errors"][0]
    assert (answer.status_code, error["code"]) == (400, "too_deep")
    assert "cursor" in error["detail"]


@pytest.mark.parametrize("length", [1, 3])
def test_a_page_is_one_statement_beside_the_revision(
    length, visitor_api, django_assert_num_queries
):
    ApplicationFactory.create_batch(length)

    references.standing()
    with django_assert_num_queries(2):
        assert len(visitor_api.get(f"{LIST}?cursor=").json()["results"]) == length


def test_the_past_is_followed_too(seven, visitor_api):
    pages = followed(visitor_api, f"{LIST}?as_of=2022-07-01&cursor=&page_size=4")

    assert pages == [codes(seven[:4]), codes(seven[4:])]


@pytest.mark.parametrize("page", ["page=1", "cursor="])
def test_a_value_that_is_asked_for_is_no_number_to_go_on_from(page, visitor_api):
    least, less = ApplicationFactory.create_batch(2)
    ObservationFactory(application=least, indicator_id="daily_visits", value=A_NUMBER)
    ObservationFactory(application=less, indicator_id="daily_visits", value=A_NUMBER - 1)

    asked = f"{LIST}?indicator__gte=daily_visits:{A_NUMBER}&{page}"
    assert followed(visitor_api, asked) == [[least.code]]
