"""Indexes that Django cannot spell for both engines: by bytes, and with NULL last either way.

SQLite has no such orders in an index; there a list is sorted, which at its scale costs little.
"""

POSTGRESQL = {
    # `ordering=name`, by bytes as everywhere.
    "application_by_name": '(name_key COLLATE "C", number)',
    # `ordering=-online_on` and `-status_since`: what has no day stands last all the same.
    "application_by_last_online_on": "(online_on DESC NULLS LAST, number)",
    "application_by_last_since": "(status_since DESC NULLS LAST, number)",
}


def install(connection) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name, columns in POSTGRESQL.items():
                cursor.execute(
                    f"CREATE INDEX IF NOT EXISTS {name} ON reform_apps_application {columns}"
                )
