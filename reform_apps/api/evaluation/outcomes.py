"""Theory and institutional results."""

from django.db.models import Prefetch
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.response import Response

from reform_apps.api.frame.resources import Shelf
from reform_apps.api.serializers.bodies import CodeField, DayField, StrictSerializer
from reform_apps.api.serializers.rows import CITATION, CitedSerializer, NamedRowSerializer
from reform_apps.api.serializers.sent import line, lines, name_of
from reform_apps.filtersets.evaluation import OutcomeFilterSet
from reform_apps.models import Application, Basis, Outcome, OutcomeKind, Source, System
from reform_apps.operations.evaluation import outcomes

MOST_APPLICATIONS = 100


class OutcomeSerializer(CitedSerializer):
    """One result, with the applications that it came from."""

    system = NamedRowSerializer(read_only=True)
    applications = NamedRowSerializer(many=True, read_only=True)

    class Meta:
        model = Outcome
        fields = [
            "code", "title", "title_en", "kind", "system", "number", "issued_on", "applications",
            *CITATION, "recorded_at",
        ]  # fmt: skip
        read_only_fields = fields


class RecordedSerializer(StrictSerializer):
    """What a client sends to record a result."""

    code = name_of(Outcome, "code")
    title = name_of(Outcome, "title")
    title_en = name_of(Outcome, "title_en", required=False, allow_blank=True)
    kind = serializers.ChoiceField(choices=OutcomeKind.choices)
    system = CodeField(queryset=System.objects.all())
    number = name_of(Outcome, "number", required=False, allow_blank=True)
    issued_on = DayField(required=False, allow_null=True)
    applications = serializers.ListField(
        child=CodeField(queryset=Application.objects.all()), required=False,
        max_length=MOST_APPLICATIONS,
    )  # fmt: skip
    basis = serializers.ChoiceField(choices=Basis.choices, required=False)
    source = name_of(Source, "code", required=False, allow_null=True)
    locator = line(longest=40, required=False, allow_blank=True)
    note = lines(longest=2000, required=False, allow_blank=True)
    reason = lines(longest=2000, required=False, allow_blank=True)


class OutcomeViewSet(
    Shelf, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    """The results of theory and institutions that the ledger knows."""

    lookup_field = "code"
    lookup_value_regex = "[A-Za-z0-9-]+"
    queryset = Outcome.objects.select_related("system", "source").order_by("pk")
    serializer_class = OutcomeSerializer
    filterset_class = OutcomeFilterSet

    def get_queryset(self):
        told = Application.objects.visible_to(self.request.user).order_by("number")
        return super().get_queryset().prefetch_related(Prefetch("applications", told))

    @extend_schema(request=RecordedSerializer, responses={201: OutcomeSerializer})
    def create(self, request, *args, **kwargs):
        """Record a result; each application that it came from says so in its journal."""
        sent = RecordedSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        values = dict(sent.validated_data)
        done = outcomes.record(
            applications=values.pop("applications", ()), reason=values.pop("reason", ""),
            values=values, by=request.user, at=timezone.now(),
        )  # fmt: skip
        shown = self.get_serializer(self.get_queryset().get(pk=done.pk))
        return Response(shown.data, status=status.HTTP_201_CREATED)
