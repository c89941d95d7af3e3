"""The places of applications in a draft, and what may still be said once it is published."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from reform_apps.models import EditionEntry, JournalEntry
from reform_apps.operations import edition_entries, editions
from reform_apps.operations.editions import EditionRefused
from reform_apps.operations.writing.acts import ActRefused, StaleVersion
from tests.clock import NOON, TODAY
from tests.factories import ApplicationFactory, SourceFactory, UserFactory
from tests.operations.steps import make
from tests.operations.worlds import drafted, online, published

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER, NOVEMBER = date(2022, 9, 30), date(2022, 10, 31), date(2022, 11, 30)


def add(edition, application, by, *, reason="", **values):
    return edition_entries.add(
        edition=edition, application=application, values=values, by=by, at=NOON, reason=reason
    )


def revise(entry, by, *, reason="", version=None, **values):
    return edition_entries.revise(
        entry=entry, values=values, by=by, at=NOON, reason=reason, version=version
    )


def drop(entry, by, **why):
    return edition_entries.drop(entry=entry, by=by, at=NOON, **why)


@pytest.fixture
def entry(officer):
    """An application's place in a draft, due in September."""
    application = online()
    edition = drafted(officer, application, batch="upgrade", task="扩面", due_on=SEPTEMBER)
    return edition.entries.get()


@pytest.fixture
def pinned(officer):
    """The same, published."""
    edition = published(officer, online(), batch="upgrade", task="扩面", due_on=SEPTEMBER)
    return edition.entries.get()


def last_of(entry):
    return entry.application.journal.order_by("-version").first()


def test_to_take_an_application_in_is_an_act_on_it(entry):
    last = last_of(entry)

    assert (last.verb, last.version, last.from_status) == ("plan", 2, last.to_status)
    assert last.changes == {
        "edition_entry": [
            None,
            {
                "edition": "S0", "batch": "upgrade", "task": "扩面", "due_on": "2022-09-30",
                "original_due_on": "2022-09-30", "slips": 0, "completed_on": None,
                "basis": "entered", "source": None, "locator": "", "note": "",
            },
        ]
    }  # fmt: skip


def test_an_application_is_taken_in_once(entry, officer):
    with pytest.raises(ValidationError):
        edition_entries.add(
            edition=entry.edition, application=entry.application, values={}, by=officer, at=NOON
        )

    assert EditionEntry.objects.count() == 1


def test_one_at_its_end_is_not_taken_in(officer):
    edition = drafted(officer)
    gone = online()
    make(gone, "retire", officer, reason="停用", evidence="2号")

    with pytest.raises(ValidationError) as refusal:
        edition_entries.add(edition=edition, application=gone, values={}, by=officer, at=NOON)

    assert list(refusal.value.message_dict) == ["application"]


def test_a_target_that_slips_takes_a_reason_and_is_counted(entry, officer):
    with pytest.raises(ValidationError) as refusal:
        revise(entry, officer, due_on=OCTOBER)
    assert list(refusal.value.message_dict) == ["reason"]

    moved = revise(entry, officer, due_on=OCTOBER, reason="承办单位调整")
    assert (moved.due_on, moved.original_due_on, moved.slips) == (OCTOBER, SEPTEMBER, 1)
    assert last_of(entry).reason == "承办单位调整"

    again = revise(moved, officer, due_on=OCTOBER + timedelta(days=1), reason="再调整")
    assert (again.original_due_on, again.slips) == (SEPTEMBER, 2)


def test_a_target_that_comes_earlier_has_not_slipped(entry, officer):
    moved = revise(entry, officer, due_on=TODAY)

    assert (moved.due_on, moved.original_due_on, moved.slips) == (TODAY, SEPTEMBER, 0)


def test_a_target_is_not_taken_back(entry, officer):
    with pytest.raises(ValidationError) as refusal:
        revise(entry, officer, due_on=None, reason="不设期限")

    assert list(refusal.value.message_dict) == ["due_on"]


def test_slips_go_on_counting_in_the_next_edition(officer, pinned):
    second = editions.start(code="S1", title="第二版", by=officer, at=NOON)

    moved = revise(second.entries.get(), officer, due_on=OCTOBER, reason="顺延")

    assert (moved.original_due_on, moved.slips) == (SEPTEMBER, 1)


def test_another_batch_is_not_known_from_what_was_cited_for_the_one_before(officer):
    source = SourceFactory()
    cited = {"basis": "derived", "source": source.code, "locator": "L20", "note": "规则"}
    entry = drafted(officer, online(), batch="upgrade", **cited).entries.get()
    assert (entry.basis, entry.source) == ("derived", source)

    same = revise(entry, officer, task="扩面")
    assert (same.basis, same.source) == ("derived", source)
    other = revise(entry, officer, batch="plan")
    assert (other.basis, other.source, other.locator, other.note) == ("entered", None, "", "")


def test_nothing_is_written_when_nothing_differs(entry, officer):
    before = JournalEntry.objects.count()

    revise(entry, officer, task="扩面", batch="upgrade", due_on=SEPTEMBER)

    assert JournalEntry.objects.count() == before


def test_whoever_has_seen_an_older_version_is_told(entry, officer):
    with pytest.raises(StaleVersion):
        revise(entry, officer, task="别的", version=1)

    assert revise(entry, officer, task="别的", version=2).task == "别的"


@pytest.mark.parametrize(
    "values",
    [
        {"batch": "third"},
        {"slips": 0},
        {"original_due_on": TODAY},
        {"application": 1},
        {"digest": ""},
        {"task": "字" * 1001},
        {"due_on": date(1900, 1, 1)},
        {"completed_on": TODAY + timedelta(days=1)},
        {"source": "no-such-source"},
    ],
)
def test_what_cannot_be_filled_in_is_refused(values, entry, officer):
    with pytest.raises(ValidationError):
        revise(entry, officer, reason="因为", **values)

    assert EditionEntry.objects.get().task == "扩面"


def test_what_was_only_just_taken_in_leaves_nothing_behind(entry, officer):
    assert drop(entry, officer) is None

    assert not entry.edition.entries.exists()
    assert not entry.edition.drops.exists()
    assert last_of(entry).changes["edition_entry"][1] is None


@pytest.mark.parametrize(
    "why", [{}, {"reason": "撤回"}, {"document": "3号"}, {"reason": " ", "document": "3号"}]
)
def test_what_the_edition_before_holds_is_dropped_with_reason_and_document(why, officer, pinned):
    second = editions.start(code="S1", title="第二版", by=officer, at=NOON)

    with pytest.raises(ValidationError) as refusal:
        drop(second.entries.get(), officer, **why)

    assert set(refusal.value.message_dict) == {"reason", "document"} - {
        name for name, text in why.items() if text.strip()
    }
    assert second.entries.count() == 1


def test_a_drop_is_told_in_the_journal_and_undone_by_taking_in_again(officer, pinned):
    second = editions.start(code="S1", title="第二版", by=officer, at=NOON)

    dropped = drop(second.entries.get(), officer, reason="撤回", document="3号")

    assert (dropped.reason, dropped.document, dropped.entry) == ("撤回", "3号", None)
    told = {"edition": "S1", "reason": "撤回", "document": "3号"}
    assert last_of(pinned).changes == {"edition_drop": [None, told]}
    edition_entries.add(
        edition=second, application=pinned.application, values={}, by=officer, at=NOON
    )
    assert (second.entries.count(), second.drops.count()) == (1, 0)


def test_one_at_its_end_is_dropped_for_what_ended_it(officer, pinned):
    second = editions.start(code="S1", title="第二版", by=officer, at=NOON)
    application = second.entries.get().application
    make(application, "retire", officer, reason="停用", evidence="2号")

    dropped = drop(second.entries.get(), officer)

    assert (dropped.reason, dropped.document) == ("停用", "2号")
    assert dropped.entry.transition == "retire"


@pytest.mark.parametrize("values", [{"task": "别的"}, {"batch": "plan"}, {"due_on": OCTOBER},
                                    {"completed_on": TODAY, "task": "别的"}])  # fmt: skip
def test_once_published_nothing_is_revised(values, officer, pinned):
    with pytest.raises(EditionRefused):
        revise(pinned, officer, reason="因为", **values)


def test_once_published_nothing_is_added_or_dropped(officer, pinned):
    with pytest.raises(EditionRefused):
        drop(pinned, officer, reason="撤回", document="3号")
    with pytest.raises(EditionRefused):
        edition_entries.add(
            edition=pinned.edition, application=online(), values={}, by=officer, at=NOON
        )


def test_completion_may_still_be_reported_and_is_journaled(officer, pinned):
    seal = pinned.edition.digest

    revise(pinned, officer, completed_on=TODAY)

    pinned.refresh_from_db()
    assert (pinned.completed_on, pinned.expected_digest()) == (TODAY, pinned.digest)
    assert pinned.edition.expected_digest() == seal
    last = last_of(pinned)
    assert (last.verb, last.changes["edition_entry"][1]["completed_on"]) == (
        "complete",
        "2022-06-30",
    )


def test_another_day_of_completion_takes_a_reason(officer, pinned):
    revise(pinned, officer, completed_on=TODAY)
    with pytest.raises(ValidationError) as refusal:
        revise(pinned, officer, completed_on=None)
    assert list(refusal.value.message_dict) == ["reason"]

    revise(pinned, officer, completed_on=None, reason="误报")

    pinned.refresh_from_db()
    assert pinned.completed_on is None


def test_a_system_lead_reports_completion_of_the_own_system(lead, officer):
    own = ApplicationFactory(complete=True, status="online", system=lead.systems.get())
    foreign = online()
    edition = published(officer, own, foreign, task="扩面")

    revise(edition.entries.get(application=own), lead, completed_on=TODAY)

    with pytest.raises(ActRefused):
        revise(edition.entries.get(application=foreign), lead, completed_on=TODAY)
    with pytest.raises(ActRefused):
        revise(edition.entries.get(application=own), UserFactory(role="reader"), completed_on=None)


@pytest.mark.parametrize("role", ["lead", "editor", "reader"])
def test_a_draft_is_the_offices(role, request, entry):
    somebody = request.getfixturevalue(role)

    with pytest.raises(ActRefused):
        revise(entry, somebody, task="别的")
    with pytest.raises(ActRefused):
        drop(entry, somebody)
    with pytest.raises(ActRefused):
        edition_entries.add(
            edition=entry.edition, application=online(), values={}, by=somebody, at=NOON
        )


def test_out_and_in_again_does_not_make_a_target_forgotten(officer):
    published(officer, online(), task="扩面", due_on=SEPTEMBER)
    edition = editions.start(code="S1", title="第二版", by=officer, at=NOON)
    entry = edition.entries.get()
    revise(entry, officer, due_on=OCTOBER, reason="延期")
    drop(entry, officer, reason="撤", document="1号")

    with pytest.raises(ValidationError) as refusal:
        add(edition, entry.application, officer, due_on=NOVEMBER)
    again = add(edition, entry.application, officer, due_on=NOVEMBER, reason="再延")

    assert set(refusal.value.message_dict) == {"reason"}
    assert (again.original_due_on, again.due_on, again.slips) == (SEPTEMBER, NOVEMBER, 2)


def test_an_entry_that_somebody_has_dropped_is_refused_with_a_sentence(officer, entry):
    drop(entry, officer)

    for act in (revise, drop):
        with pytest.raises(EditionRefused):
            act(entry, officer)


def test_what_has_no_task_is_not_completed(officer):
    edition = published(officer, online())

    with pytest.raises(ValidationError) as refusal:
        revise(edition.entries.get(), officer, completed_on=TODAY)

    assert set(refusal.value.message_dict) == {"completed_on"}


def test_a_target_is_remembered_over_an_edition_that_did_not_hold_it(officer):
    published(officer, online(), online(), task="扩面", due_on=SEPTEMBER)
    edition = editions.start(code="S1", title="第二版", by=officer, at=NOON)
    entry = edition.entries.first()
    drop(entry, officer, reason="撤", document="1号")
    editions.publish(edition=edition, issued_on=None, by=officer, at=NOON)
    later = editions.start(code="S2", title="第三版", by=officer, at=NOON)

    with pytest.raises(ValidationError):
        add(later, entry.application, officer, due_on=NOVEMBER)
    again = add(later, entry.application, officer, due_on=NOVEMBER, reason="再启动")

    assert (again.original_due_on, again.slips) == (SEPTEMBER, 1)
