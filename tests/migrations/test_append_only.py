"""The triggers that guard the journal are there after all migrations, or are missed."""

import pytest
from django.db import connection, transaction

from reform_apps.migrations import _append_only
from reform_apps.models import JournalEntry
from tests.factories import ApplicationFactory

TABLE = JournalEntry._meta.db_table

pytestmark = pytest.mark.django_db


def run(statement):
    connection.check_constraints()  # PostgreSQL alters no table that has something deferred
    with connection.cursor() as cursor:
        cursor.execute(statement)


def names():
    return _append_only.trigger_names(connection.vendor, TABLE)


def test_after_all_migrations_the_journal_is_guarded():
    assert len(names()) == {"sqlite": 3, "postgresql": 2}[connection.vendor]
    assert _append_only.missing(connection, TABLE) == []


def test_a_trigger_that_is_gone_is_named():
    for name in names():
        run(f"DROP TRIGGER {name}" + (f" ON {TABLE}" if connection.vendor != "sqlite" else ""))
        assert _append_only.missing(connection, TABLE) == [name]
        _append_only.install(connection, TABLE)
        assert _append_only.missing(connection, TABLE) == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite only drops triggers.")
@pytest.mark.parametrize("how", ["DISABLE TRIGGER", "ENABLE REPLICA TRIGGER"])
def test_a_trigger_that_is_switched_off_is_named(how):
    for name in names():
        run(f"ALTER TABLE {TABLE} {how} {name}")
        assert _append_only.missing(connection, TABLE) == [name]
        run(f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {name}")
        assert _append_only.missing(connection, TABLE) == []


def test_a_trigger_of_another_table_does_not_count():
    _append_only.remove(connection, TABLE)
    _append_only.install(connection, "reform_apps_source")

    assert _append_only.missing(connection, TABLE) == names()


def test_to_install_again_is_harmless():
    entry = ApplicationFactory().journal.get()

    _append_only.install(connection, TABLE)
    _append_only.install(connection, TABLE)

    assert _append_only.missing(connection, TABLE) == []
    assert JournalEntry.objects.get() == entry


def test_removed_triggers_refuse_nothing():
    ApplicationFactory()
    _append_only.remove(connection, TABLE)

    with transaction.atomic():
        changed = JournalEntry.objects.update(reason="tampered")

    assert changed == 1
    assert _append_only.missing(connection, TABLE) == names()
