"""What has changed, asked of the API."""

from datetime import timedelta

import pytest
import time_machine

from reform_apps.operations import applications, edition_entries, editions, transitions
from tests.clock import NOON
from tests.factories import ApplicationFactory
from tests.operations.worlds import drafted, published

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=10)
DIFF = "/api/v1/applications/diff/"
KINDS = [
    "added", "dropped", "merged", "renamed", "moved", "batch_changed", "status_changed", "slipped",
    "amended",
]  # fmt: skip
NONE = dict.fromkeys(KINDS, 0)


def faults(answer):
    return [(error["attr"], error["code"]) for error in answer.json()["errors"]]


def told(answer):
    return [(row["code"], row["kind"]) for row in answer.json()["changes"]]


@pytest.fixture
def two_editions(three, officer):
    """S0 holds three; by S1 one was renamed, one merged and one dropped, and one came in."""
    first, second, third = three
    act = {"by": officer, "at": LATER}
    older = published(officer, *three)
    first.refresh_from_db()
    applications.amend(
        application=first, changes={"name": "新名应用"}, version=first.version, reason="改名", **act
    )
    second.refresh_from_db()
    transitions.make_transition(
        application=second, transition="merge", merged_into=first, version=second.version,
        reason="整合", **act,
    )  # fmt: skip
    newer = editions.start(code="S1", title="S1", **act)
    entry = newer.entries.get(application=third)
    edition_entries.drop(entry=entry, reason="撤销", document="文号1", **act)
    fresh = ApplicationFactory(number=9, code="ZJ-0009", name="新来应用", created_at=LATER)
    edition_entries.add(edition=newer, application=fresh, values={"batch": "plan"}, **act)
    return older, editions.publish(edition=newer, issued_on=None, **act)


def test_two_editions(two_editions, visitor_api):
    answer = visitor_api.get("/api/v1/editions/S1/diff/").json()

    assert list(answer) == ["from", "to", "summary", "changes"]
    assert (answer["from"], answer["to"]) == ("S0", "S1")
    assert answer["summary"] == NONE | {"added": 1, "dropped": 1, "merged": 1, "renamed": 1}
    renamed, merged, dropped, added = answer["changes"]
    assert renamed == {
        "code": "ZJ-0001", "name": "新名应用", "kind": "renamed",
        "fields": {"name": ["第1个应用", "新名应用"]}, "reason": "改名", "successor": None,
    }  # fmt: skip
    assert (merged["kind"], merged["successor"], merged["reason"]) == ("merged", "ZJ-0001", "整合")
    assert (dropped["kind"], dropped["reason"]) == ("dropped", "撤销")
    assert (added["kind"], added["fields"]["batch"]) == ("added", [None, "plan"])


def test_against_another_one_itself_or_now(two_editions, visitor_api):
    def asked(code, against):
        answer = visitor_api.get(f"/api/v1/editions/{code}/diff/", {"against": against}).json()
        return answer["from"], answer["to"], answer["summary"]

    changed = NONE | {"added": 1, "dropped": 1, "merged": 1, "renamed": 1}
    assert asked("S1", "S0") == ("S0", "S1", changed)
    assert asked("S1", "S1") == ("S1", "S1", NONE)
    assert asked("S1", "now") == ("S1", "now", NONE)
    older, newer, summary = asked("S0", "now")
    assert (older, newer, summary["renamed"], summary["merged"]) == ("S0", "now", 1, 1)
    assert asked("S0", "S1")[:2] == ("S1", "S0")


def test_only_some_kinds(two_editions, visitor_api):
    path = "/api/v1/editions/S1/diff/"
    for query in ("kind=renamed,added", "kind=renamed&kind=added"):
        answer = visitor_api.get(f"{path}?{query}")
        assert told(answer) == [("ZJ-0001", "renamed"), ("ZJ-0009", "added")]
        # The summary stays that of the whole.
        assert answer.json()["summary"]["merged"] == 1


@pytest.mark.parametrize(
    ("query", "status", "attr"),
    [
        ("against=S7", 404, None), ("against=", 400, "against"), ("against=%00", 404, None),
        ("against=S1&against=S0", 400, "against"), ("kind=moon", 400, "kind"),
        ("kind=", 400, "kind"), ("colour=red", 400, "colour"), ("from=2022-01-01", 400, "from"),
        ("page=1", 400, "page"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["S1/diff/", "S1/diff.xlsx"])
def test_what_is_wrong_of_two_editions(path, query, status, attr, two_editions, visitor_api):
    answer = visitor_api.get(f"/api/v1/editions/{path}?{query}")

    assert answer.status_code == status
    assert [fault[0] for fault in faults(answer)] == [attr]


def test_the_first_edition_has_none_before_it(two_editions, visitor_api):
    answer = visitor_api.get("/api/v1/editions/S0/diff/")

    assert (answer.status_code, faults(answer)) == (400, [("against", "required")])
    assert visitor_api.get("/api/v1/editions/S9/diff/").status_code == 404


def test_a_draft_is_compared_by_those_who_may_see_it(three, officer, visitor_api, reader_api):
    published(officer, *three[:2])
    newer = drafted(officer, *three[2:], code="S1")

    for code, against in (("S1", "S0"), ("S0", "S1")):
        path = f"/api/v1/editions/{code}/diff/?against={against}"
        assert visitor_api.get(path).status_code == 404
        assert reader_api.get(path).json()["summary"]["added"] == (newer.code == code)


def test_two_days(two_editions, visitor_api):
    answer = visitor_api.get(DIFF, {"from": "2022-07-01", "to": "2022-07-10"}).json()

    assert (answer["from"], answer["to"]) == ("2022-07-01", "2022-07-10")
    assert answer["summary"]["renamed"] == answer["summary"]["merged"] == 1
    assert visitor_api.get(DIFF, {"from": "2022-07-01", "to": "2022-07-09"}).json()["changes"] == []


def test_until_now_is_the_default(two_editions, visitor_api):
    with time_machine.travel(LATER + timedelta(days=1), tick=False):
        answer = visitor_api.get(DIFF, {"from": "2022-07-01"}).json()
        assert answer["to"] == "2022-07-11T12:00:00+08:00"
        # What ends today has not ended yet.
        for query in ({}, {"to": "2022-07-11"}, {"to": "2022-07-11T12:00:00"}):
            answer = visitor_api.get(DIFF, {"from": "2022-07-11", **query})
            assert (answer.status_code, answer.json()["changes"]) == (200, [])


def test_moments(two_editions, visitor_api):
    def renamed(start, end):
        answer = visitor_api.get(DIFF, {"from": start.isoformat(), "to": end.isoformat()})
        return answer.json()["summary"]["renamed"]

    second = timedelta(seconds=1)
    assert renamed(LATER - second, LATER) == 1
    assert renamed(LATER, LATER + second) == 0
    assert renamed(NOON, LATER - second) == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [("from", "required")]),
        ("to=2022-01-01", [("from", "required")]),
        ("from=", [("from", "blank")]),
        ("from=x", [("from", "invalid")]),
        ("from=2099-01-01", [("from", "future")]),
        ("from=2022-01-01&to=2099-01-01", [("to", "future")]),
        ("from=2022-01-02&to=2022-01-01", [("from", "from_after_to")]),
        ("from=2022-01-01&from=2022-01-01", [("from", "repeated_parameter")]),
        ("from=2022-01-01&kind=x", [("kind", "invalid_choice")]),
        ("from=2022-01-01&status=online", [("status", "unknown_parameter")]),
        ("from=2022-01-01&to=%00", [("to", "invalid")]),
    ],
)
def test_what_is_wrong_of_two_days(query, found, visitor_api):
    answer = visitor_api.get(f"{DIFF}?{query}")

    assert (answer.status_code, faults(answer)) == (400, found)


def test_workbooks(two_editions, visitor_api):
    for path, name in [
        ("editions/S1/diff.xlsx", "difference-S0-S1.xlsx"),
        ("editions/S0/diff.xlsx?against=now", "difference-S0-now.xlsx"),
        ("applications/diff.xlsx?from=2022-07-01&to=2022-07-10T12:00",
         "difference-2022-07-01-2022-07-10.xlsx"),
    ]:  # fmt: skip
        answer = visitor_api.get(f"/api/v1/{path}", headers={"Accept": "application/zip"})
        assert answer.status_code == 200
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer["Content-Type"].endswith("spreadsheetml.sheet")
        assert answer.content.startswith(b"PK")


@pytest.mark.parametrize("path", ["editions/S1/diff.xlsx", "applications/diff.xlsx"])
def test_a_workbook_is_whole(path, two_editions, visitor_api):
    answer = visitor_api.get(f"/api/v1/{path}?from=2022-07-01&kind=added")

    assert "kind" in {attr for attr, _code in faults(answer)}


def test_an_internal_application_is_in_no_difference(two_editions, officer, visitor_api):
    row = ApplicationFactory(name="内部应用", visibility="internal", created_at=LATER)

    for path in (f"{DIFF}?from=2022-07-01", "/api/v1/editions/S1/diff/?against=now"):
        assert row.code not in visitor_api.get(path).content.decode()
