from django.db import migrations

from reform_apps.migrations import _guards, _triggers


def install(apps, schema_editor):
    for guard in _guards.FIRST:
        _triggers.install(schema_editor.connection, guard)


def remove(apps, schema_editor):
    for guard in _guards.FIRST[1:]:
        _triggers.remove(schema_editor.connection, guard)


class Migration(migrations.Migration):
    """The database itself keeps positions, seals and published editions from being changed.

    The journal is guarded anew: SQLite has just built its table anew.
    """

    dependencies = [("reform_apps", "0004_editions_positions_states")]
    operations = [migrations.RunPython(install, remove, elidable=False)]
