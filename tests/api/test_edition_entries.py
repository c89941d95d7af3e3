"""What editions hold and drop."""

from datetime import date, timedelta

import pytest
import time_machine

from reform_apps.models import EditionEntry
from reform_apps.operations import applications, edition_entries, editions, transitions
from tests.clock import NOON
from tests.factories import ApplicationFactory, SourceFactory
from tests.operations.worlds import drafted, online, published

pytestmark = pytest.mark.django_db

EDITIONS = "/api/v1/editions/"
ENGLISH = {"Accept-Language": "en"}
LATER = NOON + timedelta(days=10)


def faults(answer):
    return [(error["attr"], error["code"]) for error in answer.json()["errors"]]


def codes(answer):
    return [row["application"]["code"] for row in answer.json()["results"]]


@pytest.fixture
def draft(three, officer):
    """A draft that holds the first of three, after an edition that held the first two."""
    published(officer, *three[:2], batch="upgrade", task="任务")
    return editions.start(code="S1", title="S1", by=officer, at=NOON)


class TestRead:
    def test_what_is_published_is_shown_as_it_was_pinned(self, three, officer, visitor_api):
        first = three[0]
        system, runway, pinned = first.system, None, first.name
        SourceFactory(code="article")
        cited = {"basis": "stated", "source": "article", "locator": "L1"}
        due = {"due_on": NOON.date() + timedelta(days=5), "task": "任务"}
        published(officer, *three, batch="upgrade", **cited, **due)
        first.refresh_from_db()
        changes = {"system": None, "name": "新名应用"}
        applications.amend(
            application=first, changes=changes, version=first.version, by=officer, at=LATER
        )
        first.refresh_from_db()
        transitions.make_transition(
            application=first, transition="suspend", version=first.version, reason="r",
            by=officer, at=LATER,
        )  # fmt: skip

        answer = visitor_api.get(f"{EDITIONS}S0/entries/")

        entry = EditionEntry.objects.get(application=first)
        assert answer.json()["count"] == 3
        assert answer.json()["results"][0] == {
            "application": {"code": "ZJ-0001", "name": pinned}, "status": "online",
            "system": {"code": system.code, "name": system.name}, "runway": runway,
            "batch": "upgrade", "task": "任务", "due_on": "2022-07-05",
            "original_due_on": "2022-07-05", "slips": 0, "completed_on": None,
            "is_overdue": True, "basis": "stated", "source": "article", "locator": "L1",
            "note": "", "digest": entry.digest, "version": first.version + 1,
        }  # fmt: skip
        assert (
            visitor_api.get(f"{EDITIONS}S0/entries/ZJ-0001/").json()
            == (answer.json()["results"][0])
        )

    def test_a_draft_follows_its_applications(self, draft, three, officer, reader_api):
        first = three[0]
        first.refresh_from_db()
        applications.amend(
            application=first, changes={"system": None}, version=first.version, by=officer, at=NOON
        )

        answer = reader_api.get(f"{EDITIONS}S1/entries/ZJ-0001/")

        shown = answer.json()
        assert (shown["system"], shown["version"], shown["digest"]) == (None, 4, "")
        assert answer["ETag"].startswith('"4.')
        known = {"If-None-Match": answer["ETag"]}
        again = reader_api.get(f"{EDITIONS}S1/entries/ZJ-0001/", headers=known)
        assert again.status_code == 304

    def test_what_is_internal_is_not_told(self, officer, visitor_api, reader_api):
        row = online(visibility="internal")
        published(officer, row, online())

        for path in ("S0/entries/", "S0/drops/"):
            assert row.code not in visitor_api.get(EDITIONS + path).content.decode()
        assert visitor_api.get(f"{EDITIONS}S0/entries/{row.code}/").status_code == 404
        assert reader_api.get(f"{EDITIONS}S0/entries/{row.code}/").status_code == 200

    @pytest.mark.parametrize("state", ["published", "draft"])
    @pytest.mark.parametrize("length", [1, 3])
    def test_the_list_costs_the_same_for_any_length(
        self, length, state, officer, reader_api, django_assert_num_queries
    ):
        make = published if state == "published" else drafted
        make(officer, *[online() for _ in range(length)])

        # The edition, the count, the page; and the systems that were pinned.
        with django_assert_num_queries(4 if state == "published" else 3):
            assert len(codes(reader_api.get(f"{EDITIONS}S0/entries/"))) == length


class TestQuestions:
    @pytest.fixture(params=["draft", "published"])
    def edition(self, request, officer):
        """One that is late and has slipped, one that is done, one without a batch."""
        rows = [
            online(number=1, code="ZJ-0001", name="甲应用"),
            online(number=2, code="ZJ-0002", name="乙应用"),
            ApplicationFactory(number=3, code="ZJ-0003", name="丙应用", status="trial"),
        ]
        edition = drafted(officer)
        values = [
            {"batch": "upgrade", "due_on": date(2022, 7, 1)},
            {"batch": "plan", "due_on": date(2022, 8, 1), "completed_on": date(2022, 6, 1)},
            {},
        ]
        act = {"by": officer, "at": NOON}
        for row, told in zip(rows, values, strict=True):
            edition_entries.add(edition=edition, application=row, values=told, **act)
        entry = edition.entries.get(application=rows[0])
        edition_entries.revise(entry=entry, values={"due_on": date(2022, 7, 2)}, reason="r", **act)
        if request.param == "published":
            editions.publish(edition=edition, issued_on=None, **act)
        self.system = rows[0].system.code
        return edition

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", [1, 2, 3]), ("search=乙应用", [2]), ("search=zj-0003", [3]),
            ("search=%20", [1, 2, 3]),
            ("application=ZJ-0001,ZJ-0003", [1, 3]), ("batch=upgrade", [1]),
            ("batch=upgrade,plan", [1, 2]), ("has_batch=false", [3]), ("has_batch=true", [1, 2]),
            ("status=trial", [3]), ("status=online,trial", [1, 2, 3]), ("status=merged", []),
            ("overdue=true", [1]), ("overdue=false", [2, 3]), ("completed=true", [2]),
            ("completed=false", [1, 3]), ("slipped=true", [1]), ("slipped=false", [2, 3]),
            ("ordering=-code", [3, 2, 1]), ("ordering=due_on", [1, 2, 3]),
            ("ordering=-due_on", [2, 1, 3]), ("system=SYSTEM", [1]), ("page=2&page_size=2", [3]),
            ("fields=application,batch", [1, 2, 3]),
        ],
    )  # fmt: skip
    def test_these_are_found(self, query, found, edition, reader_api):
        query = query.replace("SYSTEM", self.system)

        with time_machine.travel(LATER):
            answer = reader_api.get(f"{EDITIONS}S0/entries/?{query}")

        assert codes(answer) == [f"ZJ-000{number}" for number in found]

    @pytest.mark.parametrize(
        "query",
        ["colour=red", "batch=x", "status=", "overdue=maybe", "slipped=1", "ordering=name",
         "application=ZJ-9999", "system=x", "runway=%00", "page=0", "fields=number",
         "edition=S1"],
    )  # fmt: skip
    def test_what_is_not_understood_is_refused_by_name(self, query, three, officer, visitor_api):
        published(officer, *three)

        answer = visitor_api.get(f"{EDITIONS}S0/entries/?{query}")

        assert (answer.status_code, faults(answer)[0][0]) == (400, query.partition("=")[0])

    def test_by_runway(self, officer, reader_api):
        edition = drafted(officer, online(), online())
        system = edition.entries.first().application.system
        runway = system.runways.create(code="r-1", name="跑道", position=1)
        row = edition.entries.first().application
        applications.amend(
            application=row, changes={"runway": runway}, version=row.version, by=officer, at=NOON
        )

        for publish in (False, True):
            if publish:
                editions.publish(edition=edition, issued_on=None, by=officer, at=NOON)
            answer = reader_api.get(f"{EDITIONS}S0/entries/?runway=r-1")
            assert codes(answer) == [row.code]
            assert answer.json()["results"][0]["runway"] == {"code": "r-1", "name": "跑道"}


class TestAdd:
    def test_an_application_is_taken_in(self, draft, officer_api):
        SourceFactory(code="article")
        sent = {
            "application": "ZJ-0003", "batch": "launch", "task": "一行\n两行",
            "due_on": "2099-12-31", "basis": "stated", "source": "article", "locator": "L1",
            "note": "n", "reason": "新增",
        }  # fmt: skip

        answer = officer_api.post(f"{EDITIONS}S1/entries/", sent)

        shown = answer.json()
        assert answer.status_code == 201
        kept = ("batch", "task", "due_on", "basis", "source", "locator", "note")
        assert {name: shown[name] for name in kept} == {name: sent[name] for name in kept}
        assert (shown["version"], shown["original_due_on"]) == (2, "2099-12-31")
        again = officer_api.get(f"{EDITIONS}S1/entries/ZJ-0003/")
        assert (again.json(), again["ETag"]) == (shown, answer["ETag"])

    @pytest.mark.parametrize(
        ("sent", "attr"),
        [
            ({"application": None}, "application"), ({"application": "ZJ-9999"}, "application"),
            ({"application": 3}, "application"), ({"application": "a\x00"}, "application"),
            ({"application": "ZJ-0001"}, "non_field_errors"), ({"batch": "now"}, "batch"),
            ({"batch": ""}, "batch"), ({"due_on": "2022-02-31"}, "due_on"),
            ({"due_on": "1066-01-01"}, "due_on"), ({"basis": "stated"}, "non_field_errors"),
            ({"basis": "guess"}, "basis"), ({"source": "nowhere"}, "source"),
            ({"source": "a\x00"}, "source"), ({"source": ""}, "source"), ({"source": 1}, "source"),
            ({"task": "多" * 1001}, "task"), ({"locator": "a\nb"}, "locator"),
            ({"completed_on": "2022-01-01"}, "completed_on"), ({"slips": 2}, "slips"),
            ({"runway": "r"}, "runway"), ({"colour": "red"}, "colour"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_refused_by_field(self, sent, attr, draft, officer_api):
        sent = {"application": "ZJ-0003"} | sent
        answer = officer_api.post(f"{EDITIONS}S1/entries/", sent)

        assert answer.status_code == 400
        assert {fault[0] for fault in faults(answer)} == {attr}
        assert draft.entries.count() == 2

    def test_an_application_at_its_end_is_not(self, draft, officer_api):
        row = ApplicationFactory(status="retired")

        answer = officer_api.post(f"{EDITIONS}S1/entries/", {"application": row.code})

        assert (answer.status_code, faults(answer)[0][0]) == (400, "application")


class TestRevise:
    def test_by_its_own_address_or_by_name(self, draft, officer_api):
        path = f"{EDITIONS}S1/entries/"

        first = officer_api.patch(f"{path}ZJ-0001/", {"task": "甲", "reason": "r"})
        second = officer_api.patch(path, {"application": "ZJ-0002", "task": "乙"})

        assert (first.status_code, first.json()["task"]) == (200, "甲")
        assert (second.status_code, second.json()["task"]) == (200, "乙")
        assert officer_api.get(f"{path}ZJ-0001/").json() == first.json()

    def test_a_later_day_takes_a_reason_and_is_counted(self, draft, officer_api):
        path = f"{EDITIONS}S1/entries/ZJ-0001/"
        officer_api.patch(path, {"due_on": "2030-01-01"})

        refused = officer_api.patch(path, {"due_on": "2030-02-01"})
        moved = officer_api.patch(path, {"due_on": "2030-02-01", "reason": "延期"})

        assert (refused.status_code, faults(refused)[0][0]) == (400, "reason")
        shown = moved.json()
        assert (shown["due_on"], shown["original_due_on"], shown["slips"]) == (
            "2030-02-01", "2030-01-01", 1,
        )  # fmt: skip
        assert faults(officer_api.patch(path, {"due_on": None}))[0][0] == "due_on"

    def test_a_version_is_checked_where_it_is_named(self, draft, officer_api):
        path = f"{EDITIONS}S1/entries/ZJ-0001/"
        etag = officer_api.get(path)["ETag"]

        def patch(task, named):
            return officer_api.patch(path, {"task": task}, headers={"If-Match": named})

        assert patch("甲", etag).status_code == 200
        stale = patch("乙", etag)
        assert (stale.status_code, faults(stale)) == (412, [(None, "stale_version")])
        assert patch("丙", '"4"').status_code == 200
        assert patch("丁", "nonsense").status_code == 428
        assert officer_api.get(path).json()["task"] == "丙"

    def test_what_is_published_only_says_when_it_was_done(self, draft, officer_api):
        path = f"{EDITIONS}S0/entries/ZJ-0001/"

        refused = officer_api.patch(path, {"task": "新"})
        done = officer_api.patch(path, {"completed_on": "2022-06-01"})

        assert (refused.status_code, faults(refused)) == (409, [(None, "edition_refused")])
        assert (done.status_code, done.json()["completed_on"]) == (200, "2022-06-01")
        assert faults(officer_api.patch(path, {"completed_on": "2099-01-01"}))[0][0] == (
            "completed_on"
        )
        assert (
            officer_api.post(f"{EDITIONS}S0/entries/", {"application": "ZJ-0003"}).status_code
            == 409
        )

    def test_a_lead_reports_completion_and_nothing_else(self, draft, three, lead, lead_api):
        lead.systems.add(three[0].system)
        path = f"{EDITIONS}S0/entries/"

        assert lead_api.patch(f"{path}ZJ-0001/", {"completed_on": "2022-06-01"}).status_code == 200
        assert lead_api.patch(f"{path}ZJ-0002/", {"completed_on": "2022-06-01"}).status_code == 403
        assert lead_api.patch(f"{EDITIONS}S1/entries/ZJ-0001/", {"task": "a"}).status_code == 403

    @pytest.mark.parametrize(
        ("path", "sent", "status", "attr"),
        [
            ("S1/entries/", {"task": "a"}, 400, "application"),
            ("S1/entries/", {"application": "ZJ-0003"}, 400, "application"),
            ("S1/entries/ZJ-0001/", {"application": "ZJ-0001"}, 400, "application"),
            ("S1/entries/ZJ-0003/", {"task": "a"}, 404, None),
            ("S1/entries/zj_0001/", {"task": "a"}, 404, None),
            ("S9/entries/ZJ-0001/", {"task": "a"}, 404, None),
            ("S9/entries/", {"application": "ZJ-0001"}, 404, None),
        ],
    )
    def test_what_there_is_not(self, path, sent, status, attr, draft, officer_api):
        answer = officer_api.patch(f"{EDITIONS}{path}", sent)

        assert (answer.status_code, faults(answer)[0][0]) == (status, attr)


class TestDrop:
    def test_it_takes_a_reason_and_a_document(self, draft, officer_api):
        path = f"{EDITIONS}S1/drops/"
        sent = {"application": "ZJ-0001", "reason": "撤销", "document": "文号1"}

        missing = officer_api.post(path, {"application": "ZJ-0001"})
        answer = officer_api.post(path, sent)

        assert missing.status_code == 400
        assert {fault[0] for fault in faults(missing)} == {"reason", "document"}
        assert answer.status_code == 201
        assert answer.json() == {
            "application": {"code": "ZJ-0001", "name": "第1个应用"}, "reason": "撤销",
            "document": "文号1", "digest": "",
        }  # fmt: skip
        assert officer_api.get(path).json()["results"] == [answer.json()]
        assert codes(officer_api.get(f"{path}?search=第1个")) == ["ZJ-0001"]
        assert codes(officer_api.get(f"{path}?application=ZJ-0002")) == []
        assert codes(officer_api.get(f"{EDITIONS}S1/entries/")) == ["ZJ-0002"]
        again = officer_api.post(path, sent)
        assert (again.status_code, faults(again)) == (400, [("application", "not_in_edition")])

    def test_what_was_only_just_added_leaves_nothing(self, draft, officer_api):
        officer_api.post(f"{EDITIONS}S1/entries/", {"application": "ZJ-0003"})

        answer = officer_api.post(f"{EDITIONS}S1/drops/", {"application": "ZJ-0003"})

        assert (answer.status_code, answer.content) == (204, b"")
        assert officer_api.get(f"{EDITIONS}S1/drops/").json()["count"] == 0

    @pytest.mark.parametrize("edition", ["S0", "S9"])
    def test_only_a_draft_drops(self, edition, draft, officer_api):
        sent = {"application": "ZJ-0001", "reason": "撤销", "document": "文号1"}

        answer = officer_api.post(f"{EDITIONS}{edition}/drops/", sent)

        assert answer.status_code == {"S0": 409, "S9": 404}[edition]


@pytest.mark.parametrize(
    ("who", "status"),
    [("visitor_api", 401), ("reader_api", 403), ("editor_api", 403), ("lead_api", 403)],
)
def test_writing_is_for_the_office(who, status, draft, request):
    api = request.getfixturevalue(who)
    drop = {"application": "ZJ-0001", "reason": "r", "document": "d"}

    for method, path, sent in [
        ("post", "entries/", {"application": "ZJ-0003"}), ("post", "drops/", drop),
        ("patch", "entries/", {"application": "ZJ-0001", "task": "a"}),
        ("patch", "entries/ZJ-0001/", {"task": "a"}),
    ]:  # fmt: skip
        answer = getattr(api, method)(f"{EDITIONS}S1/{path}", sent, headers=ENGLISH)
        assert answer.status_code == status
        assert status == 401 or "reform office" in answer.json()["errors"][0]["detail"]
