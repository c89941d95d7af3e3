from django.db import migrations

ROLES = ["reader", "unit_editor", "system_lead", "reform_office", "auditor"]


def create(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    for role in ROLES:
        groups.get_or_create(name=role)


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    """Every role is a Django group of the same name."""

    dependencies = [
        ("reform_apps", "0002_journal_append_only"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [migrations.RunPython(create, remove, elidable=False)]
