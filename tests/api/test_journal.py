"""The journal of one application, as it may be told."""

import pytest

from reform_apps.operations import applications, editions, transitions
from tests.clock import NOON
from tests.factories import ApplicationFactory
from tests.operations.worlds import drafted

pytestmark = pytest.mark.django_db


def path_of(application):
    return f"/api/v1/applications/{application.code}/journal/"


@pytest.fixture
def history(officer):
    """An application that was registered, amended and suspended."""
    officer.first_name = "某某"
    officer.save()
    application = ApplicationFactory(status="online", registered_by=officer)
    act = {"by": officer, "at": NOON}
    applications.amend(application=application, changes={"summary": "新"}, version=1, **act)
    transitions.make_transition(
        application=application, transition="suspend", version=2, reason="检修", **act
    )
    return application


def test_every_act_is_told_newest_first(history, reader_api):
    answer = reader_api.get(path_of(history)).json()

    assert (answer["count"], answer["next"], answer["previous"]) == (3, None, None)
    assert [(row["version"], row["verb"]) for row in answer["results"]] == [
        (3, "transition"), (2, "amend"), (1, "register"),
    ]  # fmt: skip
    last, amended, _first = answer["results"]
    assert last == {
        "version": 3, "verb": "transition", "transition": "suspend", "from_status": "online",
        "to_status": "suspended", "effective_on": "2022-06-30",
        "recorded_at": "2022-06-30T12:00:00+08:00", "by": {"username": "officer", "name": "某某"},
        "reason": "检修", "evidence": "", "changes": last["changes"],
        "previous_digest": amended["digest"], "digest": history.journal.get(version=3).digest,
    }  # fmt: skip
    assert last["changes"]["status"] == ["online", "suspended"]
    assert amended["changes"]["summary"] == ["", "新"]


def test_the_public_is_not_told_who(history, visitor_api):
    assert [row["by"] for row in visitor_api.get(path_of(history)).json()["results"]] == [None] * 3


@pytest.mark.parametrize(
    ("query", "versions"),
    [
        ("verb=amend", [2]), ("verb=amend,transition", [3, 2]), ("transition=suspend", [3]),
        ("page_size=1&page=2", [2]), ("verb=check", []),
    ],
)  # fmt: skip
def test_questions(query, versions, history, visitor_api):
    rows = visitor_api.get(f"{path_of(history)}?{query}").json()["results"]

    assert [row["version"] for row in rows] == versions


@pytest.mark.parametrize("query", ["verb=sing", "status=online", "fields=verb", "page=0"])
def test_what_is_not_understood_is_refused_by_name(query, history, visitor_api):
    answer = visitor_api.get(f"{path_of(history)}?{query}")

    assert answer.status_code == 400
    assert [error["attr"] for error in answer.json()["errors"]] == [query.partition("=")[0]]


def test_what_was_internal_stays_so(officer, visitor_api, reader_api):
    application = ApplicationFactory(visibility="internal")
    act = {"by": officer, "at": NOON}
    changes = {"visibility": "public", "summary": "新"}
    applications.amend(application=application, changes=changes, version=1, **act)

    rows = visitor_api.get(path_of(application)).json()["results"]

    assert [row["version"] for row in rows] == [2]
    assert rows[0]["changes"]["visibility"] == ["internal", "public"]
    assert rows[0]["changes"]["summary"] == [None, "新"]
    assert reader_api.get(path_of(application)).json()["count"] == 2


def test_an_internal_successor_is_not_named(officer, visitor_api, reader_api):
    application, other = ApplicationFactory(status="online"), ApplicationFactory(status="online")
    act = {"by": officer, "at": NOON}
    transitions.make_transition(
        application=application, transition="merge", version=1, reason="r", merged_into=other, **act
    )

    def told(api):
        return api.get(path_of(application)).json()["results"][0]["changes"]["merged_into"]

    assert told(visitor_api) == [None, other.code]
    applications.amend(application=other, changes={"visibility": "internal"}, version=1, **act)
    assert told(visitor_api) == [None, None]
    assert told(reader_api) == [None, other.code]
    assert other.code not in visitor_api.get(path_of(application)).content.decode()


@pytest.mark.parametrize("length", [1, 3])
def test_the_journal_costs_the_same_for_any_length(
    length, officer, visitor_api, django_assert_num_queries
):
    application = ApplicationFactory(registered_by=officer)
    for version in range(1, length):
        applications.amend(
            application=application, changes={"summary": f"{version}"}, version=version,
            by=officer, at=NOON,
        )  # fmt: skip

    with django_assert_num_queries(3):  # the application, the count and the page
        rows = visitor_api.get(path_of(application)).json()["results"]

    assert len(rows) == length


def test_an_unknown_application_has_none(visitor_api):
    assert visitor_api.get("/api/v1/applications/ZJ-0001/journal/").status_code == 404


def test_a_plan_is_not_public_before_it_is_published(three, officer, visitor_api, reader_api):
    edition = drafted(officer, three[0])

    assert visitor_api.get(path_of(three[0])).json()["count"] == 1
    assert reader_api.get(path_of(three[0])).json()["results"][0]["verb"] == "plan"
    editions.publish(edition=edition, issued_on=None, by=officer, at=NOON)
    (published, _registered) = visitor_api.get(path_of(three[0])).json()["results"]
    assert (published["verb"], published["version"]) == ("publish", 3)
    assert published["changes"]["edition_entry"][1]["edition"] == "S0"
