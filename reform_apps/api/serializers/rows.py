"""What every row that is shown has in common."""

from rest_framework import serializers

from reform_apps.rules.vocabulary import Visibility

CITATION = ["basis", "source", "locator", "note"]


class RowSerializer(serializers.ModelSerializer):
    """A row as the ledger shows it: the fields of `Meta.fields`, or those that are asked for."""

    def get_fields(self):
        fields = super().get_fields()
        asked = self.context.get("fields") if self._is_outermost() else None
        return fields if asked is None else {name: fields[name] for name in fields if name in asked}

    def _is_outermost(self) -> bool:
        above = self.parent
        return above is None or (
            isinstance(above, serializers.ListSerializer) and above.parent is None
        )


class NamedRowSerializer(serializers.Serializer):
    """A row that another one points to."""

    code = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)


class NamedApplicationSerializer(NamedRowSerializer):
    """An application that another row points to; to whom may not see it, there is none."""

    def to_representation(self, application):
        user = self.context["request"].user
        if application.visibility != Visibility.PUBLIC and not user.is_authenticated:
            return None
        return super().to_representation(application)


class PersonSerializer(serializers.Serializer):
    """Somebody who has acted."""

    username = serializers.CharField(read_only=True)
    name = serializers.CharField(source="get_full_name", read_only=True)


class CitedSerializer(RowSerializer):
    """A row that says how it is known; its source is named by its code."""

    source = serializers.SlugRelatedField(slug_field="code", read_only=True)
