from django.db import migrations

from reform_apps.rules.names import initials

AT_ONCE = 500


def fill(apps, schema_editor):
    _fill(apps.get_model("reform_apps", "Application"), "name_key")
    _fill(apps.get_model("reform_apps", "Alias"), "key")
    for name in ("RecordedState", "EffectiveState"):
        _fill(apps.get_model("reform_apps", name), "names")


def _fill(model, column):
    filled = []
    for row in model.objects.filter(initials="").only("pk", column).iterator(chunk_size=AT_ONCE):
        row.initials = "\n".join(map(initials, getattr(row, column).split("\n")))
        filled.append(row)
        if len(filled) == AT_ONCE:
            model.objects.bulk_update(filled, ["initials"])
            filled = []
    model.objects.bulk_update(filled, ["initials"])


class Migration(migrations.Migration):
    """First letters of the names that there are."""

    dependencies = [("reform_apps", "0007_imports_initials")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
