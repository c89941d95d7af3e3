"""How one application does: its trends and score, its flags, what it uses and what uses it."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers, viewsets
from rest_framework.exceptions import ErrorDetail, NotFound, ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from reform_apps.api.frame.access import SignedIn
from reform_apps.api.frame.descriptions import IF_MATCH
from reform_apps.api.frame.preconditions import version_named
from reform_apps.api.frame.resources import Shelf
from reform_apps.api.serializers.bodies import CodeField, StrictSerializer
from reform_apps.api.serializers.findings import MeasurementSerializer
from reform_apps.api.serializers.rows import NamedRowSerializer
from reform_apps.api.serializers.sent import lines
from reform_apps.models import Application, Weighting
from reform_apps.operations.evaluation import dependencies
from reform_apps.queries.evaluation import flags, impact, trends
from reform_apps.queries.evaluation.flags import Flag
from reform_apps.rules.codes import CODE_PATTERN

WEIGHTING = "weighting"
LONGEST_NUMBER = 9
NUMBER = {"max_digits": 18, "decimal_places": 4, "normalize_output": True, "read_only": True}


class TrendSerializer(serializers.Serializer):
    """One indicator of one application: its values, the latest last, and how it moved."""

    indicator = NamedRowSerializer()
    change = serializers.DecimalField(allow_null=True, **NUMBER)
    course = serializers.ChoiceField(
        choices=[(word, word) for word in (trends.BETTER, trends.WORSE, trends.SAME)],
        allow_null=True,
    )
    points = MeasurementSerializer(many=True)


class PartSerializer(serializers.Serializer):
    """What one indicator adds to a score."""

    indicator = NamedRowSerializer()
    weight = serializers.DecimalField(**NUMBER)
    observation = MeasurementSerializer(allow_null=True)
    points = serializers.DecimalField(allow_null=True, **NUMBER)


class ScoreSerializer(serializers.Serializer):
    """A score from 0 to 100 under one weighting, with its parts."""

    weighting = serializers.IntegerField(source="weighting.number")
    value = serializers.DecimalField(allow_null=True, **NUMBER)
    known_share = serializers.DecimalField(**NUMBER)
    parts = PartSerializer(many=True)


class FindingSerializer(serializers.Serializer):
    """One flag, and why."""

    flag = serializers.ChoiceField(choices=Flag.choices)
    label = serializers.CharField(source="flag.label")
    why = serializers.CharField()


class TouchedSerializer(serializers.Serializer):
    """One application that would be touched."""

    code = serializers.CharField(source="application.code")
    name = serializers.CharField(source="application.name")
    status = serializers.CharField(source="application.status")
    steps = serializers.IntegerField()
    via = serializers.CharField(source="via.code", allow_null=True, default=None)


class ImpactSerializer(serializers.Serializer):
    """What would be touched if an application stopped."""

    direct = serializers.IntegerField()
    touched = TouchedSerializer(many=True)


class UsesSerializer(StrictSerializer):
    """All that an application uses; what is left out, it uses no more."""

    uses = serializers.ListField(
        child=CodeField(queryset=Application.objects.all()), max_length=dependencies.MOST
    )
    reason = lines(longest=2000, required=False, allow_blank=True)


USED = inline_serializer("Used", {"uses": NamedRowSerializer(many=True)})


class OneApplicationViewSet(Shelf, viewsets.GenericViewSet):
    """One application, as far as whoever asks may see it."""

    lookup_field = "code"
    lookup_value_regex = CODE_PATTERN
    pagination_class = None
    serializer_class = ImpactSerializer
    queryset = Application.objects.for_list()

    def application(self):
        rows = self.get_queryset().visible_to(self.request.user)
        return get_object_or_404(rows, code=self.kwargs["code"])


class EvaluationViewSet(OneApplicationViewSet):
    """How one application does."""

    def parameters(self):
        return (WEIGHTING,) if self.action == "score" else ()

    @extend_schema(responses=TrendSerializer(many=True), filters=False)
    def indicators(self, request, code):
        """List the trend of each indicator that is measured."""
        found = trends.trends(self.application())
        return Response(TrendSerializer(found, many=True).data)

    @extend_schema(
        responses=ScoreSerializer, filters=False,
        parameters=[OpenApiParameter(WEIGHTING, int, description="Without it: the last one.")],
    )  # fmt: skip
    def score(self, request, code):
        """Tell the score under a weighting, made of its parts."""
        application, weighting = self.application(), self._weighting()
        found = trends.scores([application], weighting)[application.pk]
        return Response(ScoreSerializer(found).data)

    @extend_schema(responses=ImpactSerializer, filters=False)
    def impact(self, request, code):
        """Tell what would be touched if the application stopped."""
        found = impact.touched(self.application(), user=request.user)
        direct = sum(each.steps == 1 for each in found)
        return Response(ImpactSerializer({"direct": direct, "touched": found}).data)

    @extend_schema(responses=USED, filters=False)
    def dependencies(self, request, code):
        """List what the application uses."""
        return self._used(self.application())

    @extend_schema(request=UsesSerializer, responses=USED, parameters=[IF_MATCH], filters=False)
    def declare(self, request, code):
        """Say all that the application uses."""
        application, version = self.application(), version_named(request)
        sent = UsesSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        dependencies.declare(
            application=application, version=version, by=request.user, at=timezone.now(),
            **sent.validated_data,
        )  # fmt: skip
        return self._used(application)

    def _used(self, application):
        used = Application.objects.visible_to(self.request.user)
        used = used.filter(used_by__application=application).order_by("number")
        return Response({"uses": NamedRowSerializer(used, many=True).data})

    def _weighting(self):
        asked = self.request.query_params.get(WEIGHTING)
        if asked is None:
            found = trends.standing_weighting()
        elif not asked.isdecimal() or len(asked) > LONGEST_NUMBER:
            fault = ErrorDetail(_("The number of a weighting."), code="invalid")
            raise ValidationError({WEIGHTING: [fault]})
        else:
            found = Weighting.objects.filter(number=int(asked)).first()
        if found is None:
            raise NotFound(_("The office has not weighed the indicators so."))
        return found


class FindingsViewSet(OneApplicationViewSet):
    """Where what is reported of an application does not fit the evidence."""

    permission_classes = [SignedIn]

    @extend_schema(responses=FindingSerializer(many=True), filters=False)
    def flags(self, request, code):
        """List the flags of the application, each with why."""
        found = flags.findings(self.application(), timezone.localdate())
        return Response(FindingSerializer(found, many=True).data)
