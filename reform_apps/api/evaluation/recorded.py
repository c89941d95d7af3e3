"""What clients send to record what is known of applications."""

from rest_framework import serializers

from reform_apps.api.serializers.bodies import CodeField, DayField, StrictSerializer
from reform_apps.api.serializers.sent import line, lines, name_of
from reform_apps.models import (
    Application,
    Assessment,
    AssessmentKind,
    Basis,
    Indicator,
    Observation,
    Source,
    Unit,
)

MOST_VALUES = 200


class CitingSerializer(StrictSerializer):
    """What is said of how a value is known."""

    basis = serializers.ChoiceField(choices=Basis.choices, required=False)
    source = name_of(Source, "code", required=False, allow_null=True)
    locator = line(longest=40, required=False, allow_blank=True)
    note = lines(longest=2000, required=False, allow_blank=True)


class ValueSerializer(CitingSerializer):
    """One value, of an application or, without one, of the whole province."""

    application = CodeField(queryset=Application.objects.all(), required=False, allow_null=True)
    indicator = CodeField(queryset=Indicator.objects.all())
    value = serializers.DecimalField(max_digits=15, decimal_places=4)
    unit = serializers.ChoiceField(choices=Unit.choices, required=False)
    printed = name_of(Observation, "printed", required=False, allow_blank=True)
    is_rounded = serializers.BooleanField(required=False)
    as_of = DayField(required=False, allow_null=True)
    as_of_note = name_of(Observation, "as_of_note", required=False, allow_blank=True)


class MeasuredSerializer(StrictSerializer):
    """Values: all are recorded, or none."""

    observations = ValueSerializer(many=True, allow_empty=False, max_length=MOST_VALUES)
    reason = lines(longest=2000, required=False, allow_blank=True)


class RecognizedSerializer(CitingSerializer):
    """What an application was recognized as."""

    application = CodeField(queryset=Application.objects.all())
    kind = serializers.ChoiceField(choices=AssessmentKind.choices)
    assessed_on = DayField(required=False, allow_null=True)
    body = name_of(Assessment, "body", required=False, allow_blank=True)
    reason = lines(longest=2000, required=False, allow_blank=True)
