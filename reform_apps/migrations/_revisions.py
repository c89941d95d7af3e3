"""Triggers that give the ledger a new token when what stands beside its journal is written.

A migration that builds one of these tables anew on SQLite installs them again.
"""

# What lists and applications show, and no act of an application tells.
TABLES = ("source", "system", "runway", "region", "organization", "indicator")
FIGURES = "reform_apps_observation"  # of the whole province, which are in no journal
REVISE = (
    # A row of its own, so that whoever writes waits for nobody else who does.
    "INSERT INTO reform_apps_revision (token) VALUES ({token})"
)
FUNCTION = (
    "CREATE OR REPLACE FUNCTION reform_apps_revise() RETURNS trigger LANGUAGE plpgsql AS $$"
    f"BEGIN {REVISE.format(token='floor(random() * 1000000000)')}; RETURN NULL; END$$"
)
PRESENT = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')",
}
WRITTEN = ("INSERT", "UPDATE", "DELETE")


def install(connection) -> None:
    """Let each of these tables tell that it was written; harmless where it does already."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for trigger in _triggers():
            cursor.execute(_spelled(connection.vendor, *trigger))


def remove(connection) -> None:
    """Let them tell nothing any more."""
    of_table = " ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name, table, _verb in _triggers():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{of_table.format(table=table)}")


def missing(connection) -> list[tuple[str, str]]:
    """List the triggers that are gone or switched off, each after its table."""
    with connection.cursor() as cursor:
        cursor.execute(PRESENT[connection.vendor])
        present = {name for (name,) in cursor.fetchall()}
    return [(table, name) for name, table, _verb in _triggers() if name not in present]


def _triggers() -> list[tuple[str, str, str]]:
    tables = [*(f"reform_apps_{name}" for name in TABLES), FIGURES]
    return [
        (f"{table}_revises_{verb.lower()}", table, verb) for table in tables for verb in WRITTEN
    ]


def _spelled(vendor: str, name: str, table: str, verb: str) -> str:
    row = "OLD" if verb == "DELETE" else "NEW"
    only = f" WHEN ({row}.application_id IS NULL)" if table == FIGURES else ""
    begun = f"CREATE TRIGGER {name} AFTER {verb} ON {table}"
    if vendor == "postgresql":
        each = "ROW" if only else "STATEMENT"
        return f"{begun} FOR EACH {each}{only} EXECUTE FUNCTION reform_apps_revise()"
    revise = REVISE.format(token="abs(random() % 1000000000)")
    return f"{begun}{only} BEGIN {revise}; END"
