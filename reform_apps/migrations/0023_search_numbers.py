import django.db.models.deletion
import reform_apps.models.lists.texts
from django.db import migrations, models


# A row of three thousand bytes is looked into quicker than it is unpacked.
UNPACKED = "ALTER TABLE reform_apps_searchtext SET (toast_tuple_target = 4080)"


def keep_unpacked(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNPACKED)


class Migration(migrations.Migration):
    """What applications are found by is told from the journal: it is made anew, with numbers."""

    dependencies = [("reform_apps", "0022_fill_attested_revisions")]
    operations = [
        migrations.DeleteModel(name="SearchText"),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="reform_apps.application",
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                ("visibility", models.CharField(max_length=8)),
                ("exact", models.TextField()),
                ("name", models.TextField()),
                ("others", models.TextField()),
                ("summary", models.TextField()),
                ("grams", reform_apps.models.lists.texts.GramsField()),
            ],
            options={"verbose_name": "search text", "verbose_name_plural": "search texts"},
        ),
        migrations.RunPython(keep_unpacked, migrations.RunPython.noop),
    ]
