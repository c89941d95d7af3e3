"""What a page says when it shows the ledger as it stood at a point."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from reform_apps.filtersets.points import EFFECTIVE, RECORDED
from reform_apps.filtersets.strict import is_day
from reform_apps.pages.frame import addresses
from reform_apps.queries.states import Point


@dataclass(frozen=True, slots=True)
class Notice:
    """At which point, by which clock, and how to come back to today."""

    moment: str
    clock: str
    today: str
    kept: str  # what a link adds to lead to the same point


def notice(point: Point | None, pairs: list[addresses.Pair]) -> Notice | None:
    """Spell the point that an address asks for."""
    if point is None:
        return None
    asked = [pair for pair in pairs if pair[0] in (RECORDED, EFFECTIVE)]
    rest = addresses.without(pairs, *asked)
    if point.effective_on:
        moment, clock = point.effective_on.isoformat(), _("as it had happened")
    else:
        (_name, asked_for), *_rest = asked
        moment = asked_for
        if not is_day(asked_for):
            moment = f"{timezone.localtime(point.recorded_by):%Y-%m-%d %H:%M}"
        clock = _("as recorded by then")
    return Notice(
        moment=moment,
        clock=clock,
        today=addresses.address(rest) if rest else "?",
        kept=addresses.address(asked),
    )
