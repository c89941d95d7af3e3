"""How applications stood over time, told anew from the journal."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from tqdm import tqdm

from reform_apps.models import Application, EffectiveState, RecordedState
from reform_apps.operations.writing import bigrams, revisions, states, tallies, texts

AT_ONCE = 100


class Command(BaseCommand):
    help = (
        "Tell the states of applications from the journal, where some are missing, and index "
        "their names and summaries for the duplicate check."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--all", action="store_true", dest="every", help="of all applications, anew"
        )

    def handle(self, *, every, **options):
        rows = Application.objects.all() if every else _untold()
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        with tqdm(total=len(ids), desc="Applications", disable=None, leave=False) as bar:
            for start in range(0, len(ids), AT_ONCE):
                some = ids[start : start + AT_ONCE]
                _retell(some)
                bar.update(len(some))
        if every:
            tallies.retell()
        # What was wrong may have been answered, and must not be confirmed by a 304.
        revisions.renew()
        self.stdout.write(f"States told of {len(ids)} applications.")


def _untold():
    """Find who has fewer recorded states than acts, or no effective state at all."""
    recorded = RecordedState.objects.filter(application=OuterRef("pk")).order_by()
    count = Subquery(recorded.values("application").values_list(Count("pk")))
    effective = Exists(EffectiveState.objects.filter(application=OuterRef("pk")))
    told = Application.objects.annotate(told=Coalesce(count, 0))
    return told.exclude(effective, told=F("version"))


@transaction.atomic
def _retell(ids):
    # Whoever acts on one of them waits, so that its states follow what is told here.
    states.retell(Application.objects.filter(pk__in=ids).for_act())
    named = Application.objects.for_list().filter(pk__in=ids)
    bigrams.retell(named)
    texts.retell(named)
