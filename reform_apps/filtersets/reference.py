"""The questions on what applications are sorted by: systems, runways, regions, organizations."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from reform_apps.filtersets.strict import (
    DayFilter,
    OneOfFilter,
    OneOfRowsFilter,
    SearchFilter,
    StrictFilterSet,
)
from reform_apps.models import (
    Level,
    Organization,
    OrganizationKind,
    OrganizationLevel,
    Region,
    Runway,
    Source,
    System,
    Tier,
)


class NameSearchFilter(SearchFilter):
    """Words in the code or in any of these names."""

    def __init__(self, *, names: tuple[str, ...], **kwargs):
        self.names = names
        super().__init__(label=_("Code or name"), **kwargs)

    def filter(self, rows: QuerySet, words: str) -> QuerySet:
        if not words or not (words := words.strip()):
            return rows
        found = Q(code__iexact=words)
        for name in self.names:
            found |= Q(**{f"{name}__icontains": words})
        return rows.filter(found)


class ReferenceFilterSet(StrictFilterSet):
    """What every kind of dated reference data can be asked."""

    in_force_on = DayFilter(method="hold", label=_("In force on this day"))

    class Meta(StrictFilterSet.Meta):
        fields = []

    def hold(self, rows: QuerySet, name: str, day: date | None) -> QuerySet:
        return rows.in_force(day) if day else rows


class SystemFilterSet(ReferenceFilterSet):
    """Which systems."""

    search = NameSearchFilter(names=("name", "name_en"))
    tier = OneOfFilter(choices=Tier.choices, label=_("Tier"))

    class Meta(ReferenceFilterSet.Meta):
        model = System


class RunwayFilterSet(ReferenceFilterSet):
    """Which runways."""

    search = NameSearchFilter(names=("name", "name_en"))
    system = OneOfRowsFilter(queryset=System.objects.order_by("position"), label=_("System"))

    class Meta(ReferenceFilterSet.Meta):
        model = Runway


class RegionFilterSet(ReferenceFilterSet):
    """Which regions."""

    search = NameSearchFilter(names=("name", "name_en"))
    level = OneOfFilter(choices=Level.choices, label=_("Level"))
    parent = OneOfRowsFilter(queryset=Region.objects.order_by("code"), label=_("Region above"))

    class Meta(ReferenceFilterSet.Meta):
        model = Region


class OrganizationFilterSet(ReferenceFilterSet):
    """Which organizations."""

    search = NameSearchFilter(names=("name", "short_name"))
    kind = OneOfFilter(choices=OrganizationKind.choices, label=_("Kind"))
    level = OneOfFilter(choices=OrganizationLevel.choices, label=_("Level"))
    region = OneOfRowsFilter(queryset=Region.objects.order_by("code"), label=_("Region"))

    class Meta(ReferenceFilterSet.Meta):
        model = Organization


class SourceFilterSet(StrictFilterSet):
    """Which sources."""

    search = NameSearchFilter(names=("title", "publisher"))

    class Meta(StrictFilterSet.Meta):
        model = Source
        fields = []
