"""A difference as a workbook: each field in words, before and after."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from reform_apps.exchange import differences
from reform_apps.models import Application
from reform_apps.operations import applications, edition_entries, editions
from reform_apps.queries import differences as queries
from reform_apps.queries.differences import Difference
from reform_apps.rules.changes import Change, Kind
from tests.clock import NOON
from tests.exchange import workbooks
from tests.exchange.conftest import FORMULA
from tests.factories import SystemFactory

pytestmark = pytest.mark.django_db


def sheets(difference, language="en"):
    with translation.override(language):
        return workbooks.sheets(differences.workbook(difference))


def test_the_difference_of_two_editions(two_editions, officer):
    older, newer = two_editions
    book = sheets(queries.of_editions(older, newer, user=officer))

    assert list(book) == ["Summary", "Changes"]
    assert book["Summary"][0] == ["Kind of change", "S0 → S1"]
    assert ["Merged", 1] in book["Summary"]
    assert ["Added", 0] in book["Summary"]
    head, *rows = book["Changes"]
    assert head == [
        "Ledger code", "Name", "Kind of change", "Field", "Before", "After", "Reason", "Successor"
    ]  # fmt: skip
    first, third = (Application.objects.get(name=name) for name in ("甲事在线", "丙事在线"))
    lines = {(row[0], row[3]): row[1:] for row in rows}
    assert lines[first.code, "Annual task"][4] == FORMULA
    assert lines[first.code, "Due on"][3:5] == [None, date(2022, 12, 31)]
    assert lines[third.code, "Status"] == [
        "丙事在线", "Merged", "Status", "online", "merged", "功能相近", str(first)
    ]  # fmt: skip
    assert lines[third.code, "Merged into"][4] == str(first)


def test_names_and_labels_are_in_the_language_of_the_reader(two_editions, officer):
    newer = two_editions[1]
    application = Application.objects.get(name="甲事在线")
    system = SystemFactory(code="gov", name="数字政府", name_en="Digital Government")
    applications.amend(
        application=application, changes={"system": system, "runway": None, "terminals": ["tv"]},
        version=application.version, by=officer, at=NOON + timedelta(days=60), reason="划转",
    )  # fmt: skip
    difference = queries.since_edition(newer, user=officer)

    english = sheets(difference)
    chinese = sheets(difference, "zh-hans")

    assert english["Summary"][0][1] == "S1 → now"
    told = [row[2:7] for row in english["Changes"][1:]]
    assert [
        "Moved to another system or runway", "System", "Party and Government",
        "Digital Government", "划转",
    ] in told  # fmt: skip
    assert [row[3:5] for row in told if row[1] == "Runway"] == [[None, "划转"]]
    assert "数字政府" in str(chinese)
    assert "Digital" not in str(chinese)


def test_a_slip_is_told_with_both_days(two_editions, officer):
    newer = two_editions[1]
    at = NOON + timedelta(days=90)
    draft = editions.start(code="S2", title="第三版", by=officer, at=at)
    entry = draft.entries.get(application__name="甲事在线")
    edition_entries.revise(
        entry=entry, values={"due_on": date(2023, 3, 31)}, by=officer, at=at, reason="延期"
    )

    rows = sheets(queries.of_editions(newer, draft, user=officer))["Changes"]

    (due,) = [row for row in rows if row[3] == "Due on"]
    assert due[4:7] == [date(2022, 12, 31), date(2023, 3, 31), "延期"]
    (slips,) = [row for row in rows if row[3] == "Slips"]
    assert slips[4:6] == [0, 1]


def test_nothing_has_changed(two_editions, officer):
    book = sheets(queries.of_editions(two_editions[0], two_editions[0], user=officer))

    assert book["Summary"][-1] == ["Total", 0]
    assert len(book["Changes"]) == 1


def test_a_change_that_names_no_field_has_a_line():
    change = Change("ZJ-0001", "甲事", Kind.DROPPED, {}, "不再列入")

    book = sheets(Difference("S0", "S1", [change]))

    assert book["Changes"][1] == [
        "ZJ-0001", "甲事", "Dropped", None, None, None, "不再列入"
    ]  # fmt: skip


def test_what_the_reader_may_not_know_is_not_told(two_editions, officer, visitor):
    successor = Application.objects.get(name="甲事在线")
    Application.objects.filter(pk=successor.pk).update(visibility="internal")

    book = sheets(queries.of_editions(*two_editions, user=visitor))

    assert successor.code not in str(book)
    assert "甲事在线" not in str(book)
    assert "丙事在线" in str(book)


@pytest.mark.parametrize("length", [1, 3])
def test_a_workbook_costs_the_same_for_any_length(length, officer, django_assert_num_queries):
    system, other = SystemFactory(), SystemFactory()
    change = Change("ZJ-0001", "甲事", Kind.MOVED, {"system": [system.code, other.code]})

    with django_assert_num_queries(1):
        differences.workbook(Difference("S0", "S1", [change] * length))
