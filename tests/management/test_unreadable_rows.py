"""Rows that were written past Django and hold what no act writes: named, without a traceback."""

import pytest
from django.db import connection

from reform_apps.migrations import _append_only
from tests.management.tampering import TABLE, entry_of, verify

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("column", ["changes", "snapshot"])
@pytest.mark.parametrize(
    "value", [[], {}, "text", 7, 0.5, True, [[]], {"observation": 7}], ids=repr
)
@pytest.mark.parametrize("version", [1, 2, 9, 11])
def test_json_that_no_act_writes_is_named_and_no_traceback(
    version, value, column, lived_ledger, unguarded
):
    unguarded(where=entry_of(lived_ledger["first"], version), **{column: value})

    assert any(f"version {version})" in fault for fault in verify())


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL minds its types.")
@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        (TABLE, "recorded_at", "banana"),
        (TABLE, "effective_on", "banana"),
        (TABLE, "version", "banana"),
        (TABLE, "changes", "{no json"),
        (TABLE, "snapshot", "{no json"),
        ("reform_apps_application", "updated_at", "banana"),
        ("reform_apps_application", "online_on", "banana"),
        ("reform_apps_application", "terminals", "{no json"),
        ("reform_apps_observation", "value", "banana"),
        ("reform_apps_duplicatecheck", "candidates", "{no json"),
    ],
)
def test_values_that_nothing_can_read_are_named_and_no_traceback(
    table, column, value, lived_ledger
):
    _append_only.remove(connection, TABLE)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = on")
        try:
            cursor.execute(
                f"UPDATE {table} SET {column} = %s WHERE id = (SELECT min(id) FROM {table})",
                [value],
            )
        finally:
            cursor.execute("PRAGMA ignore_check_constraints = off")
    _append_only.install(connection, TABLE)

    assert verify() != []
