"""The triggers that guard tables are there after all migrations, or are missed."""

import pytest
from django.db import connection, transaction

from reform_apps.migrations import _append_only, _guards, _triggers
from reform_apps.models import JournalEntry
from tests.factories import ApplicationFactory

TABLE = JournalEntry._meta.db_table
NO_TABLE_OF_OURS = "reform_apps_source"

every_guard = pytest.mark.parametrize("guard", _guards.GUARDS, ids=lambda guard: guard.table)
pytestmark = pytest.mark.django_db

only_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite only drops triggers."
)


def run(*statements):
    connection.check_constraints()  # PostgreSQL alters no table that has something deferred
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def names(guard):
    return list(guard.triggers(connection.vendor))


def missing(guard):
    return _triggers.missing(connection, guard)


def dropped(name, guard):
    return f"DROP TRIGGER {name}" + (f" ON {guard.table}" if connection.vendor != "sqlite" else "")


@every_guard
def test_after_all_migrations_a_table_is_guarded(guard):
    assert len(names(guard)) >= {"sqlite": 3, "postgresql": 2}[connection.vendor]
    assert missing(guard) == []


@every_guard
def test_a_trigger_that_is_gone_is_named(guard):
    for name in names(guard):
        run(dropped(name, guard))
        assert missing(guard) == [name]
        _triggers.install(connection, guard)
        assert missing(guard) == []


@every_guard
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="In SQLite's words.")
@pytest.mark.parametrize(
    "harmless",
    [
        "BEFORE DELETE ON {table} BEGIN SELECT 1; END",
        "BEFORE DELETE ON {table} WHEN false BEGIN SELECT RAISE(ABORT, '{message}'); END",
        "AFTER DELETE ON {table} BEGIN SELECT RAISE(IGNORE); END",
    ],
)
def test_a_trigger_of_the_same_name_that_lets_things_pass_is_named(harmless, guard):
    for name in names(guard):
        body = harmless.format(table=guard.table, message=guard.message)
        run(dropped(name, guard), f"CREATE TRIGGER {name} {body}")
        assert missing(guard) == [name]
        _triggers.install(connection, guard)
        assert missing(guard) == []


@every_guard
@only_postgresql
@pytest.mark.parametrize(
    "harmless",
    [
        "BEFORE UPDATE ON {table} FOR EACH ROW",
        "AFTER UPDATE OR DELETE ON {table} FOR EACH ROW",
        "BEFORE UPDATE OR DELETE ON {table} FOR EACH STATEMENT",
        "BEFORE UPDATE OF id OR DELETE ON {table} FOR EACH ROW",
        "BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW WHEN (false)",
    ],
)
def test_a_trigger_of_the_same_name_that_fires_less_often_is_named(harmless, guard):
    when = harmless.format(table=guard.table)
    if guard.table == "reform_apps_position":
        when = when.replace("OF id", "OF entry_id")
    for name in names(guard):
        run(
            dropped(name, guard),
            f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {guard.table}_refuse()",
        )
        assert missing(guard) == [name]
        _triggers.install(connection, guard)
        assert missing(guard) == []


@every_guard
@only_postgresql
def test_a_function_of_the_same_name_that_lets_things_pass_is_noticed(guard):
    body = "BEGIN RETURN COALESCE(NEW, OLD); END"
    run(_triggers.FUNCTION.format(table=guard.table, body=body))

    assert missing(guard) == names(guard)


@every_guard
@only_postgresql
def test_another_function_behind_a_trigger_is_noticed(guard):
    run(_triggers.FUNCTION.format(table="harmless", body="BEGIN RETURN NULL; END"))
    for name, when in guard.triggers("postgresql").items():
        run(
            dropped(name, guard), f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION harmless_refuse()"
        )

    assert missing(guard) == names(guard)


@every_guard
@only_postgresql
@pytest.mark.parametrize("how", ["DISABLE TRIGGER", "ENABLE REPLICA TRIGGER"])
def test_a_trigger_that_is_switched_off_is_named(how, guard):
    for name in names(guard):
        run(f"ALTER TABLE {guard.table} {how} {name}")
        assert missing(guard) == [name]
        run(f"ALTER TABLE {guard.table} ENABLE ALWAYS TRIGGER {name}")
        assert missing(guard) == []


@every_guard
def test_a_trigger_of_another_table_does_not_count(guard):
    _triggers.remove(connection, guard)
    does = {
        "sqlite": f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END",
        "postgresql": f"FOR EACH ROW EXECUTE FUNCTION {guard.table}_refuse()",
    }[connection.vendor]
    for name in names(guard):
        run(f"CREATE TRIGGER {name} BEFORE DELETE ON {NO_TABLE_OF_OURS} {does}")

    assert missing(guard) == names(guard)


def test_to_install_again_is_harmless():
    entry = ApplicationFactory().journal.get()
    connection.check_constraints()

    for guard in _guards.GUARDS:
        _triggers.install(connection, guard)
        _triggers.install(connection, guard)
        assert missing(guard) == []

    assert JournalEntry.objects.get() == entry


def test_the_guards_of_what_is_written_once_can_be_named_by_their_table():
    _append_only.remove(connection, TABLE)
    assert _append_only.missing(connection, TABLE) == names(_append_only.guard(TABLE))

    _append_only.install(connection, TABLE)
    assert _append_only.missing(connection, TABLE) == []


def test_removed_triggers_refuse_nothing():
    ApplicationFactory()
    connection.check_constraints()
    _append_only.remove(connection, TABLE)

    with transaction.atomic():
        changed = JournalEntry.objects.update(reason="tampered")

    assert changed == 1
    assert _append_only.missing(connection, TABLE) == names(_append_only.guard(TABLE))
