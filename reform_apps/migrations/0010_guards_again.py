from django.db import migrations

from reform_apps.migrations import _guards, _triggers


def guard(apps, schema_editor):
    for each in _guards.FIRST:
        _triggers.install(schema_editor.connection, each)


class Migration(migrations.Migration):
    """What is guarded is guarded anew: SQLite has just built the journal's table anew."""

    dependencies = [("reform_apps", "0009_attestations")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop, elidable=False)]
