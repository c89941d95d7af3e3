"""The proof of the journal's one order, of the seals over it, and of the states told from it."""

from datetime import date, timedelta

import pytest

from reform_apps.models import (
    Arrival,
    EffectiveState,
    JournalEntry,
    Placing,
    Position,
    RecordedState,
    Seal,
)
from reform_apps.operations import applications, positions, seals
from tests.clock import NOON
from tests.management.tampering import NOUNS, past_the_guards, states_of, verify

pytestmark = pytest.mark.django_db
FIRST = date(2022, 1, 1)


@pytest.fixture
def sealed_ledger(lived_ledger, officer, clock):
    """The ledger under two seals, the second one over a single entry."""
    seals.close(at=clock())
    third = lived_ledger["third"]
    third.refresh_from_db()
    applications.amend(
        application=third, changes={"summary": "又一"}, version=third.version,
        by=officer, at=clock(),
    )  # fmt: skip
    seals.close(at=clock())
    return lived_ledger


@pytest.mark.parametrize("model", [RecordedState, EffectiveState])
@pytest.mark.parametrize(
    "changed",
    [
        {"status": "suspended"}, {"names": "别的"}, {"batch": "plan"},
        {"visibility": "internal"}, {"recognitions": ",provincial_best,"}, {"bases": ",stated,"},
        {"since": NOON - timedelta(days=900)}, {"until": NOON + timedelta(days=900)},
        {"folded": {}}, {"organization": None},
    ],
    ids=repr,
)  # fmt: skip
def test_a_state_that_was_altered_is_named(model, changed, lived_ledger):
    days = {name: day.date() for name, day in changed.items() if name in ("since", "until")}
    changed = changed | days if model is EffectiveState else changed
    state = model.objects.filter(application=lived_ledger["third"]).order_by("since").first()

    model.objects.filter(pk=state.pk).update(**changed)

    assert verify() == [f"ZJ-0003: its {NOUNS[model]} are not what its journal says."]


@pytest.mark.parametrize("model", [RecordedState, EffectiveState])
def test_a_state_that_is_gone_or_one_too_many_is_named(model, lived_ledger):
    first, third = lived_ledger["first"], lived_ledger["third"]
    model.objects.filter(application=first).order_by("since").first().delete()
    double = model.objects.filter(application=third).first()
    double.pk = None
    double.save()

    assert [fault.partition(":")[0] for fault in verify()] == ["ZJ-0001", "ZJ-0003"]


def test_an_application_without_any_state_is_named(lived_ledger):
    for model in (RecordedState, EffectiveState):
        model.objects.filter(application=lived_ledger["third"]).delete()

    assert verify() == states_of("ZJ-0003")


def test_an_entry_that_waits_for_no_position_is_named(lived_ledger):
    arrival = Arrival.objects.order_by("entry").first()
    entry = arrival.entry
    arrival.delete()

    assert verify() == [f"Journal entry {entry.pk} has no position and waits for none."]


def test_an_entry_that_waits_although_it_has_a_position_is_named(sealed_ledger):
    entry = JournalEntry.objects.order_by("pk").first()
    Arrival.objects.create(entry=entry)

    assert verify() == [f"Journal entry {entry.pk} has a position and waits for another."]


def test_a_position_that_is_gone_is_missed(sealed_ledger):
    place = Position.objects.order_by("number")[3]
    entry = place.entry
    with past_the_guards():
        Position.objects.filter(pk=place.pk)._raw_delete("default")

    faults = verify()
    assert "20 entries have positions, but the last one is 21." in faults
    assert f"Journal entry {entry.pk} has no position and waits for none." in faults
    assert any(fault.startswith("Seal 1 ") for fault in faults)


def test_positions_that_were_exchanged_are_noticed(sealed_ledger):
    first, second = Position.objects.filter(entry__application=sealed_ledger["first"]).order_by(
        "number"
    )[:2]
    with past_the_guards():
        Position.objects.filter(pk__in=[first.pk, second.pk])._raw_delete("default")
        Position.objects.bulk_create([
            Position(number=first.number, entry=second.entry),
            Position(number=second.number, entry=first.entry),
        ])  # fmt: skip

    faults = verify()
    assert any("has a position before that of the entry before it" in fault for fault in faults)
    assert any(fault.startswith("Seal 1 ") for fault in faults)


def test_a_last_position_that_is_noted_wrongly_is_named(lived_ledger):
    positions.give()
    Placing.objects.update(last_position=7)

    assert verify() == ["20 is the last position, but 7 is noted as the last one given."]


@pytest.mark.parametrize(
    "changed",
    [
        {"root": "0" * 64}, {"digest": "0" * 64}, {"previous_digest": "0" * 64},
        {"last_position": 22}, {"first_position": 20}, {"number": 7},
        {"sealed_at": NOON - timedelta(days=900)},
    ],
    ids=repr,
)  # fmt: skip
def test_a_seal_that_was_altered_is_named(changed, sealed_ledger):
    seal = Seal.objects.get(number=2)
    with past_the_guards():
        Seal.objects.filter(pk=seal.pk).update(**changed)

    assert any(fault.startswith(f"Seal {changed.get('number', 2)} ") for fault in verify())


def test_a_first_seal_that_is_gone_is_missed(sealed_ledger):
    with past_the_guards():
        Seal.objects.filter(number=1)._raw_delete("default")

    assert any(fault.startswith("Seal 2 ") for fault in verify())


def test_an_entry_that_was_made_to_fit_differs_from_its_seal(sealed_ledger):
    entry = sealed_ledger["third"].journal.order_by("version").last()
    entry.reason = "更好的理由"
    with past_the_guards():
        digest = entry.expected_digest()
        JournalEntry.objects.filter(pk=entry.pk).update(reason=entry.reason, digest=digest)

    assert [fault for fault in verify() if fault.startswith("Seal 2 ")]
