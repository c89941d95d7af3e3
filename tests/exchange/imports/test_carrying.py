"""A file is carried out as a whole, by the acts that everybody uses, or not at all."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from reform_apps.exchange.imports import carrying
from reform_apps.models import Application, ImportBatch, JournalEntry
from reform_apps.operations import applications, duplicate_checks
from reform_apps.operations.office.imports import ImportRefused
from reform_apps.operations.writing.acts import ActRefused
from reform_apps.queries.proofs import consistency
from tests.clock import NOON, TODAY
from tests.exchange.imports.conftest import Book, exported
from tests.factories import ApplicationFactory, OrganizationFactory, SystemFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def drift():
    broken = [fault for found in consistency.broken_entries() for fault in found]
    return broken + [fault for found in consistency.drifted_applications() for fault in found]


def upload(book, by, name="报送.xlsx"):
    return carrying.upload(file_name=name, content=book.content(), by=by, at=NOON)


def carried_out(book, by):
    batch = upload(book, by)
    assert batch.problems == []
    return carrying.carry_out(batch=batch, by=by, at=NOON)


def test_planning_writes_nothing_but_the_plan(book, officer):
    row = ApplicationFactory(summary="旧")
    sent = book()
    sent.set(row.code, summary="新")
    sent.add(name="浙里新事", kind="平台")

    batch = upload(sent, officer)

    assert (batch.to_add, batch.to_amend, batch.unchanged, batch.refused) == (1, 1, 0, 0)
    assert [(line["action"], line["changes"]) for line in batch.lines] == [
        ("amend", {"summary": ["旧", "新"]}),
        ("add", {"name": [None, "浙里新事"], "kind": [None, "platform"]}),
    ]
    assert (Application.objects.count(), JournalEntry.objects.count()) == (1, 1)


def test_each_change_is_one_entry_that_names_the_file(book, officer):
    rows = [ApplicationFactory() for _ in range(3)]
    unit = OrganizationFactory(name="省司法厅")
    sent = book()
    sent.set(rows[0].code, organization_name="省司法厅", reason="机构改革", evidence="1号",
             effective_on=date(2022, 6, 1))  # fmt: skip
    sent.set(rows[1].code, aliases="又名一\n又名二", terminals="PC 端; 移动端")
    sent.add(name="浙里新事", system=SystemFactory(code="party").code)

    batch = carried_out(sent, officer)

    entries = JournalEntry.objects.exclude(verb="register", application__in=rows).order_by("pk")
    told = {"id": batch.pk, "file": "报送.xlsx", "sha256": batch.sha256}
    assert [(e.application.name, e.verb) for e in entries] == [
        ("浙里新事", "register"), (rows[0].name, "amend"), (rows[1].name, "amend"),
    ]  # fmt: skip
    assert all(entry.changes["import_batch"] == [None, told] for entry in entries)
    assert (entries[1].reason, entries[1].evidence) == ("机构改革", "1号")
    assert entries[1].effective_on == date(2022, 6, 1)
    rows[0].refresh_from_db()
    assert rows[0].organization == unit
    assert sorted(alias.name for alias in rows[1].aliases.all()) == ["又名一", "又名二"]
    assert (batch.state, batch.applied_at) == ("applied", NOON)
    assert drift() == []


def test_another_status_is_a_transition(book, officer):
    row = ApplicationFactory(complete=True, status="planning", status_since=TODAY, terminals=["pc"])
    duplicate_checks.record(
        application=row, decision="distinct", reason="不同", by=officer, at=NOON
    )
    online = ApplicationFactory(status="trial", terminals=["pc"])
    target, merged = (ApplicationFactory(status="online") for _ in range(2))
    sent = book()
    sent.set(row.code, status="立项", evidence="2号", summary="说明")
    sent.set(online.code, status="上线", evidence="3号", online_on=TODAY)
    sent.set(merged.code, status="已整合", merged_into=target.code, reason="重复")

    carried_out(sent, officer)

    for each in (row, online, merged):
        each.refresh_from_db()
    assert (row.status, row.summary, row.version) == ("approved", "说明", 4)
    assert (online.status, online.online_on) == ("online", TODAY)
    assert merged.merged_into == target
    moves = JournalEntry.objects.exclude(transition="")
    assert {entry.transition for entry in moves} == {"approve", "go_online", "merge"}
    assert all("import_batch" in entry.changes for entry in moves)
    assert drift() == []


def test_what_has_changed_since_is_a_conflict_with_both_values(book, officer):
    row = ApplicationFactory(summary="旧")
    sent = book()
    sent.set(row.code, summary="我的")
    batch = upload(sent, officer)
    applications.amend(
        application=row, changes={"summary": "别人的"}, version=1, by=officer, at=NOON
    )

    with pytest.raises(ImportRefused):
        carrying.carry_out(batch=batch, by=officer, at=NOON)

    batch.refresh_from_db()
    (problem,) = batch.problems
    assert (problem["row"], problem["column"]) == (3, "summary")
    assert "别人的" in problem["message"]
    assert (batch.state, batch.refused) == ("planned", 1)
    row.refresh_from_db()
    assert row.summary == "别人的"


def test_all_or_nothing(book, officer):
    first, second = (ApplicationFactory(status="online") for _ in range(2))
    sent = book()
    sent.set(first.code, summary="新")
    # Each may be merged into the other, but not both.
    sent.set(first.code, status="已整合", merged_into=second.code, reason="重复")
    sent.set(second.code, status="已整合", merged_into=first.code, reason="重复")
    batch = upload(sent, officer)
    assert batch.problems == []

    with pytest.raises(ImportRefused):
        carrying.carry_out(batch=batch, by=officer, at=NOON)

    batch.refresh_from_db()
    assert [problem["column"] for problem in batch.problems] == ["status"]
    assert JournalEntry.objects.count() == 2
    first.refresh_from_db()
    assert (first.summary, first.status) == ("", "online")


def test_the_same_file_is_carried_out_once(book, officer):
    row = ApplicationFactory()
    sent = book()
    sent.set(row.code, summary="新")
    content = sent.content()
    one, other = (
        carrying.upload(file_name=name, content=content, by=officer, at=NOON)
        for name in ("一.xlsx", "二.xlsx")
    )
    carrying.carry_out(batch=one, by=officer, at=NOON)

    for batch in (one, other):
        with pytest.raises(ImportRefused, match=str(one.pk)):
            carrying.carry_out(batch=batch, by=officer, at=NOON)

    assert row.journal.count() == 2


def test_every_row_is_judged_by_the_rights_of_whoever_sends_it(officer):
    unit = OrganizationFactory()
    own, foreign = ApplicationFactory(organization=unit), ApplicationFactory()
    editor = UserFactory(role="unit_editor", organization=unit)
    sent = Book(exported(editor))
    sent.set(own.code, summary="本单位", kind="平台")
    sent.set(foreign.code, summary="外单位")
    sent.add(name="浙里新事")

    batch = upload(sent, editor)

    assert [(problem["row"], problem["column"]) for problem in batch.problems] == [
        (3, "code"), (4, "code"), (5, "code"),
    ]  # fmt: skip
    assert "kind" in batch.problems[0]["message"]
    with pytest.raises(ActRefused):
        upload(Book(exported(editor)), UserFactory(role="reader"))


def test_the_number_of_statements_does_not_grow_with_each_row(book, officer):
    first = book()
    first.add(name="浙里首件")
    carried_out(first, officer)
    costs = []
    for length in (1, 3):
        rows = [ApplicationFactory(complete=True) for _ in range(length)]
        sent = book()
        for row in rows:
            sent.set(row.code, summary=f"新{length}")
            sent.add(name=f"浙里新事{row.pk}")
        with CaptureQueriesContext(connection) as planned:
            batch = upload(sent, officer)
        with CaptureQueriesContext(connection) as done:
            carrying.carry_out(batch=batch, by=officer, at=NOON)
        costs.append((len(planned), len(done)))

    assert ImportBatch.objects.applied().count() == 3
    assert costs[0] == costs[1]
