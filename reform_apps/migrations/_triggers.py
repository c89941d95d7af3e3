"""Triggers by which the database itself refuses to change rows, in both dialects.

SQLite drops the triggers of a table that a migration builds anew: such a migration is followed by
`install` again. A test notices when that was forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# The class of a broken constraint, so that Django raises IntegrityError on both engines.
REFUSE = "RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"
FUNCTION = (
    "CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
)

PRESENT = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": (
        "SELECT tgname, pg_get_triggerdef(pg_trigger.oid, true) || ' ' || prosrc "
        "FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
        "WHERE tgrelid = %s::regclass AND tgenabled IN ('O', 'A')"
    ),
}


@dataclass(frozen=True, slots=True)
class Guard:
    """What keeps one table from being changed: when each trigger fires, by its name.

    For PostgreSQL it is spelled as PostgreSQL itself spells it, so that the two can be compared.
    """

    table: str
    message: str
    sqlite: Mapping[str, str]
    postgresql: Mapping[str, str]
    # The conditions and answers of PostgreSQL's function, around {refuse}.
    body: str = "BEGIN {refuse} END"

    def triggers(self, vendor: str) -> dict[str, str]:
        found = self.postgresql if vendor == "postgresql" else self.sqlite
        return {f"{self.table}_{name}": when for name, when in found.items()}

    def source(self) -> str:
        return self.body.format(refuse=REFUSE.format(message=self.message), table=self.table)


def missing(connection, guard: Guard) -> list[str]:
    """List the triggers that should guard a table and are gone, switched off or do nothing."""
    with connection.cursor() as cursor:
        cursor.execute(PRESENT[connection.vendor], [guard.table])
        present = dict(cursor.fetchall())
    if connection.vendor == "postgresql":
        wanted = {
            name: f"{_postgresql(guard, name)} {guard.source()}"
            for name in guard.triggers("postgresql")
        }
    else:
        wanted = {name: _sqlite(guard, name) for name in guard.triggers("sqlite")}
    return [name for name, text in wanted.items() if present.get(name) != text]


def install(connection, guard: Guard) -> None:
    """Guard a table; harmless where it is guarded already."""
    remove(connection, guard)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION.format(table=guard.table, body=guard.source()))
            for name in guard.triggers("postgresql"):
                cursor.execute(_postgresql(guard, name))
        else:
            for name in guard.triggers("sqlite"):
                cursor.execute(_sqlite(guard, name))


def remove(connection, guard: Guard) -> None:
    """Take the guard off a table."""
    of_table = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in guard.triggers(connection.vendor):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{of_table}")


def _postgresql(guard: Guard, name: str) -> str:
    when = guard.triggers("postgresql")[name]
    return f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {guard.table}_refuse()"


def _sqlite(guard: Guard, name: str) -> str:
    when = guard.triggers("sqlite")[name]
    return f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
