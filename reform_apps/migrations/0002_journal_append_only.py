from django.db import migrations

from reform_apps.migrations import _append_only

TABLE = "reform_apps_journalentry"


def install(apps, schema_editor):
    _append_only.install(schema_editor.connection, TABLE)


def remove(apps, schema_editor):
    _append_only.remove(schema_editor.connection, TABLE)


class Migration(migrations.Migration):
    """The database itself refuses to change or remove an entry of the journal."""

    dependencies = [("reform_apps", "0001_first")]
    operations = [migrations.RunPython(install, remove, elidable=False)]
