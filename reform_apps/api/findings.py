"""What is recorded of applications: observations and assessments to read, duplicate checks."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from reform_apps.api.evaluation.recorded import MeasuredSerializer, RecognizedSerializer
from reform_apps.api.frame.access import SignedIn
from reform_apps.api.frame.resources import Shelf
from reform_apps.api.serializers.findings import (
    AssessmentSerializer,
    CandidateSerializer,
    DuplicateCheckSerializer,
    ObservationSerializer,
)
from reform_apps.api.serializers.sent import DecisionSerializer, IdeaSerializer
from reform_apps.filtersets.findings import (
    AssessmentFilterSet,
    DuplicateCheckFilterSet,
    ObservationFilterSet,
)
from reform_apps.models import Assessment, DuplicateCheck, Observation
from reform_apps.operations import assessments, duplicate_checks, observations
from reform_apps.queries import duplicates


class RecordViewSet(Shelf, viewsets.ReadOnlyModelViewSet):
    """Rows that have no code of their own, in the order in which they were recorded."""

    lookup_value_regex = "[0-9]{1,18}"


class ObservationViewSet(RecordViewSet):
    """Measured values, of applications and of the whole province."""

    queryset = Observation.objects.for_list().order_by("pk")
    serializer_class = ObservationSerializer
    filterset_class = ObservationFilterSet

    def get_queryset(self):
        return super().get_queryset().visible_to(self.request.user)

    @extend_schema(
        request=MeasuredSerializer,
        responses={
            201: inline_serializer("Recorded", {"results": ObservationSerializer(many=True)})
        },
        filters=False,
    )
    def create(self, request, *args, **kwargs):
        """Record values: all of them, or none, with the errors by index."""
        sent = MeasuredSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        told, reason = sent.validated_data["observations"], sent.validated_data.get("reason", "")
        done = observations.record_all(told=told, reason=reason, by=request.user, at=timezone.now())
        rows = self.get_queryset().filter(pk__in=[row.pk for row in done])
        shown = {"results": self.get_serializer(rows, many=True).data}
        return Response(shown, status=status.HTTP_201_CREATED)


class AssessmentViewSet(RecordViewSet):
    """Recognitions of applications."""

    queryset = Assessment.objects.select_related("application", "source").order_by("pk")
    serializer_class = AssessmentSerializer
    filterset_class = AssessmentFilterSet

    def get_queryset(self):
        return super().get_queryset().visible_to(self.request.user)

    @extend_schema(request=RecognizedSerializer, responses={201: AssessmentSerializer})
    def create(self, request, *args, **kwargs):
        """Record a recognition."""
        sent = RecognizedSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        values = dict(sent.validated_data)
        done = assessments.record(
            application=values.pop("application"), reason=values.pop("reason", ""),
            values=values, by=request.user, at=timezone.now(),
        )  # fmt: skip
        shown = self.get_serializer(self.get_queryset().get(pk=done.pk))
        return Response(shown.data, status=status.HTTP_201_CREATED)


class DuplicateCheckViewSet(RecordViewSet):
    """Decisions on whether somebody already builds the same thing."""

    permission_classes = [SignedIn]
    queryset = DuplicateCheck.objects.select_related("application", "twin", "by").order_by("pk")
    serializer_class = DuplicateCheckSerializer
    filterset_class = DuplicateCheckFilterSet

    @extend_schema(request=DecisionSerializer, responses={201: DuplicateCheckSerializer})
    def create(self, request, *args, **kwargs):
        """Record a decision; the candidates are those of this moment."""
        sent = DecisionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        check = duplicate_checks.record(**sent.validated_data, by=request.user, at=timezone.now())
        check = self.get_queryset().get(pk=check.pk)
        return Response(self.get_serializer(check).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        request=IdeaSerializer,
        responses=inline_serializer("Candidates", {"results": CandidateSerializer(many=True)}),
        filters=False,
    )
    @action(detail=False, methods=["post"], pagination_class=None)
    def candidates(self, request):
        """List who may already be building the same thing, best first; nothing is written."""
        sent = IdeaSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        found = duplicates.candidates(**sent.idea())
        return Response({"results": CandidateSerializer(found, many=True).data})
