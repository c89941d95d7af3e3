"""Editions are begun from one another, published whole or not at all, and frozen."""

from datetime import date, timedelta
from itertools import chain

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reform_apps.models import Application, Edition, JournalEntry, Seal, Verb
from reform_apps.operations import applications, edition_entries, editions
from reform_apps.operations.editions import EditionRefused, PublicationRefused
from reform_apps.operations.writing.acts import ActRefused
from reform_apps.queries import editions as queries
from reform_apps.queries.proofs import consistency
from reform_apps.queries.proofs import editions as proof
from reform_apps.rules import merkle
from tests.clock import NOON, TODAY
from tests.factories import ApplicationFactory, SourceFactory
from tests.operations.steps import make
from tests.operations.worlds import DAY, drafted, online, published

pytestmark = pytest.mark.django_db


def begin(officer, *, code="S0", title="第一版", **more):
    return editions.start(code=code, title=title, by=officer, at=NOON, **more)


def publish(edition, officer, *, issued_on=TODAY, at=NOON, **more):
    return editions.publish(edition=edition, issued_on=issued_on, by=officer, at=at, **more)


def held(edition):
    return list(
        edition.entries.order_by("application__number").values_list("application__code", "batch")
    )


def test_a_first_draft_begins_empty(officer):
    edition = begin(officer)

    assert (edition.state, edition.position, edition.previous) == ("draft", 1, None)
    assert not edition.entries.exists()


@pytest.mark.parametrize("role", ["lead", "editor", "reader"])
def test_editions_are_the_offices(role, request):
    with pytest.raises(ActRefused):
        begin(request.getfixturevalue(role))

    assert not Edition.objects.exists()


def test_there_is_one_draft_at_a_time(officer):
    begin(officer)

    with pytest.raises(ValidationError) as refusal:
        begin(officer, code="S1")

    assert "There is a draft already" in str(refusal.value) or "草稿" in str(refusal.value)
    assert Edition.objects.count() == 1


def test_a_code_is_given_once(officer):
    published(officer, online(), code="S0")

    with pytest.raises(ValidationError) as refusal:
        editions.start(code="S0", title="又一", by=officer, at=NOON)

    assert set(refusal.value.message_dict) == {"code"}


@pytest.mark.parametrize("code", ["now", "NOW", "版次", "S 0", ""])
def test_a_code_can_stand_in_an_address_and_is_not_today(officer, code):
    with pytest.raises(ValidationError) as refusal:
        begin(officer, code=code)

    assert "code" in refusal.value.message_dict


def test_what_lives_is_carried_with_its_open_task(officer):
    done, open_one = online(), online()
    first = drafted(officer, done, open_one, batch="upgrade", task="扩面", due_on=date(2022, 9, 1))
    edition_entries.revise(
        entry=first.entries.get(application=done),
        values={"completed_on": TODAY}, by=officer, at=NOON,
    )  # fmt: skip
    publish(first, officer)

    second = begin(officer, code="S1")

    told = {row.application_id: row for row in second.entries.all()}
    assert held(second) == [(done.code, "upgrade"), (open_one.code, "upgrade")]
    assert (told[done.pk].task, told[done.pk].due_on, told[done.pk].completed_on) == (
        "",
        None,
        None,
    )
    assert (told[open_one.pk].task, told[open_one.pk].original_due_on) == ("扩面", date(2022, 9, 1))


def test_what_has_come_to_its_end_is_dropped_for_that_reason(officer):
    ended, kept = online(), online()
    published(officer, ended, kept, batch="upgrade")
    ended.refresh_from_db()
    make(ended, "retire", officer, reason="任务完成", evidence="浙改办〔2022〕9号")

    second = begin(officer, code="S1")

    (drop,) = second.drops.all()
    assert held(second) == [(kept.code, "upgrade")]
    assert (drop.application, drop.reason, drop.document) == (
        ended,
        "任务完成",
        "浙改办〔2022〕9号",
    )
    assert drop.entry.transition == "retire"


def test_publication_pins_every_entry_and_writes_one_line_of_journal_each(officer):
    rows = [online(), ApplicationFactory(status="planning", complete=True)]
    edition = drafted(officer, *rows, batch=None)
    edition_entries.revise(
        entry=edition.entries.get(application=rows[0]),
        values={"batch": "upgrade"}, by=officer, at=NOON,
    )  # fmt: skip

    edition = publish(edition, officer, reason="经会议审定")

    entries = list(edition.entries.select_related("entry").order_by("application__number"))
    assert [entry.entry.verb for entry in entries] == ["publish", "publish"]
    assert [entry.entry.snapshot["batch"] for entry in entries] == ["upgrade", None]
    assert entries[0].entry.reason == "经会议审定"
    assert [entry.entry.version for entry in entries] == [
        Application.objects.get(pk=row.pk).version for row in rows
    ]
    assert edition.root == merkle.root(entry.expected_digest() for entry in entries)
    assert edition.digest == Edition.objects.get().expected_digest()
    assert list(proof.broken())[-1] == []
    assert list(chain.from_iterable(proof.broken())) == []
    assert list(chain.from_iterable(consistency.broken_entries())) == []
    assert list(chain.from_iterable(consistency.drifted_applications())) == []


def test_publication_seals_the_whole_journal(officer):
    edition = published(officer, online())

    last = Seal.objects.order_by("number").last()
    assert edition.seal == last
    assert last.last_position == JournalEntry.objects.count()


def test_an_application_has_the_batch_and_its_basis_from_the_last_edition(officer):
    application = online()
    published(officer, application, batch="upgrade")
    application.refresh_from_db()
    assert (application.batch, application.basis["batch"]) == ("upgrade", {"basis": "entered"})

    second = begin(officer, code="S1")
    edition_entries.drop(
        entry=second.entries.get(), reason="撤回", document="1号", by=officer, at=NOON
    )
    edition_entries.add(
        edition=second, application=online(), values={"batch": "launch"}, by=officer, at=NOON
    )
    application.refresh_from_db()
    assert application.batch == "upgrade"  # a draft decides nothing yet
    publish(second, officer)

    application.refresh_from_db()
    assert (application.batch, application.basis.get("batch")) == (None, None)
    last = application.journal.order_by("-version").first()
    assert last.changes["edition_drop"][1] == {"edition": "S1", "reason": "撤回", "document": "1号"}


def test_a_batch_cannot_be_amended_past_the_editions(officer):
    with pytest.raises(ValidationError) as refusal:
        applications.amend(
            application=online(), changes={"batch": "plan"}, version=1, by=officer, at=NOON
        )

    assert list(refusal.value.message_dict) == ["batch"]


def faulty(officer):
    """Draft an edition with one fault of every kind."""
    published(officer, online(name="浙里旧有"), code="S0")
    edition = begin(officer, code="S1")
    edition.entries.all().delete()  # past the operations: neither carried nor dropped
    nowhere = ApplicationFactory(name="浙里无系统", status="approved")
    late = online(name="浙里逾期")
    gone = online(name="浙里已逝")
    for application, values in (
        (nowhere, {"batch": "launch"}),
        (late, {"due_on": TODAY - timedelta(days=1)}),
        (gone, {}),
    ):
        edition_entries.add(
            edition=edition, application=application, values=values, by=officer, at=NOON
        )
    gone.refresh_from_db()
    make(gone, "retire", officer, reason="停用", evidence="2号")
    return edition


def test_all_faults_are_listed_and_nothing_is_published(officer):
    edition = faulty(officer)
    before = JournalEntry.objects.count(), Seal.objects.count()

    with pytest.raises(PublicationRefused) as refusal:
        publish(edition, officer, at=NOON + DAY)

    assert sorted(fault.code for fault in refusal.value.faults) == [
        "no_system", "overdue", "terminal", "unaccounted",
    ]  # fmt: skip
    assert all(fault.message and fault.application for fault in refusal.value.faults)
    edition.refresh_from_db()
    assert (edition.state, edition.digest) == ("draft", "")
    assert (JournalEntry.objects.count(), Seal.objects.count()) == before


def test_an_edition_without_applications_is_not_published(officer):
    with pytest.raises(PublicationRefused) as refusal:
        publish(begin(officer), officer)

    assert [fault.code for fault in refusal.value.faults] == ["empty"]


def test_what_a_source_says_of_a_launch_is_no_fault(officer):
    application = ApplicationFactory(status="building")
    edition = drafted(
        officer, application, batch="launch",
        basis="derived", source=SourceFactory().code, locator="L1", note="规则",
    )  # fmt: skip

    assert publish(edition, officer).state == "published"


@pytest.mark.parametrize("day", [TODAY + DAY, date(1900, 1, 1)])
def test_an_edition_is_issued_on_a_possible_day(officer, day):
    edition = drafted(officer, online())

    with pytest.raises(ValidationError) as refusal:
        publish(edition, officer, issued_on=day)

    assert "issued_on" in refusal.value.message_dict


def test_a_published_edition_is_not_published_again(officer):
    edition = published(officer, online())

    with pytest.raises(EditionRefused):
        publish(edition, officer)


@pytest.mark.parametrize("issued_on", [TODAY, TODAY - DAY], ids=["today", "yesterday"])
def test_publication_costs_the_same_for_any_length(issued_on, officer):
    published(officer, online())
    costs = []
    for code, length in (("S1", 1), ("S2", 3)):
        edition = drafted(officer, *(online() for _ in range(length)), code=code)
        with CaptureQueriesContext(connection) as statements:
            publish(edition, officer, issued_on=issued_on)
        costs.append([query["sql"].split()[0] for query in statements])

    assert JournalEntry.objects.filter(verb=Verb.PUBLISH).count() == 1 + 2 + 5
    assert costs[0] == costs[1]


def test_an_edition_is_not_issued_before_the_one_it_follows(officer):
    publish(drafted(officer, online()), officer, issued_on=TODAY)
    second = begin(officer, code="S1")

    with pytest.raises(ValidationError) as refusal:
        publish(second, officer, issued_on=TODAY - DAY)

    assert set(refusal.value.message_dict) == {"issued_on"}


def test_only_what_was_seen_is_published(officer):
    edition = drafted(officer, online())
    seen = queries.mark(edition)
    edition_entries.add(edition=edition, application=online(), values={}, by=officer, at=NOON)

    with pytest.raises(EditionRefused):
        publish(edition, officer, seen=seen)

    publish(edition, officer, seen=queries.mark(edition))


def test_a_draft_follows_the_edition_published_last(officer):
    published(officer, online())
    newer = published(officer, code="S1")

    assert begin(officer, code="S2").previous == newer


def test_a_draft_is_renamed_and_nothing_else(officer):
    edition = drafted(officer, online())
    told = {"title": "第二版", "note": "说明", "by": officer, "at": NOON}

    renamed = editions.rename(edition=edition, code="S2", **told)

    assert (renamed.code, renamed.title, renamed.note) == ("S2", "第二版", "说明")
    assert renamed.entries.count() == 1
    publish(renamed, officer)
    with pytest.raises(EditionRefused):
        editions.rename(edition=renamed, code="S3", **told)


@pytest.mark.parametrize("code", ["S0", "s0"])
def test_a_draft_does_not_take_the_code_of_another(code, officer):
    published(officer, online(), code="S0")
    edition = begin(officer, code="S1")

    with pytest.raises(ValidationError) as refusal:
        editions.rename(edition=edition, code=code, title="t", note="", by=officer, at=NOON)

    assert set(refusal.value.message_dict) == {"code"}


def test_no_day_is_issued_before_the_last_day_that_was_stated(officer):
    publish(drafted(officer, online()), officer, issued_on=TODAY)
    publish(begin(officer, code="S1"), officer, issued_on=None)

    with pytest.raises(ValidationError):
        publish(begin(officer, code="S2"), officer, issued_on=TODAY - DAY)
