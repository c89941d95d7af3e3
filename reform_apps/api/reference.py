"""Reference data, read only: it is kept in the admin."""

from rest_framework import viewsets

from reform_apps.api.frame.resources import Shelf
from reform_apps.api.serializers.reference import (
    OrganizationSerializer,
    RegionSerializer,
    RunwaySerializer,
    SourceSerializer,
    SystemSerializer,
)
from reform_apps.filtersets.reference import (
    OrganizationFilterSet,
    RegionFilterSet,
    RunwayFilterSet,
    SourceFilterSet,
    SystemFilterSet,
)
from reform_apps.models import Organization, Region, Runway, Source, System
from reform_apps.queries.orderings import by_bytes


class ReferenceViewSet(Shelf, viewsets.ReadOnlyModelViewSet):
    """Rows that others name by their codes."""

    lookup_field = "code"
    lookup_value_regex = "[A-Za-z0-9-]+"


class SystemViewSet(ReferenceViewSet):
    """The elements of the 1612 architecture."""

    queryset = System.objects.select_related("source").order_by("position")
    serializer_class = SystemSerializer
    filterset_class = SystemFilterSet


class RunwayViewSet(ReferenceViewSet):
    """The lines of work inside the systems."""

    queryset = Runway.objects.select_related("system", "source")
    serializer_class = RunwaySerializer
    filterset_class = RunwayFilterSet

    def get_queryset(self):
        rows = super().get_queryset()
        return rows.order_by("system__position", "position", by_bytes("code"))


class RegionViewSet(ReferenceViewSet):
    """Administrative divisions."""

    queryset = Region.objects.select_related("parent", "source").order_by("code")
    serializer_class = RegionSerializer
    filterset_class = RegionFilterSet


class OrganizationViewSet(ReferenceViewSet):
    """The units that lead or use applications."""

    queryset = Organization.objects.select_related("region", "source")
    serializer_class = OrganizationSerializer
    filterset_class = OrganizationFilterSet

    def get_queryset(self):
        return super().get_queryset().order_by(by_bytes("code"))


class SourceViewSet(ReferenceViewSet):
    """The documents that values cite."""

    queryset = Source.objects.all()
    serializer_class = SourceSerializer
    filterset_class = SourceFilterSet

    def get_queryset(self):
        return super().get_queryset().order_by(by_bytes("code"))
