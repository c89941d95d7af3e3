"""How much of its regions an application has reached."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import (
    Case,
    Count,
    ExpressionWrapper,
    F,
    FloatField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce, NullIf

from reform_apps.models import Application, Region, Rollout, RolloutState
from reform_apps.models.reference.regions import Level
from reform_apps.rules.vocabulary import Scope

NOT_REPORTED = "not_reported"
STATES = (*RolloutState.values, NOT_REPORTED)


@dataclass(frozen=True, slots=True)
class Place:
    """One county, or one city that has none: what is said of it, itself or by its city."""

    region: Region
    state: str
    own: Rollout | None = None


@dataclass(slots=True)
class Reach:
    """How far the counties of a city, or of the whole scope, have come."""

    region: Region | None
    own: Rollout | None = None  # what is said of the city itself
    places: list[Place] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        counted = Counter(place.state for place in self.places)
        return {state: counted[state] for state in STATES}

    def share(self) -> float | None:
        """Tell the share of those that are connected among all that it applies to; None of none.

        Regions that nobody has reported count as not connected: `counts()` says how many.
        """
        counted = self.counts()
        applicable = len(self.places) - counted[RolloutState.NOT_APPLICABLE]
        return round(counted[RolloutState.CONNECTED] / applicable, 4) if applicable else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """An application's reach in all, and city by city."""

    whole: Reach
    cities: list[Reach]


def regions_in_scope(application: Application, *, day: date) -> list[Region]:
    """List the cities and counties that an application is for, in force on a day, by code."""
    regions = Region.objects.in_force(day).exclude(level=Level.PROVINCE)
    if application.scope == Scope.LOCAL and application.origin_region:
        regions = regions.within([application.origin_region])
    return list(regions.order_by("code"))


def coverage(application: Application, *, day: date) -> Coverage:
    """Tell how far an application has come in the regions of its scope, in two statements."""
    regions = regions_in_scope(application, day=day)
    said = {row.region_id: row for row in application.rollouts.select_related("region", "source")}
    return _summed(regions, said)


def _summed(regions: Iterable[Region], said: Mapping[int, Rollout]) -> Coverage:
    counties, cities = defaultdict(list), {}
    for region in regions:
        if region.level == Level.CITY:
            cities[region.pk] = Reach(region, said.get(region.pk))
        else:
            counties[region.parent_id].append(region)
    whole = Reach(None)
    for key in counties.keys() - cities.keys():
        # The counties of a local application that is one county's.
        cities[key] = Reach(counties[key][0].parent)
    for key, reach in cities.items():
        for county in counties[key] or [reach.region]:
            own = said.get(county.pk)
            told = own or reach.own
            reach.places.append(Place(county, told.state if told else NOT_REPORTED, own))
        whole.places += reach.places
    return Coverage(whole, sorted(cities.values(), key=lambda reach: reach.region.code))


def shares(day: date) -> QuerySet:
    """Tell for each application of which something is reported its `share` in percent.

    The same figure as `coverage`, computed by the database for all: a city's report weighs as
    many counties as it has, but for those that have their own.
    """
    counties = _counties_by_city(day)
    in_force = Region.objects.in_force(day).values("pk")
    cases = [When(region=pk, then=Value(number)) for pk, number in counties.items()]
    city = Rollout.objects.filter(
        application=OuterRef("application"), region=OuterRef("region__parent"), region__in=in_force
    )
    counted = Rollout.objects.filter(region__in=in_force).annotate(
        weighs=Case(*cases, default=Value(1)),
        # Of a county what is said of its city, which then speaks for one county less.
        city_state=Case(
            When(region__in=list(counties), then=Value("")), default=Subquery(city.values("state"))
        ),
    )
    summed = (
        counted.order_by()
        .values("application")
        .annotate(
            connected=_sum(RolloutState.CONNECTED),
            applicable=_total(counties) - _sum(RolloutState.NOT_APPLICABLE),
        )
    )
    share = F("connected") * 100.0 / NullIf(F("applicable"), 0)
    return summed.annotate(share=ExpressionWrapper(share, output_field=FloatField()))


def _sum(state: str) -> CombinedExpression:
    spoken_for = Count("pk", filter=Q(city_state=state))
    return Coalesce(Sum("weighs", filter=Q(state=state)), 0) - spoken_for


def _counties_by_city(day: date) -> dict[int, int]:
    """Count the counties of each city in force; a city without any counts for one."""
    rows = Region.objects.in_force(day).filter(level=Level.CITY)
    in_force = Region.objects.in_force(day).filter(parent=OuterRef("pk"))
    number = in_force.order_by().values("parent").annotate(n=Count("pk")).values("n")
    counted = rows.annotate(counties=Coalesce(Subquery(number), 1))
    return dict(counted.values_list("pk", "counties"))


def _total(counties: Mapping[int, int]) -> Case:
    """Say how many counties are in an application's scope."""
    local = {"application__scope": Scope.LOCAL}
    cases = [
        When(**local, application__origin_region=pk, then=Value(number))
        for pk, number in counties.items()
    ]
    one = When(**local, application__origin_region__level=Level.COUNTY, then=Value(1))
    return Max(Case(one, *cases, default=Value(sum(counties.values()))))
