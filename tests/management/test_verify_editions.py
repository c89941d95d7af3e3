"""The proof of published editions: whatever was altered in one is named."""

from datetime import date

import pytest
from django.core.management import call_command

from reform_apps.models import Application, Edition, EditionDrop, EditionEntry, Numbering
from reform_apps.operations import edition_entries, editions
from tests.clock import NOON
from tests.factories import UserFactory
from tests.management.tampering import past_the_guards, verify
from tests.operations.worlds import DAY, drafted, online, published

pytestmark = pytest.mark.django_db
MISSED = "Edition S1: the journal tells of its publication, and it is not there."


@pytest.fixture
def two_editions(officer):
    """S0 of three applications; S1 of two of them and one more, the third one dropped."""
    older = published(officer, *(online() for _ in range(3)), batch="plan")
    draft = drafted(officer, online(), code="S1", batch="launch", task="办成")
    entries = draft.entries.order_by("application__number")
    edition_entries.drop(entry=entries[0], by=officer, at=NOON, reason="不再推进", document="文九")
    newer = editions.publish(edition=draft, issued_on=None, by=officer, at=NOON + DAY)
    edition_entries.revise(
        entry=newer.entries.order_by("application__number").last(),
        values={"completed_on": NOON.date()}, by=officer, at=NOON + DAY,
    )  # fmt: skip
    # The factory gives numbers without noting them.
    last = entries_of(newer).last().application.number
    Numbering.objects.update_or_create(defaults={"last_number": last})
    return older, newer


def entries_of(edition):
    return EditionEntry.objects.filter(edition=edition).order_by("application__number")


def tamper(row, **changed):
    with past_the_guards():
        assert type(row).objects.filter(pk=row.pk).update(**changed) == 1


def test_editions_that_nobody_has_touched_are_whole(two_editions, capsys):
    call_command("verify_ledger")

    assert ", 2 editions." in capsys.readouterr().out


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "别的"}, {"code": "S9"}, {"issued_on": date(2022, 1, 1)}, {"digest": "0" * 64},
        {"note": "注"}, {"previous": None}, {"published_at": NOON - DAY},
    ],
    ids=repr,
)  # fmt: skip
def test_an_edition_that_was_altered_is_named(changed, two_editions):
    _older, newer = two_editions

    tamper(newer, **changed)

    named = f"Edition {changed.get('code', 'S1')}: "
    assert any(fault.startswith(named) for fault in verify())


def test_a_root_that_was_altered_is_named_twice(two_editions):
    tamper(two_editions[1], root="0" * 64)

    assert verify() == [
        "Edition S1: its root is not that of its entries.",
        "Edition S1: it does not have the content that its seal was made of.",
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"task": "别的"}, {"note": "注"}, {"digest": "0" * 64},
        {"due_on": "2022-12-31", "original_due_on": "2022-12-31"},
    ],
    ids=repr,
)  # fmt: skip
def test_an_entry_that_was_altered_is_named(changed, two_editions):
    entry = entries_of(two_editions[1]).last()

    tamper(entry, **changed)

    named = f"S1, {entry.application.code}: it does not have the content"
    assert any(fault.startswith(named) for fault in verify())


def test_a_batch_that_was_altered_is_named_with_the_application(two_editions):
    entry = entries_of(two_editions[1]).last()

    tamper(entry, batch="upgrade")

    assert f"{entry.application.code}: its batch is not that of the last edition." in verify()


def test_an_entry_that_is_gone_is_missed(two_editions):
    entry = entries_of(two_editions[0]).last()
    with past_the_guards():
        EditionEntry.objects.filter(pk=entry.pk)._raw_delete("default")

    assert "Edition S0: its root is not that of its entries." in verify()


def test_an_entry_that_was_pinned_elsewhere_is_named(two_editions):
    entry = entries_of(two_editions[1]).last()
    other = entry.application.journal.order_by("version").first()
    entry.entry = other

    tamper(entry, entry=other, digest=entry.expected_digest())

    named = f"S1, {entry.application.code}: it is pinned to an entry of the journal that did not"
    faults = verify()
    assert any(fault.startswith(named) for fault in faults)
    assert "Edition S1: its root is not that of its entries." in faults


def test_a_day_of_completion_that_nobody_has_told_is_named(two_editions):
    entry = entries_of(two_editions[0]).last()
    EditionEntry.objects.filter(pk=entry.pk).update(completed_on=NOON.date())

    assert verify() == [
        f"S0, {entry.application.code}: its day of completion is not what the journal says."
    ]


def test_a_day_of_completion_that_was_taken_away_is_named(two_editions):
    entry = entries_of(two_editions[1]).last()
    EditionEntry.objects.filter(pk=entry.pk).update(completed_on=None)

    assert verify() == [
        f"S1, {entry.application.code}: its day of completion is not what the journal says."
    ]


@pytest.mark.parametrize("changed", [{"reason": "别的"}, {"document": "别文"}], ids=repr)
def test_a_drop_that_was_altered_is_named(changed, two_editions):
    drop = EditionDrop.objects.get()

    tamper(drop, **changed)

    assert verify() == [f"S1, {drop.application.code}: the drop is not what was sealed."]


def test_a_drop_that_is_gone_is_missed(two_editions):
    with past_the_guards():
        EditionDrop.objects.all()._raw_delete("default")

    assert any(fault.startswith("Edition S1: ") for fault in verify())


def test_an_application_that_was_put_into_another_batch_is_named(two_editions):
    Application.objects.filter(edition_entries__edition=two_editions[1]).update(batch=None)

    assert any("its batch is not that of the last edition." in fault for fault in verify())


def test_an_edition_that_is_gone_is_missed(two_editions):
    _older, newer = two_editions
    with past_the_guards():
        for model in (EditionEntry, EditionDrop):
            model.objects.filter(edition=newer)._raw_delete("default")
        Edition.objects.filter(pk=newer.pk)._raw_delete("default")

    assert MISSED in verify()


def test_an_edition_that_was_made_a_draft_again_is_missed(two_editions):
    _older, newer = two_editions
    with past_the_guards():
        Edition.objects.filter(pk=newer.pk).update(
            state="draft", root="", digest="", seal=None, published_at=None, published_by=None
        )

    assert MISSED in verify()


def test_an_entry_of_the_first_edition_that_is_gone_is_counted(two_editions):
    with past_the_guards():
        entries_of(two_editions[0]).first().delete()

    assert "Edition S0: the journal tells of 3 applications, it has 2." in verify()


@pytest.mark.parametrize("field", ["published_by", "seal"])
def test_who_has_published_and_under_which_seal_is_under_the_seal(field, two_editions):
    older, newer = two_editions
    other = {"published_by": UserFactory(), "seal": older.seal}[field]

    tamper(newer, **{field: other})

    assert "Edition S1: it does not have the content that its seal was made of." in verify()


def test_what_cannot_be_read_is_named_and_does_not_hide_the_rest(two_editions):
    older, newer = two_editions
    unreadable, other = entries_of(older).first(), entries_of(newer).last()
    tamper(unreadable, digest="z" * 64)
    tamper(other, task="别的")

    faults = verify()
    assert f"S0, {unreadable.application.code}: it cannot be read (ValueError)." in faults
    assert any(fault.startswith(f"S1, {other.application.code}: ") for fault in faults)
