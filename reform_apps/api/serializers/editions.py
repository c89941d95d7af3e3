"""Editions as they are shown."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reform_apps.api.serializers.applications import WordCountSerializer
from reform_apps.api.serializers.rows import RowSerializer
from reform_apps.api.serializers.seals import SealSerializer
from reform_apps.filtersets.points import today
from reform_apps.models import Edition, EditionState
from reform_apps.queries import editions
from reform_apps.rules.vocabulary import Batch


class JournalSealSerializer(SealSerializer):
    """The seal over the whole journal that was closed with an edition."""

    class Meta(SealSerializer.Meta):
        fields = ["number", "digest", "first_position", "last_position"]
        read_only_fields = fields


class EditionSealSerializer(serializers.Serializer):
    """What proves an edition."""

    root = serializers.CharField(read_only=True)
    digest = serializers.CharField(read_only=True)
    journal_seal = JournalSealSerializer(source="seal", read_only=True)


class FaultSerializer(serializers.Serializer):
    """Something about a draft, and the application that it is about."""

    code = serializers.CharField(read_only=True)
    application = serializers.SerializerMethodField()
    message = serializers.CharField(read_only=True)

    @extend_schema_field({"type": "string", "nullable": True})
    def get_application(self, fault):
        return fault.application or None


class EditionSerializer(RowSerializer):
    """An edition as a row of the list."""

    previous = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)

    class Meta:
        model = Edition
        fields = ["code", "title", "state", "previous", "issued_on", "published_at", "note"]
        read_only_fields = fields


class EditionDetailSerializer(EditionSerializer):
    """An edition with what it comes to; of a draft, what stands in its way."""

    entries = serializers.SerializerMethodField()
    batches = serializers.SerializerMethodField()
    drops = serializers.SerializerMethodField()
    seal = serializers.SerializerMethodField()
    faults = serializers.SerializerMethodField()
    doubts = serializers.SerializerMethodField()

    class Meta(EditionSerializer.Meta):
        fields = [
            *EditionSerializer.Meta.fields, "entries", "batches", "drops", "seal", "faults",
            "doubts",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.IntegerField())
    def get_entries(self, edition):
        """How many applications it holds."""
        return sum(self._counted(edition).values())

    @extend_schema_field(WordCountSerializer(many=True))
    def get_batches(self, edition):
        """How many of them there are in each batch."""
        counted = self._counted(edition)
        return [
            {"value": word, "label": label and str(label), "count": counted[word]}
            for word, label in [*Batch.choices, (None, None)]
            if word in counted
        ]

    @extend_schema_field(serializers.IntegerField())
    def get_drops(self, edition):
        """How many applications of the edition before it does not hold any more."""
        return edition.drops.visible_to(self.context["request"].user).count()

    @extend_schema_field(EditionSealSerializer(allow_null=True))
    def get_seal(self, edition):
        """What proves it; null in a draft."""
        return EditionSealSerializer(edition).data if edition.seal else None

    @extend_schema_field(FaultSerializer(many=True, allow_null=True))
    def get_faults(self, edition):
        """What keeps a draft from being published today; null once it is."""
        if not self._is_draft(edition):
            return None
        return FaultSerializer(editions.faults(edition, issued_on=today()), many=True).data

    @extend_schema_field(FaultSerializer(many=True, allow_null=True))
    def get_doubts(self, edition):
        """What looks odd in a draft and may be meant so; null once it is published."""
        if not self._is_draft(edition):
            return None
        return FaultSerializer(editions.doubts(edition), many=True).data

    def _is_draft(self, edition):
        return edition.state == EditionState.DRAFT

    def _counted(self, edition):
        if not hasattr(self, "_counts"):
            self._counts = editions.counted(edition, self.context["request"].user)
        return self._counts
