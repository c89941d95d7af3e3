"""The whole journal in its one order."""

from django.db.models import F, Max

from reform_apps.models import JournalEntry, Position
from reform_apps.models.journal import JournalEntryQuerySet


def last() -> int:
    """Tell the last position that was given; 0 before the first."""
    return Position.objects.aggregate(last=Max("number"))["last"] or 0


def placed() -> JournalEntryQuerySet:
    """List the entries that have a position, in that order; it is annotated as `place`."""
    entries = JournalEntry.objects.filter(position__isnull=False)
    return entries.annotate(place=F("position__number")).order_by("place")
