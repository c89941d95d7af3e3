"""Editions: read, begun, published and carried away."""

import io
import zipfile
from datetime import timedelta

import pytest
import time_machine

from reform_apps.models import Edition, Seal
from reform_apps.operations import applications, edition_entries, transitions
from tests.clock import NOON
from tests.factories import ApplicationFactory
from tests.operations.worlds import drafted, online, published

pytestmark = pytest.mark.django_db

EDITIONS = "/api/v1/editions/"
ENGLISH = {"Accept-Language": "en"}


def faults(answer):
    return [(error["attr"], error["code"]) for error in answer.json()["errors"]]


@pytest.fixture
def editions(three, officer):
    """S0, published, and S1, in which one of three is new."""
    older = published(officer, *three[:2], batch="upgrade")
    newer = drafted(officer, three[2], code="S1")
    return older, newer


class TestRead:
    def test_the_list_is_in_order_and_drafts_are_not_public(
        self, editions, visitor_api, reader_api
    ):
        row = {
            "code": "S0", "title": "第S0版", "state": "published", "previous": None,
            "issued_on": None, "published_at": "2022-06-30T12:00:00+08:00", "note": "",
        }  # fmt: skip
        draft = {
            "code": "S1", "title": "第S1版", "state": "draft", "previous": "S0",
            "published_at": None,
        }  # fmt: skip

        assert visitor_api.get(EDITIONS).json()["results"] == [row]
        assert reader_api.get(EDITIONS).json()["results"] == [row, row | draft]

    @pytest.mark.parametrize(
        ("query", "codes"),
        [("state=published", ["S0"]), ("state=draft", ["S1"]), ("search=第s1", ["S1"]),
         ("search=S0", ["S0"]), ("state=draft,published", ["S0", "S1"]), ("search=x", [])],
    )  # fmt: skip
    def test_questions(self, query, codes, editions, reader_api):
        rows = reader_api.get(f"{EDITIONS}?{query}").json()["results"]

        assert [row["code"] for row in rows] == codes

    @pytest.mark.parametrize("query", ["state=fine", "code=S0", "ordering=code", "search=%00"])
    def test_what_is_not_understood_is_refused_by_name(self, query, editions, reader_api):
        answer = reader_api.get(f"{EDITIONS}?{query}")

        assert answer.status_code == 400
        assert faults(answer)[0][0] == query.partition("=")[0]

    def test_a_published_one(self, editions, visitor_api):
        edition, _draft = editions
        edition.refresh_from_db()

        shown = visitor_api.get(f"{EDITIONS}S0/", headers=ENGLISH).json()

        assert (shown["entries"], shown["drops"]) == (2, 0)
        assert shown["batches"] == [{"value": "upgrade", "label": "upgrade", "count": 2}]
        assert shown["seal"] == {
            "root": edition.root,
            "digest": edition.digest,
            "journal_seal": {
                "number": edition.seal.number, "digest": edition.seal.digest,
                "first_position": edition.seal.first_position,
                "last_position": edition.seal.last_position,
            },
        }  # fmt: skip
        assert (shown["faults"], shown["doubts"]) == (None, None)

    def test_a_draft_tells_what_stands_in_its_way(self, editions, three, officer, reader_api):
        _older, newer = editions
        entry = newer.entries.get(application=three[2])
        values = {"batch": "plan", "due_on": NOON.date()}
        edition_entries.revise(entry=entry, values=values, by=officer, at=NOON)

        shown = reader_api.get(f"{EDITIONS}S1/", headers=ENGLISH).json()

        assert (shown["entries"], shown["seal"]) == (3, None)
        assert [(row["code"], row["application"]) for row in shown["faults"]] == [
            ("overdue", "ZJ-0003")
        ]
        assert [(row["code"], row["application"]) for row in shown["doubts"]] == [
            ("odd_batch", "ZJ-0003")
        ]

    def test_a_draft_is_not_there_for_the_public(self, editions, visitor_api):
        for below in ("", "entries/", "drops/", "diff/", "diff.xlsx", "bundle.zip",
                      "entries/ZJ-0003/"):  # fmt: skip
            assert visitor_api.get(f"{EDITIONS}S1/{below}").status_code == 404

    def test_some_fields(self, editions, visitor_api):
        answer = visitor_api.get(f"{EDITIONS}S0/?fields=code,entries")

        assert answer.json() == {"code": "S0", "entries": 2}
        assert visitor_api.get(f"{EDITIONS}S0/?fields=digest").status_code == 400

    def test_what_is_internal_is_not_counted(self, officer, visitor_api, reader_api):
        published(officer, online(), online(visibility="internal"))

        assert visitor_api.get(f"{EDITIONS}S0/").json()["entries"] == 1
        assert reader_api.get(f"{EDITIONS}S0/").json()["entries"] == 2

    @pytest.mark.parametrize("length", [1, 3])
    def test_it_costs_the_same_for_any_length(
        self, length, officer, visitor_api, django_assert_num_queries
    ):
        published(officer, *[online() for _ in range(length)])

        with django_assert_num_queries(2):
            visitor_api.get(EDITIONS)
        with django_assert_num_queries(3):  # the edition, its batches and its drops
            visitor_api.get(f"{EDITIONS}S0/")


class TestBegin:
    def test_it_follows_the_last_one(self, three, officer, officer_api):
        published(officer, *three)

        answer = officer_api.post(EDITIONS, {"code": "S1", "title": " 二版 ", "note": "说明"})

        shown = answer.json()
        assert answer.status_code == 201
        assert (shown["code"], shown["title"], shown["note"]) == ("S1", "二版", "说明")
        assert (shown["state"], shown["previous"], shown["entries"]) == ("draft", "S0", 3)
        assert officer_api.get(f"{EDITIONS}S1/").json() == shown

    @pytest.mark.parametrize(
        ("sent", "fault"),
        [
            ({"code": None}, ("code", "null")),
            ({"code": ""}, ("code", "blank")),
            ({"code": "S 1"}, ("code", "invalid")),
            ({"code": "S1\n"}, None),  # blanks around it are cut off
            ({"code": 1}, ("code", "invalid")),
            ({"code": "now"}, ("code", "invalid")),
            ({"code": "S0"}, ("code", "unique")),
            ({"code": "S" * 41}, ("code", "max_length")),
            ({"title": ""}, ("title", "blank")),
            ({"title": "一\n二"}, ("title", "unreadable_character")),
            ({"previous": "S0"}, ("previous", "not_sent_here")),
            ({"note": "多" * 2001}, ("note", "max_length")),
            ({"position": 1}, ("position", "unknown_field")),
            ({"state": "published"}, ("state", "unknown_field")),
        ],
    )
    def test_what_is_wrong_is_refused_by_field(self, sent, fault, three, officer, officer_api):
        published(officer, *three)

        answer = officer_api.post(EDITIONS, {"code": "S1", "title": "二版"} | sent)

        if fault is None:
            assert answer.json()["code"] == "S1"
            return
        assert (answer.status_code, [attr for attr, _code in faults(answer)]) == (400, [fault[0]])
        assert Edition.objects.count() == 1

    def test_one_draft_at_a_time(self, editions, officer_api):
        answer = officer_api.post(EDITIONS, {"code": "S2", "title": "三版"})

        assert answer.status_code in (400, 409)
        assert Edition.objects.count() == 2

    @pytest.mark.parametrize(
        ("who", "status"),
        [("visitor_api", 401), ("reader_api", 403), ("editor_api", 403), ("lead_api", 403)],
    )
    def test_it_is_for_the_office(self, who, status, editions, request):
        api = request.getfixturevalue(who)

        for path, sent in [
            (EDITIONS, {"code": "S9", "title": "九"}), (f"{EDITIONS}S1/publish/", {}),
        ]:  # fmt: skip
            answer = api.post(path, sent, headers=ENGLISH)
            assert answer.status_code == status
            assert status == 401 or "reform office" in answer.json()["errors"][0]["detail"]
        assert list(Edition.objects.values_list("code", "state")) == [
            ("S0", "published"), ("S1", "draft"),
        ]  # fmt: skip


class TestPublish:
    def test_it_is_pinned_sealed_and_issued_today(self, editions, officer_api):
        with time_machine.travel(NOON + timedelta(days=3)):
            answer = officer_api.post(f"{EDITIONS}S1/publish/", {"reason": "印发"})

        shown = answer.json()
        assert (answer.status_code, shown["state"]) == (200, "published")
        assert shown["issued_on"] == "2022-07-03"
        assert shown["seal"]["journal_seal"]["number"] == Seal.objects.count()
        assert officer_api.get(f"{EDITIONS}S1/").json() == shown

    @pytest.mark.parametrize("day", [None, "2022-07-01"])
    def test_or_on_the_day_that_is_told_or_on_none(self, day, editions, officer_api):
        answer = officer_api.post(f"{EDITIONS}S1/publish/", {"issued_on": day})

        assert answer.json()["issued_on"] == day

    def test_all_faults_are_told_and_nothing_is_published(
        self, editions, three, officer, officer_api
    ):
        _older, newer = editions
        first, second, third = three
        entry = newer.entries.get(application=third)
        edition_entries.revise(entry=entry, values={"due_on": NOON.date()}, by=officer, at=NOON)
        first.refresh_from_db()
        transitions.make_transition(
            application=first, transition="retire", version=first.version, reason="r",
            evidence="e", by=officer, at=NOON,
        )  # fmt: skip
        second.refresh_from_db()
        applications.amend(
            application=second, version=second.version, changes={"system": None}, by=officer,
            at=NOON,
        )  # fmt: skip
        entry = newer.entries.get(application=second)
        edition_entries.revise(entry=entry, values={"batch": "launch"}, by=officer, at=NOON)
        seals = Seal.objects.count()

        answer = officer_api.post(f"{EDITIONS}S1/publish/", {}, headers=ENGLISH)

        assert (answer.status_code, answer.json()["type"]) == (409, "client_error")
        assert faults(answer) == [
            ("ZJ-0001", "terminal"), ("ZJ-0002", "no_system"), ("ZJ-0003", "overdue"),
        ]  # fmt: skip
        assert "第1个应用" in answer.json()["errors"][0]["detail"]
        assert Edition.objects.get(code="S1").state == "draft"
        assert Seal.objects.count() == seals

    def test_an_empty_one_has_a_fault_of_its_own(self, officer, officer_api):
        drafted(officer)

        answer = officer_api.post(f"{EDITIONS}S0/publish/", {})

        assert (answer.status_code, faults(answer)) == (409, [(None, "empty")])

    @pytest.mark.parametrize(
        ("sent", "attr"),
        [({"issued_on": "2099-01-01"}, "issued_on"), ({"issued_on": "x"}, "issued_on"),
         ({"issued_on": "1066-01-01"}, "issued_on"), ({"colour": 1}, "colour"),
         ({"reason": "\x00"}, "reason"), ([], "non_field_errors")],
    )  # fmt: skip
    def test_what_is_wrong_is_refused_by_field(self, sent, attr, editions, officer_api):
        answer = officer_api.post(f"{EDITIONS}S1/publish/", sent)

        assert answer.status_code == 400
        assert {fault[0] for fault in faults(answer)} == {attr}

    def test_what_is_published_is_not_published_again(self, editions, officer_api):
        answer = officer_api.post(f"{EDITIONS}S0/publish/", {})

        assert (answer.status_code, faults(answer)) == (409, [(None, "edition_refused")])
        assert officer_api.post(f"{EDITIONS}S9/publish/", {}).status_code == 404

    def test_a_draft_is_renamed_and_a_published_edition_is_not(self, editions, officer_api):
        named = officer_api.patch(f"{EDITIONS}S1/", {"code": "S7", "title": "改名"})
        frozen = officer_api.patch(f"{EDITIONS}S0/", {"title": "改名"})

        assert (named.status_code, named.json()["code"], named.json()["title"]) == (
            200, "S7", "改名",
        )  # fmt: skip
        assert (frozen.status_code, faults(frozen)) == (409, [(None, "edition_refused")])

    @pytest.mark.parametrize("method", ["put", "delete", "post"])
    def test_an_edition_itself_is_not_changed(self, method, editions, officer_api):
        answer = getattr(officer_api, method)(f"{EDITIONS}S0/", {"title": "新"})

        assert answer.status_code == 405


class TestBundle:
    def test_a_published_edition_is_carried_away(self, editions, visitor_api):
        answer = visitor_api.get(f"{EDITIONS}S0/bundle.zip", headers={"Accept": "application/zip"})

        assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
        assert answer["Content-Disposition"] == 'attachment; filename="edition-S0.zip"'
        assert zipfile.ZipFile(io.BytesIO(answer.getvalue())).testzip() is None

    def test_a_draft_is_not(self, editions, reader_api):
        answer = reader_api.get(f"{EDITIONS}S1/bundle.zip")

        assert (answer.status_code, faults(answer)) == (409, [(None, "edition_refused")])

    @pytest.mark.parametrize(
        ("path", "status"), [("S9/bundle.zip", 404), ("S0/bundle.zip?colour=red", 400)]
    )
    def test_what_there_is_not(self, path, status, editions, visitor_api):
        assert visitor_api.get(f"{EDITIONS}{path}").status_code == status

    def test_nothing_internal_is_in_it_for_the_public(self, officer, visitor_api):
        secret = ApplicationFactory(name="内部应用", visibility="internal", status="online")
        published(officer, online(), secret)

        answer = visitor_api.get(f"{EDITIONS}S0/bundle.zip")

        if answer.status_code == 200:
            book = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
            assert all("内部应用".encode() not in book.read(name) for name in book.namelist())
