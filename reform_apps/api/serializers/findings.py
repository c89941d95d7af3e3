"""What is recorded of applications, as it is shown."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from reform_apps.api.serializers.rows import (
    CITATION,
    CitedSerializer,
    NamedApplicationSerializer,
    PersonSerializer,
    RowSerializer,
)
from reform_apps.models import Alias, Assessment, Closeness, DuplicateCheck, Observation
from reform_apps.queries.wording import likeness

MEASURED = ["indicator", "value", "unit", "printed", "is_rounded", "as_of", "as_of_note"]
RECOGNIZED = ["kind", "assessed_on", "body"]
# What is told as it once was is no row of today.
NOT_IN_THE_PAST = {"allow_null": True}


class AliasSerializer(CitedSerializer):
    """Another name of an application."""

    class Meta:
        model = Alias
        fields = ["name", "kind", *CITATION]
        read_only_fields = fields


class MeasurementSerializer(CitedSerializer):
    """An observation below its application."""

    # As a text, exactly, and without the zeros that the column adds.
    value = serializers.DecimalField(
        max_digits=18, decimal_places=4, normalize_output=True, read_only=True
    )

    class Meta:
        model = Observation
        fields = ["id", *MEASURED, *CITATION, "recorded_at"]
        read_only_fields = fields
        extra_kwargs = {"id": NOT_IN_THE_PAST}


class ObservationSerializer(MeasurementSerializer):
    """One measured value, of an application or, without one, of the whole province."""

    application = NamedApplicationSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Observation
        fields = ["id", "application", *MEASURED, *CITATION, "recorded_at"]
        read_only_fields = fields


class RecognitionSerializer(CitedSerializer):
    """An assessment below its application."""

    class Meta:
        model = Assessment
        fields = ["id", *RECOGNIZED, *CITATION, "recorded_at"]
        read_only_fields = fields
        extra_kwargs = {"id": NOT_IN_THE_PAST, "recorded_at": NOT_IN_THE_PAST}


class AssessmentSerializer(RecognitionSerializer):
    """One recognition of one application."""

    application = NamedApplicationSerializer(read_only=True)

    class Meta:
        model = Assessment
        fields = ["id", "application", *RECOGNIZED, *CITATION, "recorded_at"]
        read_only_fields = fields


class CandidateSerializer(serializers.Serializer):
    """An application that may be the same thing."""

    code = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    score = serializers.FloatField(allow_null=True, help_text=_("From 0 to 1."))
    verdict = serializers.ChoiceField(choices=Closeness.choices, allow_null=True)
    reasons = serializers.ListField(child=serializers.CharField())

    def to_representation(self, candidate):
        """Tell also what old checks have shown, which had neither score nor verdict."""
        told = {"code": candidate["code"], "name": candidate["name"]}
        score = candidate.get("score")
        told["score"] = None if score is None else float(score)
        told["verdict"] = candidate.get("verdict")
        told["reasons"] = likeness.reasons(candidate)
        return told


class DuplicateCheckSerializer(RowSerializer):
    """One recorded decision on whether somebody already builds the same thing."""

    application = NamedApplicationSerializer(read_only=True)
    candidates = CandidateSerializer(many=True, read_only=True)
    twin = NamedApplicationSerializer(read_only=True, allow_null=True)
    by = PersonSerializer(read_only=True)

    class Meta:
        model = DuplicateCheck
        fields = [
            "id", "application", "name", "candidates", "decision", "twin", "reason", "by",
            "recorded_at",
        ]  # fmt: skip
        read_only_fields = fields
