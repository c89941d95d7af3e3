from collections import defaultdict

from django.db import migrations

AT_ONCE = 5000


def fill(apps, schema_editor):
    rows = apps.get_model("reform_apps", "Application").objects
    alike = defaultdict(list)
    for pk, basis in rows.order_by("pk").values_list("pk", "basis").iterator():
        words = sorted({how["basis"] for how in basis.values()})
        alike["".join(f",{word}" for word in words) + ","].append(pk)
    for bases, keys in alike.items():
        for start in range(0, len(keys), AT_ONCE):
            rows.filter(pk__in=keys[start : start + AT_ONCE]).update(bases=bases)


class Migration(migrations.Migration):
    dependencies = [("reform_apps", "0026_bases")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
