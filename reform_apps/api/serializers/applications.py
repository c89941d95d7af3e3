"""Applications as they are shown."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reform_apps.api.serializers.findings import (
    AliasSerializer,
    MeasurementSerializer,
    RecognitionSerializer,
)
from reform_apps.api.serializers.rows import (
    NamedApplicationSerializer,
    NamedRowSerializer,
    RowSerializer,
)
from reform_apps.models import Application, Basis
from reform_apps.queries.successors import final_successor
from reform_apps.rules.lifecycle import Status, Transition
from reform_apps.rules.roles import Role
from reform_apps.rules.vocabulary import FrontEnd, Terminal


class CitationSerializer(serializers.Serializer):
    """How the value of a field is known."""

    basis = serializers.ChoiceField(choices=Basis.choices)
    source = serializers.CharField(allow_null=True)
    locator = serializers.CharField()
    note = serializers.CharField()

    def to_representation(self, cited):
        # What is not cited is not kept.
        return {"basis": cited["basis"], "source": None, "locator": "", "note": ""} | cited


class ApplicationSerializer(RowSerializer):
    """An application as a row of the list."""

    system = NamedRowSerializer(read_only=True, allow_null=True)
    runway = NamedRowSerializer(read_only=True, allow_null=True)
    organization = NamedRowSerializer(read_only=True, allow_null=True)
    origin_region = NamedRowSerializer(read_only=True, allow_null=True)
    terminals = serializers.ListField(
        child=serializers.ChoiceField(choices=Terminal.choices), read_only=True
    )
    merged_into = NamedApplicationSerializer(read_only=True, allow_null=True)
    attested_at = serializers.DateTimeField(
        read_only=True,
        allow_null=True,
        help_text=_("When it was last confirmed, if nobody else has acted on it since"),
    )

    class Meta:
        model = Application
        fields = [
            "code", "name", "name_en", "kind", "scope", "summary", "status", "status_since",
            "system", "runway", "organization", "origin_region", "batch", "terminals", "irs_code",
            "online_on", "merged_into", "visibility", "version", "updated_at",
            "attested_at",
        ]  # fmt: skip
        read_only_fields = fields


class ApplicationDetailSerializer(ApplicationSerializer):
    """An application with all that is known of it."""

    front_ends = serializers.ListField(
        child=serializers.ChoiceField(choices=FrontEnd.choices), read_only=True
    )
    aliases = AliasSerializer(many=True, read_only=True)
    basis = serializers.DictField(child=CitationSerializer(), read_only=True)
    observations = MeasurementSerializer(many=True, read_only=True)
    assessments = RecognitionSerializer(many=True, read_only=True)
    successor = serializers.SerializerMethodField()

    class Meta(ApplicationSerializer.Meta):
        fields = [
            *ApplicationSerializer.Meta.fields, "front_ends", "reform", "aliases", "basis",
            "observations", "assessments", "successor", "created_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(NamedApplicationSerializer(allow_null=True))
    def get_successor(self, application):
        """The application that stands at the end of the mergers, by what is known today."""
        # Of an application as it stood, what it has become since.
        today = self.context.get("today", application)
        if today.merged_into is None:
            return None
        # `data` cannot say that there is nothing to show.
        shown = NamedApplicationSerializer(context=self.context)
        return shown.to_representation(final_successor(today))


class BlockSerializer(serializers.Serializer):
    """One thing that stands in the way of a transition."""

    kind = serializers.ChoiceField(choices=["role", "status", "fact"], read_only=True)
    code = serializers.CharField(read_only=True)
    message = serializers.CharField(read_only=True)


class OfferSerializer(serializers.Serializer):
    """One transition, as it is open or closed to whoever asks."""

    transition = serializers.ChoiceField(choices=Transition.choices, read_only=True)
    label = serializers.CharField(source="transition.label", read_only=True)
    allowed = serializers.BooleanField(read_only=True)
    blocked_by = BlockSerializer(many=True, read_only=True)
    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=Role.choices), read_only=True
    )
    requires = serializers.ListField(child=serializers.CharField(), read_only=True)
    targets = serializers.ListField(
        child=serializers.ChoiceField(choices=Status.choices), read_only=True
    )


class WordCountSerializer(serializers.Serializer):
    """How many applications a word describes; null stands for those that have none."""

    value = serializers.CharField(allow_null=True)
    label = serializers.CharField(allow_null=True)
    count = serializers.IntegerField()


class RowCountSerializer(serializers.Serializer):
    """How many applications belong to a row; null stands for those that belong to none."""

    value = serializers.CharField(allow_null=True)
    name = serializers.CharField(allow_null=True)
    count = serializers.IntegerField()


class MajorSerializer(serializers.Serializer):
    """Of the major applications: how many the ledger names, and how many a source states."""

    named = serializers.IntegerField()
    stated = MeasurementSerializer(allow_null=True)


class FacetsSerializer(serializers.Serializer):
    """How many applications there are, in all and by each facet."""

    count = serializers.IntegerField()
    status = WordCountSerializer(many=True)
    system = RowCountSerializer(many=True)
    runway = RowCountSerializer(many=True)
    kind = WordCountSerializer(many=True)
    scope = WordCountSerializer(many=True)
    batch = WordCountSerializer(many=True)
    major = MajorSerializer(required=False)
    disposition = WordCountSerializer(many=True, required=False)
    flag = WordCountSerializer(many=True, required=False)
