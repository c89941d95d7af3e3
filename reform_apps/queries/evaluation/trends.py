"""How what is measured of an application has moved, and what it scores."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reform_apps.models import Application, Direction, Indicator, Observation, Weighting

BETTER, WORSE, SAME = "better", "worse", "same"


@dataclass(frozen=True, slots=True)
class Trend:
    """One indicator's values of one application, the latest last."""

    indicator: Indicator
    points: Sequence[Observation]

    @property
    def latest(self) -> Observation:
        return self.points[-1]

    @property
    def previous(self) -> Observation | None:
        """The value before the latest, where it is known which came first."""
        if len(self.points) == 1 or self.points[-2].as_of is None:
            return None
        return self.points[-2]

    @property
    def change(self) -> Decimal | None:
        """By how much the latest differs from the one before, in the indicator's unit."""
        return self.latest.value - self.previous.value if self.previous else None

    @property
    def course(self) -> str | None:
        """Whether that is better, worse or the same; None where neither way is better."""
        if self.change is None or self.indicator.direction == Direction.NEITHER:
            return None
        if self.change == 0:
            return SAME
        is_up = self.change > 0
        return BETTER if is_up == (self.indicator.direction == Direction.HIGHER) else WORSE


def trends(application: Application) -> list[Trend]:
    """List the trends of an application by indicator, in one statement."""
    rows = application.observations.select_related("indicator", "source")
    grouped = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.as_of or date.min, row.pk)):
        grouped[row.indicator_id].append(row)
    return [Trend(grouped[code][0].indicator, grouped[code]) for code in sorted(grouped)]


@dataclass(frozen=True, slots=True)
class Part:
    """What one indicator adds to a score."""

    indicator: Indicator
    weight: Decimal
    observation: Observation | None

    @property
    def points(self) -> Decimal | None:
        """Where the value lies between the bounds, from 0 to 100, the better end at 100."""
        if self.observation is None:
            return None
        lowest, highest = self.indicator.lowest, self.indicator.highest
        share = (self.observation.value - lowest) / (highest - lowest)
        if self.indicator.direction == Direction.LOWER:
            share = 1 - share
        return round(share * 100, 2)


@dataclass(frozen=True, slots=True)
class Score:
    """A score under one weighting, made of its parts; what is not measured adds nothing."""

    weighting: Weighting
    parts: Sequence[Part]

    @property
    def value(self) -> Decimal | None:
        """The weighted mean of the points that are known, from 0 to 100; None of none."""
        known = [part for part in self.parts if part.observation]
        weight = sum(part.weight for part in known)
        if not weight:
            return None
        return round(sum(part.weight * part.points for part in known) / weight, 2)

    @property
    def known_share(self) -> Decimal:
        """Which share of the weights is measured at all, from 0 to 1."""
        known = sum(part.weight for part in self.parts if part.observation)
        return round(known / sum(part.weight for part in self.parts), 4)


def scores(applications: Iterable[Application], weighting: Weighting) -> dict[int, Score]:
    """Score applications under a weighting, by primary key, in two statements for all."""
    keys = [application.pk for application in applications]
    indicators = Indicator.objects.in_bulk(list(weighting.weights), field_name="code")
    latest = Observation.objects.latest().filter(application__in=keys, indicator__in=indicators)
    known = {(row.application_id, row.indicator_id): row for row in latest}
    weights = [
        (indicators[code], Decimal(weight)) for code, weight in sorted(weighting.weights.items())
    ]
    return {
        key: Score(weighting, [Part(i, weight, known.get((key, i.code))) for i, weight in weights])
        for key in keys
    }


def standing_weighting() -> Weighting | None:
    """Find the weighting that was adopted last."""
    return Weighting.objects.order_by("-number").first()
