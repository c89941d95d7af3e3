"""The questions on rollouts."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from reform_apps.filtersets.findings import applications_in_sight
from reform_apps.filtersets.strict import OneOfFilter, OneOfRowsFilter, StrictFilterSet
from reform_apps.models import Region, Rollout, RolloutState


class RolloutFilterSet(StrictFilterSet):
    """Which rollouts."""

    application = OneOfRowsFilter(queryset=applications_in_sight, label=_("Application"))
    region = OneOfRowsFilter(
        queryset=Region.objects.order_by("code"),
        method="lie_within",
        label=_("Region; a city covers its counties"),
    )
    state = OneOfFilter(choices=RolloutState.choices, label=_("Rollout"))

    class Meta(StrictFilterSet.Meta):
        model = Rollout
        fields = []

    def lie_within(self, rows: QuerySet, name: str, regions: QuerySet) -> QuerySet:
        if not regions:
            return rows
        return rows.filter(region__in=Region.objects.within(regions))
