"""Reference data as it is shown."""

from reform_apps.api.serializers.rows import (
    CITATION,
    CitedSerializer,
    NamedRowSerializer,
    RowSerializer,
)
from reform_apps.models import Organization, Region, Runway, Source, System

DATED = ["opened_on", "closed_on"]


class SourceSerializer(RowSerializer):
    """A document that values cite."""

    class Meta:
        model = Source
        fields = ["code", "title", "publisher", "published_on", "published_window", "url",
                  "sha256", "note"]  # fmt: skip
        read_only_fields = fields


class SystemSerializer(CitedSerializer):
    """An element of the architecture."""

    class Meta:
        model = System
        fields = ["code", "name", "name_en", "tier", "position", "aliases", *DATED, *CITATION]
        read_only_fields = fields


class RunwaySerializer(CitedSerializer):
    """A line of work inside a system."""

    system = NamedRowSerializer(read_only=True)

    class Meta:
        model = Runway
        fields = ["code", "name", "name_en", "system", "position", *DATED, *CITATION]
        read_only_fields = fields


class RegionSerializer(CitedSerializer):
    """An administrative division."""

    parent = NamedRowSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Region
        fields = ["code", "name", "name_en", "level", "parent", *DATED, *CITATION]
        read_only_fields = fields


class OrganizationSerializer(CitedSerializer):
    """A unit that leads or uses applications."""

    region = NamedRowSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Organization
        fields = ["code", "name", "short_name", "kind", "level", "region", "uscc", *DATED,
                  *CITATION]  # fmt: skip
        read_only_fields = fields
