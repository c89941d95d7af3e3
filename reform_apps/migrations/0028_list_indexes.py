from django.db import migrations, models

from reform_apps.migrations import _indexes


def index(apps, schema_editor):
    _indexes.install(schema_editor.connection)


class Migration(migrations.Migration):
    """After all rows know their bases: an index that is there already slows each of them down."""

    dependencies = [("reform_apps", "0027_fill_bases")]
    operations = [
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                fields=["status", "number"], include=("visibility",), name="application_by_status"
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                fields=["system", "number"], include=("visibility",), name="application_by_system"
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                fields=["runway", "number"], include=("visibility",), name="application_by_runway"
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                fields=["organization", "number"],
                include=("visibility",),
                name="application_by_organization",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                fields=["origin_region", "number"],
                include=("visibility",),
                name="application_by_origin_region",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("batch__isnull", False)),
                fields=["batch", "number"],
                name="application_by_batch",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("attested_at__isnull", False)),
                fields=["number"],
                name="application_attested",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["terminals", "number"], name="application_by_terminals"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["bases", "number"], name="application_by_bases"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["online_on", "number"], name="application_by_online_on"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                fields=["status_since", "number"], name="application_by_status_since"
            ),
        ),
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(fields=["status", "system"], name="tally_by_status_system"),
        ),
        migrations.RunPython(index, migrations.RunPython.noop, elidable=False),
    ]
