from django.db import migrations

# Django has a name for such an index only where it knows nothing but PostgreSQL.
INDEX = (
    # In steps of a megabyte: what waits to be indexed is read through by every search, and what
    # is indexed at once makes an act on many applications a quarter slower.
    "CREATE INDEX search_text_grams ON reform_apps_searchtext USING gin (grams) "
    "WITH (gin_pending_list_limit = 1024)",
    # So that the engine knows of more characters how often they stand somewhere, and whether a
    # search had better go by the index or by the numbers.
    "ALTER TABLE reform_apps_searchtext ALTER COLUMN grams SET STATISTICS 1000",
)


def index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in INDEX:
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS search_text_grams")


class Migration(migrations.Migration):
    """After all rows are there: it is built many times as fast."""

    dependencies = [("reform_apps", "0024_fill_search_numbers")]
    operations = [migrations.RunPython(index, drop)]
