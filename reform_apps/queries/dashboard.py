"""The ledger at a glance."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Sum

from reform_apps.models import Edition, EditionState, JournalEntry, System, Tally
from reform_apps.rules.lifecycle import Status

RECENT = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One system's applications, counted by status; without a system for those that have none."""

    system: System | None
    counts: tuple[int, ...]  # one for each status that occurs, in the lifecycle's order

    @property
    def total(self) -> int:
        return sum(self.counts)


def matrix() -> tuple[list[Status], list[Row]]:
    """Tell the numbers of applications by system and status, in two statements.

    Every system has a row; a status that no application has is left out.
    """
    counted = defaultdict(int)
    found = Tally.objects.order_by().values_list("system", "status").annotate(Sum("number"))
    for system, status, number in found:
        if number:
            counted[system, status] = number
    statuses = [status for status in Status if any(key[1] == status for key in counted)]
    systems = [*System.objects.order_by("position", "code")]
    if any(system is None for system, _status in counted):
        systems.append(None)
    rows = [
        Row(system, tuple(counted[system and system.code, status] for status in statuses))
        for system in systems
    ]
    return statuses, rows


def latest_acts() -> list[JournalEntry]:
    """List the acts that were recorded last, the last one first."""
    entries = JournalEntry.objects.select_related("by", "application").defer("snapshot", "changes")
    return list(entries.order_by("-pk")[:RECENT])


def standing_edition() -> Edition | None:
    """Find the edition that was published last."""
    published = Edition.objects.filter(state=EditionState.PUBLISHED)
    return published.order_by("-position").first()
