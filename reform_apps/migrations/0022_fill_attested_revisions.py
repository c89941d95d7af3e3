from secrets import randbelow

from django.db import migrations
from django.db.models import Exists, OuterRef, Subquery

from reform_apps.migrations import _revisions

NO_EDITS = ("plan", "publish", "propose", "decide", "order", "close", "withdraw")


def revise(apps, schema_editor):
    _revisions.install(schema_editor.connection)


def revise_no_more(apps, schema_editor):
    _revisions.remove(schema_editor.connection)


def begin(apps, schema_editor):
    apps.get_model("reform_apps", "Revision").objects.create(token=randbelow(10**9))


def tell_attested(apps, schema_editor):
    application, entry = (
        apps.get_model("reform_apps", name) for name in ("Application", "JournalEntry")
    )
    later = entry.objects.filter(
        application=OuterRef("application"), version__gt=OuterRef("version")
    ).exclude(verb__in=NO_EDITS)
    standing = entry.objects.filter(~Exists(later.exclude(by=OuterRef("by"))), verb="attest")
    # Of several that stand, the last one counts.
    last = standing.filter(application=OuterRef("pk")).order_by("-version")
    told = application.objects.filter(Exists(last))
    told.update(
        attested_at=Subquery(last.values("recorded_at")[:1]),
        attested_by=Subquery(last.values("by")[:1]),
    )


class Migration(migrations.Migration):
    dependencies = [("reform_apps", "0021_attested_revisions")]
    operations = [
        migrations.RunPython(revise, revise_no_more, elidable=False),
        migrations.RunPython(begin, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(tell_attested, migrations.RunPython.noop, elidable=True),
    ]
