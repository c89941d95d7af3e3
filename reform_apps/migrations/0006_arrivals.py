from django.db import migrations

ARRIVE = (
    "INSERT INTO reform_apps_arrival (entry_id) SELECT id FROM reform_apps_journalentry "
    "WHERE id NOT IN (SELECT entry_id FROM reform_apps_position)"
)


class Migration(migrations.Migration):
    """The entries that there are wait for their positions."""

    dependencies = [("reform_apps", "0005_guards")]
    operations = [migrations.RunSQL(ARRIVE, "DELETE FROM reform_apps_arrival")]
