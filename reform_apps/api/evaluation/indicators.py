"""What is measured, and how much each measure counts; both are kept as data."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.response import Response

from reform_apps.api.frame.resources import Shelf
from reform_apps.api.serializers.bodies import StrictSerializer
from reform_apps.api.serializers.rows import PersonSerializer, RowSerializer
from reform_apps.api.serializers.sent import line, lines
from reform_apps.filtersets.evaluation import IndicatorFilterSet
from reform_apps.models import Indicator, Weighting
from reform_apps.operations.evaluation import weightings

NUMBER = {"max_digits": 18, "decimal_places": 4, "normalize_output": True, "read_only": True}


class IndicatorSerializer(RowSerializer):
    """One thing that is measured."""

    lowest = serializers.DecimalField(allow_null=True, **NUMBER)
    highest = serializers.DecimalField(allow_null=True, **NUMBER)

    class Meta:
        model = Indicator
        fields = [
            "code", "name", "name_en", "unit", "direction", "lowest", "highest", "period", "note",
        ]  # fmt: skip
        read_only_fields = fields


class WeightingSerializer(RowSerializer):
    """One version of what counts how much in a score."""

    weights = serializers.DictField(child=serializers.CharField(), read_only=True)
    by = PersonSerializer(read_only=True)

    class Meta:
        model = Weighting
        fields = ["number", "title", "weights", "reason", "by", "recorded_at"]
        read_only_fields = fields


class AdoptedSerializer(StrictSerializer):
    """What a client sends to adopt a weighting: {code of an indicator: weight}."""

    title = line(longest=100)
    weights = serializers.DictField(
        child=serializers.DecimalField(max_digits=8, decimal_places=4), allow_empty=False
    )
    reason = lines(longest=2000)


class IndicatorViewSet(Shelf, viewsets.ReadOnlyModelViewSet):
    """What is measured; the office keeps it in the admin."""

    lookup_field = "code"
    lookup_value_regex = "[a-z0-9_]+"
    queryset = Indicator.objects.order_by("code")
    serializer_class = IndicatorSerializer
    filterset_class = IndicatorFilterSet


class WeightingViewSet(
    Shelf, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    """The weightings of the office; none is official, and each later one leaves the earlier."""

    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,9}"
    queryset = Weighting.objects.select_related("by").order_by("number")
    serializer_class = WeightingSerializer

    @extend_schema(request=AdoptedSerializer, responses={201: WeightingSerializer})
    def create(self, request, *args, **kwargs):
        """Adopt a new version of the weights."""
        sent = AdoptedSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        done = weightings.adopt(**sent.validated_data, by=request.user, at=timezone.now())
        return Response(self.get_serializer(done).data, status=status.HTTP_201_CREATED)
