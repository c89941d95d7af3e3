"""Differences as they are shown."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reform_apps.rules.changes import Kind


class SummarySerializer(serializers.Serializer):
    """How many changes there are of each kind."""

    def get_fields(self):
        return {kind.value: serializers.IntegerField(read_only=True) for kind in Kind}


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {"type": "array", "items": {}, "minItems": 2, "maxItems": 2},
    }
)
class BeforeAndAfterField(serializers.DictField):
    """What has changed: {field: [before, after]}."""


class ChangeSerializer(serializers.Serializer):
    """One kind of change of one application."""

    code = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    kind = serializers.ChoiceField(choices=Kind.choices, read_only=True)
    fields = BeforeAndAfterField(read_only=True)
    reason = serializers.CharField(read_only=True)
    successor = serializers.CharField(read_only=True, allow_null=True)


class DifferenceSerializer(serializers.Serializer):
    """All changes from one side to the other; the summary counts them all."""

    def get_fields(self):
        return {
            # The first is a keyword, which no class body can declare.
            "from": serializers.CharField(read_only=True, source="older"),
            "to": serializers.CharField(read_only=True, source="newer"),
            "summary": SummarySerializer(read_only=True),
            "changes": ChangeSerializer(many=True, read_only=True),
        }
