"""Triggers by which the database itself refuses to change or remove rows, in both dialects.

SQLite drops the triggers of a table that a migration builds anew: such a migration ends with
`install` again. A test notices when that was forgotten.
"""

SQLITE = {
    "{table}_no_update": "BEFORE UPDATE ON {table}",
    "{table}_no_delete": "BEFORE DELETE ON {table}",
    # INSERT OR REPLACE deletes without firing a DELETE trigger.
    "{table}_no_replace": (
        "BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR "
        "digest = NEW.digest OR (application_id = NEW.application_id AND version = NEW.version))"
    ),
}

POSTGRESQL = {
    "{table}_no_change": "BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW",
    "{table}_no_truncate": "BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
}

# The class of a broken constraint, so that Django raises IntegrityError on both engines.
REFUSE = """
CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""

PRESENT = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": (
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled IN ('O', 'A')"
    ),
}


def trigger_names(vendor: str, table: str) -> list[str]:
    """List the triggers that guard a table."""
    triggers = POSTGRESQL if vendor == "postgresql" else SQLITE
    return [name.format(table=table) for name in triggers]


def missing(connection, table: str) -> list[str]:
    """List the triggers that should guard a table and are gone or switched off."""
    with connection.cursor() as cursor:
        cursor.execute(PRESENT[connection.vendor], [table])
        present = {name for (name,) in cursor.fetchall()}
    return [name for name in trigger_names(connection.vendor, table) if name not in present]


def install(connection, table: str) -> None:
    """Guard a table; harmless where it is guarded already."""
    remove(connection, table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(REFUSE.format(table=table))
            body = "EXECUTE FUNCTION {table}_refuse()"
            triggers = POSTGRESQL
        else:
            body = "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            triggers = SQLITE
        for name, when in triggers.items():
            cursor.execute(f"CREATE TRIGGER {name} {when} {body}".format(table=table))


def remove(connection, table: str) -> None:
    """Take the guard off a table."""
    of_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in trigger_names(connection.vendor, table):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{of_table}")
