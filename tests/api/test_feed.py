"""The change feed: in order, without gaps, and no more of it than may be told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reform_apps.models import Position
from reform_apps.operations import applications, duplicate_checks, transitions
from tests.clock import NOON
from tests.factories import ApplicationFactory, UserFactory
from tests.operations.worlds import drafted, online, published

pytestmark = pytest.mark.django_db

FEED = "/api/v1/journal/"
DAY = timedelta(days=1)


def faults(answer):
    return [(error["attr"], error["code"]) for error in answer.json()["errors"]]


def told(answer):
    return [(row["application"], row["version"]) for row in answer.json()["results"]]


@pytest.fixture
def history(three, officer, lead):
    """Three are registered; one is renamed, one is suspended later by a late report."""
    first, second, _third = three
    applications.amend(
        application=first, changes={"name": "新名应用"}, version=1, by=officer, at=NOON + DAY
    )
    lead.systems.add(second.system)
    transitions.make_transition(
        application=second, transition="suspend", version=1, reason="检修", by=lead,
        at=NOON + 3 * DAY, effective_on=(NOON + 2 * DAY).date(),
    )  # fmt: skip
    return three


def test_entries_stand_in_the_order_of_their_positions(history, reader_api):
    answer = reader_api.get(FEED).json()

    assert list(answer) == ["results", "next_after", "last", "next"]
    assert [row["position"] for row in answer["results"]] == [1, 2, 3, 4, 5]
    assert (answer["next_after"], answer["last"], answer["next"]) == (5, 5, None)
    renamed, suspended = answer["results"][3:]
    entry = history[1].journal.get(version=2)
    assert suspended == {
        "position": 5, "application": "ZJ-0002", "name": "第2个应用", "version": 2,
        "verb": "transition", "transition": "suspend", "from_status": "online",
        "to_status": "suspended", "effective_on": "2022-07-02",
        "recorded_at": "2022-07-03T12:00:00+08:00", "by": {"username": "lead", "name": ""},
        "reason": "检修", "evidence": "", "changes": suspended["changes"],
        "previous_digest": entry.previous_digest, "digest": entry.digest,
    }  # fmt: skip
    # As it was called after each act.
    assert renamed["name"] == "新名应用"
    assert answer["results"][0]["name"] == "第1个应用"


def test_a_reader_goes_on_where_it_was(history, officer, reader_api):
    first = reader_api.get(f"{FEED}?limit=2").json()
    second = reader_api.get(first["next"]).json()
    third = reader_api.get(second["next"]).json()

    assert [len(piece["results"]) for piece in (first, second, third)] == [2, 2, 1]
    assert (first["next_after"], second["next_after"], third["next_after"]) == (2, 4, 5)
    assert third["next"] is None
    assert reader_api.get(f"{FEED}?after=5").json()["results"] == []
    history[2].refresh_from_db()
    applications.amend(
        application=history[2], changes={"summary": "新"}, version=1, by=officer, at=NOON + 4 * DAY
    )
    later = reader_api.get(f"{FEED}?after=5").json()
    assert [row["position"] for row in later["results"]] == [6]


def test_a_full_page_at_the_end_has_nothing_after_it(history, reader_api):
    answer = reader_api.get(f"{FEED}?limit=5").json()

    assert (len(answer["results"]), answer["next_after"], answer["next"]) == (5, 5, None)


def test_a_filtered_reader_skips_what_does_not_concern_it(history, reader_api):
    answer = reader_api.get(f"{FEED}?application=ZJ-0003").json()

    assert ([row["position"] for row in answer["results"]], answer["next_after"]) == ([3], 5)
    piece = reader_api.get(f"{FEED}?application=ZJ-0001&limit=1").json()
    assert piece["next_after"] == 1
    assert "application=ZJ-0001" in piece["next"]
    piece = reader_api.get(piece["next"]).json()
    assert (piece["next_after"], [row["position"] for row in piece["results"]]) == (4, [4])


@pytest.mark.parametrize(
    ("query", "positions"),
    [
        ("application=ZJ-0001,ZJ-0003", [1, 3, 4]),
        ("application=ZJ-0001&application=ZJ-0002", [1, 2, 4, 5]),
        ("verb=amend", [4]), ("verb=amend,transition", [4, 5]), ("transition=suspend", [5]),
        ("transition=retire", []), ("actor=lead", [5]), ("actor=officer", [4]),
        ("actor=officer,lead", [4, 5]),
        ("recorded_after=2022-07-01", [4, 5]), ("recorded_after=2022-07-01T12:00:00.000001", [5]),
        ("recorded_before=2022-06-30", [1, 2, 3]), ("recorded_before=2022-07-01", [1, 2, 3, 4]),
        ("recorded_before=2022-07-01T12:00:00%2B08:00", [1, 2, 3, 4]),
        ("recorded_before=2022-07-01T11:59:59", [1, 2, 3]),
        ("recorded_before=2099-01-01", [1, 2, 3, 4, 5]),
        ("effective_after=2022-07-02", [5]), ("effective_before=2022-07-01", [1, 2, 3, 4]),
        ("effective_after=2022-07-01&effective_before=2022-07-01", [4]), ("after=3", [4, 5]),
        ("after=3&limit=1", [4]), ("after=0&limit=1000", [1, 2, 3, 4, 5]), ("after=5", []),
    ],
)  # fmt: skip
def test_questions(query, positions, history, reader_api):
    answer = reader_api.get(f"{FEED}?{query}")

    assert [row["position"] for row in answer.json()["results"]] == positions


@pytest.mark.parametrize(
    "query",
    ["after=-1", "after=x", "after=", "after=1.0", "after=%00", "after=１", "after=" + "9" * 18,
     "after=" + "9" * 500, "after=6", "after=1&after=2", "limit=0", "limit=1001", "limit=x",
     "limit=", "limit=1&limit=2", "limit=" + "9" * 5000, "page=1", "page_size=1", "fields=verb",
     "ordering=position", "application=ZJ-9999", "application=", "verb=sing", "transition=fly",
     "actor=nobody", "actor=%00", "recorded_after=x", "recorded_before=2022-02-31",
     "effective_after=2022-07-01T00:00", "effective_before=", "colour=red", "position=1"],
)  # fmt: skip
def test_what_is_not_understood_is_refused_by_name(query, history, reader_api):
    answer = reader_api.get(f"{FEED}?{query}")

    assert (answer.status_code, [attr for attr, _code in faults(answer)]) == (
        400, [query.partition("=")[0]],
    )  # fmt: skip


class TestThePublic:
    def test_is_not_told_who(self, history, visitor_api):
        answer = visitor_api.get(FEED).json()

        assert [row["by"] for row in answer["results"]] == [None] * 5

    @pytest.mark.parametrize("who", ["lead", "nobody"])
    def test_may_not_ask_who_either(self, who, history, visitor_api):
        answer = visitor_api.get(f"{FEED}?actor={who}", headers={"Accept-Language": "en"})

        assert (answer.status_code, faults(answer)) == (400, [("actor", "not_authenticated")])
        assert "signed in" in answer.json()["errors"][0]["detail"]

    def test_sees_no_checks_and_no_plans(self, three, officer, visitor_api, reader_api):
        act = {"by": officer, "at": NOON}
        duplicate_checks.record(application=three[0], decision="distinct", reason="r", **act)
        published(officer, three[0])
        drafted(officer, three[1], code="S1")

        verbs = [row["verb"] for row in visitor_api.get(FEED).json()["results"]]
        assert verbs == ["register"] * 3 + ["publish"]
        assert visitor_api.get(f"{FEED}?verb=check,plan").json()["results"] == []
        assert len(reader_api.get(f"{FEED}?verb=check,plan").json()["results"]) == 3

    def test_sees_nothing_of_what_is_or_was_internal(self, officer, visitor_api, reader_api):
        was, is_now = ApplicationFactory(visibility="internal"), ApplicationFactory()
        for row, to in ((was, "public"), (is_now, "internal")):
            applications.amend(
                application=row, changes={"visibility": to, "name": f"{row.name}改"}, version=1,
                by=officer, at=NOON,
            )  # fmt: skip

        answer = visitor_api.get(FEED)
        assert told(answer) == [(was.code, 2)]
        # What it was before, when it was internal, is not told.
        assert answer.json()["results"][0]["changes"]["name"] == [None, f"{was.name}改"]
        # It is told of no gap either: whoever reads on misses nothing.
        assert answer.json()["next_after"] == 4
        assert visitor_api.get(f"{FEED}?application={is_now.code}").status_code == 400
        assert len(told(reader_api.get(FEED))) == 4

    def test_is_not_told_of_an_internal_successor(self, officer, visitor_api, reader_api):
        row, into = online(), online(visibility="internal")
        transitions.make_transition(
            application=row, transition="merge", version=1, reason="r", merged_into=into,
            by=officer, at=NOON,
        )  # fmt: skip

        def named(api):
            return api.get(f"{FEED}?verb=transition").json()["results"][0]["changes"]["merged_into"]

        assert (named(visitor_api), named(reader_api)) == ([None, None], [None, into.code])
        assert into.code not in visitor_api.get(FEED).content.decode()


@pytest.mark.parametrize("length", [1, 3])
@pytest.mark.parametrize("who", ["visitor_api", "reader_api"])
def test_it_costs_the_same_for_any_length(length, who, officer, request, django_assert_num_queries):
    api = request.getfixturevalue(who)
    for _number in range(length):
        row, into = online(), online()
        transitions.make_transition(
            application=row, transition="merge", version=1, reason="r", merged_into=into,
            by=UserFactory(role="reform_office"), at=NOON,
        )  # fmt: skip
    api.get(FEED)

    # Whether anything waits for a position, the last position, the entries, their successors.
    with django_assert_num_queries(4):
        assert len(api.get(FEED).json()["results"]) == length * 3


def test_it_is_read_by_position_and_never_counted(history, visitor_api):
    with CaptureQueriesContext(connection) as statements:
        visitor_api.get(f"{FEED}?after=2&limit=2")

    spelled = [statement["sql"].upper() for statement in statements]
    assert not any("OFFSET" in sql or "COUNT(" in sql for sql in spelled)


def test_whoever_reads_gives_the_positions(history, visitor_api):
    assert Position.objects.count() == 0
    assert visitor_api.head(FEED).status_code == 200
    assert Position.objects.count() == 5


def test_an_empty_journal(visitor_api):
    assert visitor_api.get(FEED).json() == {"results": [], "next_after": 0, "last": 0, "next": None}


@pytest.mark.parametrize("method", ["post", "patch", "put", "delete"])
def test_nobody_writes_to_it(method, officer_api):
    assert getattr(officer_api, method)(FEED, {}).status_code == 405
