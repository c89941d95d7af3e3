from django.db import migrations

from reform_apps.models.lists.grams import grams_of, texts

AT_ONCE = 500


def fill(apps, schema_editor):
    application, alias, text = (
        apps.get_model("reform_apps", name) for name in ("Application", "Alias", "SearchText")
    )
    ids = list(application.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        some, rows, names = ids[start : start + AT_ONCE], [], {}
        told = alias.objects.filter(application__in=some).values_list("application", "name")
        for pk, name in told:
            names.setdefault(pk, []).append({"name": name})
        told = application.objects.filter(pk__in=some).values(
            "pk", "number", "visibility", "code", "name", "name_en", "summary"
        )
        for state in told:
            found_by = texts(state | {"aliases": names.get(state["pk"], [])})
            own = {name: state[name] for name in ("number", "visibility")}
            row = text(application_id=state["pk"], **own, **found_by, grams=grams_of(found_by))
            rows.append(row)
        text.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [("reform_apps", "0023_search_numbers")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
