"""A seed is read whole, and carried out whole or not at all."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from reform_apps.exchange import seed
from reform_apps.models import Application, Edition, JournalEntry
from reform_apps.operations import applications, editions
from reform_apps.operations.editions import PublicationRefused
from reform_apps.operations.writing.acts import ActRefused
from tests.clock import NOON
from tests.operations.conftest import all_rows
from tests.operations.steps import make

FIXTURES = settings.BASE_DIR / "fixtures"

pytestmark = pytest.mark.django_db


@pytest.fixture
def fixtures():
    return seed.read(FIXTURES)


def test_reading_writes_nothing(officer):
    before = all_rows()

    read = seed.read(FIXTURES)

    assert all_rows() == before
    assert list(read.reference) == ["sources", "systems", "runways", "regions", "organizations"]
    assert (len(read.entries), len(read.figures)) == (53, 10)
    assert [(told["code"], len(told["entries"])) for told in read.editions] == [
        ("ARTICLE-2022", 29)
    ]


def test_what_enters_is_counted_by_noun(fixtures, officer):
    added = seed.carry_out(fixtures, by=officer, at=NOON)

    assert added == {
        "sources": 9,
        "systems": 10,
        "runways": 18,
        "regions": 102,
        "organizations": 5,
        "applications": 53,
        "observations": 10,
        "outcomes": 4,
        "editions": 1,
    }
    assert set(JournalEntry.objects.values_list("recorded_at", "by")) == {(NOON, officer.pk)}


@pytest.mark.parametrize(
    "fault",
    [
        {"name": "？！"},
        {"system": "theory"},
        {"status": "merged"},
        {"assessments": [{"kind": "applause"}]},
        {"observations": [{"indicator": "usage_rate", "value": "101", "unit": "percent"}]},
        {"aliases": [{"name": "别名", "basis": "stated"}]},
    ],
    ids=repr,
)
def test_one_fault_in_the_last_entry_undoes_the_whole_seed(fault, fixtures, officer):
    before = all_rows()
    spoiled = [*fixtures.entries[:-1], fixtures.entries[-1] | fault]
    broken = replace(fixtures, entries=spoiled)

    with pytest.raises(ValidationError):
        seed.carry_out(broken, by=officer, at=NOON)

    assert all_rows() == before


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        ({"batch": "third"}, ValidationError),
        ({"basis": "stated", "locator": ""}, ValidationError),
        ({"basis": "derived", "note": ""}, ValidationError),
        ({"source": "no-such-source"}, ValidationError),
        ({"due_on": date(2022, 6, 29)}, PublicationRefused),
    ],
    ids=repr,
)
def test_one_fault_in_the_edition_undoes_the_whole_seed(fault, refusal, fixtures, officer):
    before = all_rows()
    (told,) = fixtures.editions
    spoiled = told | {"entries": [*told["entries"][:-1], told["entries"][-1] | fault]}

    with pytest.raises(refusal):
        seed.carry_out(replace(fixtures, editions=[spoiled]), by=officer, at=NOON)

    assert all_rows() == before


def test_the_edition_says_what_the_source_does_and_no_day_of_issue(fixtures, officer):
    seed.carry_out(fixtures, by=officer, at=NOON)

    edition = Edition.objects.get()
    (told,) = fixtures.editions
    assert (edition.code, edition.title, edition.note) == (
        "ARTICLE-2022", told["title"], told["note"],
    )  # fmt: skip
    assert (edition.state, edition.issued_on, edition.previous) == ("published", None, None)
    assert (edition.published_at, edition.published_by) == (NOON, officer)
    in_order = edition.entries.select_related("application", "source").order_by("application__code")
    assert [
        (row.application.name, row.batch, row.basis, row.source.code, row.locator, row.note)
        for row in in_order
    ] == [
        (row["application"], row.get("batch"), row["basis"], row["source"], row["locator"],
         row.get("note", ""))
        for row in told["entries"]
    ]  # fmt: skip
    assert set(edition.entries.values_list("task", "due_on", "slips", "completed_on")) == {
        ("", None, 0, None)
    }


def test_each_application_of_the_edition_has_an_act_for_taking_it_in_and_one_for_it(
    fixtures, officer
):
    seed.carry_out(fixtures, by=officer, at=NOON)

    acts = Counter(JournalEntry.objects.values_list("verb", flat=True))
    assert (acts["plan"], acts["publish"]) == (29, 29)
    assert Counter(Application.objects.values_list("batch", flat=True)) == {
        "upgrade": 11, "launch": 1, None: 41,
    }  # fmt: skip
    for row in Edition.objects.get().entries.select_related("application", "entry"):
        assert row.entry.verb == "publish"
        assert row.entry.snapshot["batch"] == row.application.batch == row.batch
        assert ("batch" in row.application.basis) == (row.batch is not None)


def test_what_has_ended_is_not_in_the_edition(fixtures, officer):
    gone = applications.register(particulars={"name": "公平在线"}, by=officer, at=NOON)
    make(gone, "terminate", officer, at=NOON, reason="不做了")

    seed.carry_out(fixtures, by=officer, at=NOON)

    names = Edition.objects.get().entries.values_list("application__name", flat=True)
    assert (len(names), "公平在线" in names) == (28, False)


def test_an_edition_of_the_past_finds_no_place_among_those_of_people(fixtures, officer):
    editions.start(code="S0", title="初版", by=officer, at=NOON)

    added = seed.carry_out(fixtures, by=officer, at=NOON)

    assert "editions" not in added
    assert list(Edition.objects.values_list("code", "state")) == [("S0", "draft")]


def test_only_those_who_may_act_carry_it_out(fixtures, reader):
    before = all_rows()

    with pytest.raises(ActRefused):
        seed.carry_out(fixtures, by=reader, at=NOON)

    assert all_rows() == before


def test_the_moment_comes_from_the_door(fixtures, officer):
    seed.carry_out(fixtures, by=officer, at=NOON)

    assert Application.objects.filter(created_at=NOON, updated_at=NOON).count() == 53
