"""What migrations leave behind."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from reform_apps.migrations import _append_only, _guards, _triggers
from reform_apps.models import Arrival, EffectiveState, JournalEntry, RecordedState
from tests.factories import ApplicationFactory

ROLES = ["auditor", "reader", "reform_office", "system_lead", "unit_editor"]
GUARDED = {guard.table for guard in _guards.GUARDS}


def groups():
    return sorted(Group.objects.values_list("name", flat=True))


def tables():
    return set(connection.introspection.table_names())


def migrate(name):
    call_command("migrate", "reform_apps", name, verbosity=0)


@pytest.mark.django_db
def test_every_role_is_a_group():
    assert groups() == ROLES


@pytest.mark.django_db
def test_models_and_migrations_say_the_same():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_can_be_taken_back_to_the_first_and_made_again(real_transactions):
    migrate("0001")
    assert _append_only.missing(connection, JournalEntry._meta.db_table) != []
    assert tables() & GUARDED == {JournalEntry._meta.db_table}
    assert groups() == []

    call_command("migrate", verbosity=0)

    assert tables() >= GUARDED
    for guard in _guards.GUARDS:
        assert _triggers.missing(connection, guard) == []
    assert groups() == ROLES


def test_entries_of_before_wait_for_their_positions(real_transactions):
    entry = ApplicationFactory().journal.get()
    for model in (Arrival, RecordedState, EffectiveState):
        model.objects.all().delete()
    migrate("0005")

    call_command("migrate", verbosity=0)

    assert list(Arrival.objects.values_list("entry", flat=True)) == [entry.pk]


@pytest.mark.django_db
def test_the_migrations_stand_in_one_line():
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes("reform_apps")

    assert len(leaves) == 1
