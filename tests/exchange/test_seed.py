"""A seed is read whole, and carried out whole or not at all."""

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from reform_apps.exchange import seed
from reform_apps.models import Application, JournalEntry
from reform_apps.operations.writing.acts import ActRefused
from tests.clock import NOON
from tests.operations.conftest import all_rows

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
    }
    assert set(JournalEntry.objects.values_list("recorded_at", "by")) == {(NOON, officer.pk)}


@pytest.mark.parametrize(
    "fault",
    [
        {"name": "？！"},
        {"system": "theory"},
        {"status": "merged"},
        {"assessments": [{"kind": "applause"}]},
        {"observations": [{"metric": "usage_rate", "value": "101", "unit": "percent"}]},
        {"aliases": [{"name": "别名", "basis": "stated"}]},
    ],
    ids=repr,
)
def test_one_fault_in_the_last_entry_undoes_the_whole_seed(fault, fixtures, officer):
    before = all_rows()
    spoiled = [*fixtures.entries[:-1], fixtures.entries[-1] | fault]
    broken = seed.Seed(fixtures.reference, spoiled, fixtures.figures)

    with pytest.raises(ValidationError):
        seed.carry_out(broken, by=officer, at=NOON)

    assert all_rows() == before


def test_only_those_who_may_act_carry_it_out(fixtures, reader):
    before = all_rows()

    with pytest.raises(ActRefused):
        seed.carry_out(fixtures, by=reader, at=NOON)

    assert all_rows() == before


def test_the_moment_comes_from_the_door(fixtures, officer):
    seed.carry_out(fixtures, by=officer, at=NOON)

    assert Application.objects.filter(created_at=NOON, updated_at=NOON).count() == 53
