"""The guards of tables whose rows are written once."""

from reform_apps.migrations import _triggers
from reform_apps.migrations._triggers import Guard

# By what a row replaces another one: INSERT OR REPLACE deletes without firing a DELETE trigger.
KEYS = {
    "reform_apps_journalentry": (
        "id = NEW.id OR digest = NEW.digest "
        "OR (application_id = NEW.application_id AND version = NEW.version)"
    ),
    "reform_apps_position": "number = NEW.number OR entry_id = NEW.entry_id",
    "reform_apps_seal": (
        "id = NEW.id OR number = NEW.number OR digest = NEW.digest "
        "OR first_position = NEW.first_position"
    ),
}


def guard(table: str) -> Guard:
    """Describe the guard of a table: nothing is changed, nothing is removed."""
    same = f"EXISTS (SELECT 1 FROM {table} WHERE {KEYS[table]})"
    return Guard(
        table=table,
        message=f"{table} is append-only",
        sqlite={
            "no_update": f"BEFORE UPDATE ON {table}",
            "no_delete": f"BEFORE DELETE ON {table}",
            "no_replace": f"BEFORE INSERT ON {table} WHEN {same}",
        },
        postgresql={
            "no_change": f"BEFORE DELETE OR UPDATE ON {table} FOR EACH ROW",
            "no_truncate": f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
        },
    )


def install(connection, table: str) -> None:
    """Guard a table; harmless where it is guarded already."""
    _triggers.install(connection, guard(table))


def remove(connection, table: str) -> None:
    """Take the guard off a table."""
    _triggers.remove(connection, guard(table))


def missing(connection, table: str) -> list[str]:
    """List the triggers that should guard a table and do not."""
    return _triggers.missing(connection, guard(table))
