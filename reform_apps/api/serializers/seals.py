"""Seals as they are shown."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reform_apps.api.serializers.rows import RowSerializer
from reform_apps.models import Seal


class SealSerializer(RowSerializer):
    """The closing of a stretch of the journal."""

    class Meta:
        model = Seal
        fields = [
            "number", "first_position", "last_position", "root", "sealed_at", "previous_digest",
            "digest",
        ]  # fmt: skip
        read_only_fields = fields


class SealDetailSerializer(SealSerializer):
    """A seal with all that its digest covers, as it is spelled there."""

    content = serializers.SerializerMethodField()

    class Meta(SealSerializer.Meta):
        fields = [*SealSerializer.Meta.fields, "content"]
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": {}})
    def get_content(self, seal):
        return seal.content()
