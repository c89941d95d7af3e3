"""The bundle of an edition: whole, the same each time, and nothing in it that one may not see."""

import io
import json
import time
from datetime import date, timedelta
from zipfile import ZIP_STORED, ZipFile

import pytest
import time_machine
from django.utils import translation

from reform_apps.models import Seal
from reform_apps.operations import edition_entries, editions
from reform_apps.operations.editions import EditionRefused
from reform_apps.rules.digests import canonical, digest
from tests.clock import NOON
from tests.editions import bundled
from tests.exchange import workbooks
from tests.exchange.conftest import FORMULA
from tests.operations.worlds import drafted, online, published

pytestmark = pytest.mark.django_db

MEMBERS = [
    "README.txt", "SHA256SUMS", "edition.json", "edition.xlsx", "entries.json",
    "journal_digests.txt", "seal.json", "verify.py",
]  # fmt: skip


def unpacked(content):
    with ZipFile(io.BytesIO(content)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def told(content, name):
    return json.loads(unpacked(content)[name])


def test_a_bundle_holds_its_members_in_order_and_uncompressed(two_editions, officer):
    content = bundled(two_editions[1], user=officer)

    with ZipFile(io.BytesIO(content)) as zipped:
        members = zipped.infolist()
    assert [member.filename for member in members] == MEMBERS
    assert {member.compress_type for member in members} == {ZIP_STORED}
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_edition_makes_the_same_bytes(two_editions, officer, monkeypatch):
    first = bundled(two_editions[1], user=officer)

    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    with time_machine.travel("2031-05-05 17:00:00+00:00"):
        second = bundled(two_editions[1], user=officer)
    monkeypatch.undo()
    time.tzset()

    assert unpacked(first) == unpacked(second)
    assert first == second


def test_a_draft_has_no_bundle(officer):
    draft = drafted(officer, online())

    with pytest.raises(EditionRefused, match="S0"):
        bundled(draft, user=officer)


def test_edition_and_entries_are_what_was_sealed(two_editions, officer):
    older, newer = two_editions

    content = bundled(newer, user=officer)

    assert told(content, "edition.json") == {
        "content": newer.content(),
        "digest": newer.digest,
        "previous_digest": older.digest,
    }
    listed = told(content, "entries.json")
    entries = list(newer.entries.order_by("application__number"))
    assert listed["entries"] == [
        {
            "content": entry.content(),
            "digest": entry.digest,
            "journal": {
                "content": entry.entry.content(),
                "digest": entry.entry.digest,
                "previous_digest": entry.entry.previous_digest,
            },
        }
        for entry in entries
    ]
    drop = newer.drops.get()
    assert [(row["content"], row["digest"]) for row in listed["drops"]] == [
        (drop.content(), drop.digest)
    ]
    assert listed["drops"][0]["journal"]["digest"] == drop.entry.digest
    assert listed["later_completions"] == []


def test_the_json_is_canonical(two_editions, officer):
    members = unpacked(bundled(two_editions[1], user=officer))

    for name in ("edition.json", "entries.json", "seal.json"):
        assert canonical(json.loads(members[name])) == members[name]


def test_the_seal_comes_with_its_chain_and_what_it_closes(two_editions, officer):
    newer = two_editions[1]

    members = unpacked(bundled(newer, user=officer))

    seal = json.loads(members["seal.json"])
    chain = [*seal["before"], seal]
    assert [row["digest"] for row in chain] == list(
        Seal.objects.order_by("number").values_list("digest", flat=True)
    )
    assert all(
        row["digest"] == digest(previous=row["previous_digest"], content=row["content"])
        for row in chain
    )
    closed = members["journal_digests.txt"].decode().splitlines()
    span = seal["content"]["last_position"] - seal["content"]["first_position"]
    assert len(closed) == span + 1
    assert {entry.entry.digest for entry in newer.entries.all()} < set(closed)


def test_later_seals_are_left_out(two_editions, officer):
    older, newer = two_editions

    seal = told(bundled(older, user=officer), "seal.json")

    assert seal["content"]["number"] == older.seal.number < newer.seal.number


def test_what_may_not_be_seen_is_a_digest(two_editions, officer, visitor):
    newer = two_editions[1]
    hidden = newer.entries.get(application__visibility="internal")

    content = bundled(newer, user=visitor)

    rows = told(content, "entries.json")["entries"]
    assert [row for row in rows if "content" not in row] == [{"digest": hidden.digest}]
    assert len(rows) == newer.entries.count()
    everything = b"".join(unpacked(content).values())
    sheet = workbooks.sheets(unpacked(content)["edition.xlsx"])
    for secret in (hidden.application.name, hidden.application.code):
        assert secret.encode() not in everything
        assert secret not in str(sheet)
        assert secret in str(
            workbooks.sheets(unpacked(bundled(newer, user=officer))["edition.xlsx"])
        )


def test_an_ending_that_names_an_internal_successor_is_not_shown(two_editions, officer, visitor):
    newer = two_editions[1]
    drop = newer.drops.select_related("application__merged_into").get()
    successor = drop.application.merged_into
    type(successor).objects.filter(pk=successor.pk).update(visibility="internal")

    row = told(bundled(newer, user=visitor), "entries.json")["drops"][0]

    assert row == {"content": drop.content(), "digest": drop.digest}
    assert "journal" in told(bundled(newer, user=officer), "entries.json")["drops"][0]


def test_a_drop_that_may_not_be_seen_is_a_digest(two_editions, visitor):
    newer = two_editions[1]
    drop = newer.drops.get()
    type(drop.application).objects.filter(pk=drop.application_id).update(visibility="internal")

    drops = told(bundled(newer, user=visitor), "entries.json")["drops"]

    assert drops == [{"digest": drop.digest}]


def test_a_later_completion_stands_apart(two_editions, officer):
    newer = two_editions[1]
    before = told(bundled(newer, user=officer), "entries.json")
    entry = newer.entries.order_by("application__number").first()
    day = date(2022, 7, 1)

    edition_entries.revise(
        entry=entry, values={"completed_on": day}, by=officer, at=NOON + timedelta(days=40)
    )

    after = told(bundled(newer, user=officer), "entries.json")
    assert after.pop("later_completions") == [
        {"application": entry.application.code, "completed_on": "2022-07-01"}
    ]
    assert after | {"later_completions": []} == before


def test_a_completion_before_publication_is_no_later_one(officer):
    edition = drafted(officer, online(), task="办", completed_on=date(2022, 6, 1))
    edition = editions.publish(edition=edition, issued_on=None, by=officer, at=NOON)

    assert told(bundled(edition, user=officer), "entries.json")["later_completions"] == []


def test_the_workbook_says_what_an_office_asks(two_editions, officer):
    newer = two_editions[1]
    with translation.override("en"):
        book = workbooks.sheets(unpacked(bundled(newer, user=officer))["edition.xlsx"])

    assert list(book) == ["Entries", "Dropped", "Seal"]
    head, first, *_rest = book["Entries"]
    assert head == [
        "Ledger code", "Name", "Status", "System", "Runway", "Batch", "Annual task", "Due on",
        "First due on", "Slips", "Completed on", "Basis",
    ]  # fmt: skip
    assert first[1:11] == [
        "甲事在线", "online", "Party and Government", "Lane A", "upgrade", FORMULA,
        date(2022, 12, 31), date(2022, 12, 31), 0, None,
    ]  # fmt: skip
    assert first[11] == "stated · 某文件 · L1"
    assert [row[1:4] for row in book["Dropped"][1:]] == [["丙事在线", "merged", "功能相近"]]
    assert ["Seal of the edition", newer.digest] in book["Seal"]
    assert ["Seal of the journal", newer.seal.digest] in book["Seal"]


def test_the_workbook_speaks_the_language_of_the_reader(two_editions, officer):
    members = unpacked(bundled(two_editions[1], user=officer))

    first = workbooks.sheets(members["edition.xlsx"])
    assert "党政机关整体智治" in str(first)
    assert "Party and Government" not in str(first)


@pytest.mark.parametrize("length", [1, 3])
def test_a_bundle_costs_the_same_for_any_length(length, officer, django_assert_max_num_queries):
    edition = published(officer, *[online() for _ in range(length)])

    with django_assert_max_num_queries(18):
        bundled(edition, user=officer)
