"""Rollouts: read region by region, reported many at once, and counted into coverage."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.response import Response

from reform_apps.api.evaluation.applications import OneApplicationViewSet
from reform_apps.api.frame.descriptions import IF_MATCH
from reform_apps.api.frame.preconditions import version_named
from reform_apps.api.frame.resources import Shelf
from reform_apps.api.serializers.bodies import CodeField, DayField, StrictSerializer
from reform_apps.api.serializers.rows import (
    CITATION,
    CitedSerializer,
    NamedApplicationSerializer,
    RowSerializer,
)
from reform_apps.api.serializers.sent import line, lines, name_of
from reform_apps.filtersets.rollouts import RolloutFilterSet
from reform_apps.models import Basis, Region, Rollout, RolloutState, Source
from reform_apps.operations.evaluation import rollouts
from reform_apps.queries.evaluation.coverage import STATES, coverage

MOST_REPORTS = 200


class RegionNamedSerializer(RowSerializer):
    """A region by its code and name."""

    class Meta:
        model = Region
        fields = ["code", "name", "level"]
        read_only_fields = fields


class RolloutSerializer(CitedSerializer):
    """One application in one region."""

    application = NamedApplicationSerializer(read_only=True)
    region = RegionNamedSerializer(read_only=True)

    class Meta:
        model = Rollout
        fields = [
            "id", "application", "region", "state", "connected_on", "evidence", *CITATION,
            "recorded_at",
        ]  # fmt: skip
        read_only_fields = fields


class CountsSerializer(serializers.Serializer):
    """How many counties have come how far; a county follows its city where it says nothing."""

    share = serializers.FloatField(allow_null=True)

    def get_fields(self):
        counted = {state: serializers.IntegerField(source=f"counts.{state}") for state in STATES}
        return super().get_fields() | counted


class PlaceSerializer(serializers.Serializer):
    """One county, with what is said of it, by itself or by its city."""

    code = serializers.CharField(source="region.code")
    name = serializers.CharField(source="region.name")
    state = serializers.ChoiceField(choices=[*RolloutState.choices, ("not_reported", "")])


class CitySerializer(CountsSerializer):
    """The counties of one city."""

    code = serializers.CharField(source="region.code")
    name = serializers.CharField(source="region.name")
    counties = PlaceSerializer(source="places", many=True)


class CoverageSerializer(serializers.Serializer):
    """An application's reach in all, and city by city."""

    whole = CountsSerializer()
    cities = CitySerializer(many=True)


class ReportSerializer(StrictSerializer):
    """How far an application has come in one region."""

    region = CodeField(queryset=Region.objects.all())
    state = serializers.ChoiceField(choices=RolloutState.choices)
    connected_on = DayField(required=False, allow_null=True)
    evidence = line(longest=300, required=False, allow_blank=True)
    basis = serializers.ChoiceField(choices=Basis.choices, required=False)
    source = name_of(Source, "code", required=False, allow_null=True)
    locator = line(longest=40, required=False, allow_blank=True)
    note = lines(longest=2000, required=False, allow_blank=True)


class ReportsSerializer(StrictSerializer):
    """Reports of many regions: all are taken in, or none."""

    rollouts = ReportSerializer(many=True, allow_empty=False, max_length=MOST_REPORTS)
    reason = lines(longest=2000, required=False, allow_blank=True)


class PromotionSerializer(StrictSerializer):
    """Why a local application becomes the whole province's."""

    reason = lines(longest=2000)
    evidence = line(longest=300, required=False, allow_blank=True)


class RolloutViewSet(Shelf, viewsets.ReadOnlyModelViewSet):
    """What is reported of all applications; where there is no row, nothing is reported."""

    lookup_value_regex = "[0-9]{1,18}"
    queryset = Rollout.objects.for_list().order_by("application__number", "region__code")
    serializer_class = RolloutSerializer
    filterset_class = RolloutFilterSet

    def get_queryset(self):
        return super().get_queryset().visible_to(self.request.user)


class CoverageViewSet(OneApplicationViewSet):
    """The rollouts of one application."""

    serializer_class = CoverageSerializer

    @extend_schema(responses=CoverageSerializer, filters=False)
    def coverage(self, request, code):
        """Tell how far an application has come, in all, city by city and county by county."""
        return self._told(self.application())

    @extend_schema(
        request=ReportsSerializer, responses=CoverageSerializer, parameters=[IF_MATCH],
        filters=False,
    )  # fmt: skip
    def report(self, request, code):
        """Report how far an application has come in some regions: all of it, or nothing."""
        application = self.application()
        version = version_named(request)
        sent = ReportsSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        reports, reason = sent.validated_data["rollouts"], sent.validated_data.get("reason", "")
        rollouts.report(
            application=application, reports=reports, reason=reason, version=version,
            by=request.user, at=timezone.now(),
        )  # fmt: skip
        return self._told(self.application())

    @extend_schema(
        request=PromotionSerializer, responses={201: CoverageSerializer}, parameters=[IF_MATCH],
        filters=False,
    )  # fmt: skip
    def promotion(self, request, code):
        """Make a local application the whole province's."""
        application = self.application()
        version = version_named(request)
        sent = PromotionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        rollouts.promote(
            application=application, version=version, by=request.user, at=timezone.now(),
            **sent.validated_data,
        )  # fmt: skip
        return self._told(self.application(), status.HTTP_201_CREATED)

    def _told(self, application, code=status.HTTP_200_OK):
        found = coverage(application, day=timezone.localdate())
        return Response(CoverageSerializer(found).data, status=code)
