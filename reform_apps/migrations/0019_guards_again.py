from django.db import migrations

from reform_apps.migrations import _guards, _triggers


def guard(apps, schema_editor):
    for each in _guards.GUARDS:
        _triggers.install(schema_editor.connection, each)


class Migration(migrations.Migration):
    """SQLite has just built the journal's table anew; what was written stays as it is."""

    dependencies = [("reform_apps", "0018_evaluation")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop, elidable=False)]
