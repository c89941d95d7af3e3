"""Proposals: made by whoever may not write a value, decided field by field."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from reform_apps.api.frame.access import SignedIn
from reform_apps.api.frame.descriptions import CONFLICT, IF_MATCH
from reform_apps.api.frame.preconditions import version_named
from reform_apps.api.frame.resources import Shelf
from reform_apps.api.serializers.bodies import CodeField, StrictSerializer, nothing_but
from reform_apps.api.serializers.rows import RowSerializer
from reform_apps.api.serializers.sent import ParticularsSerializer, lines
from reform_apps.filtersets.proposals import ProposalFilterSet
from reform_apps.models import Application, Proposal
from reform_apps.operations.office import proposals as operations
from reform_apps.queries.office import proposals


class FieldDecisionSerializer(serializers.Serializer):
    """What was decided on one field, and against it for what reason."""

    accepted = serializers.BooleanField()
    reason = serializers.CharField()


class ProposalSerializer(RowSerializer):
    """One proposal; without an application it is of a new one that is not in the ledger yet."""

    application = serializers.SlugRelatedField(slug_field="code", read_only=True)
    by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    decided_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    changes = serializers.SerializerMethodField()
    decisions = serializers.DictField(child=FieldDecisionSerializer(), read_only=True)

    class Meta:
        model = Proposal
        fields = [
            "id", "application", "version", "changes", "reason", "by", "proposed_at", "state",
            "decisions", "decided_by", "decided_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "array", "items": {}}})
    def get_changes(self, proposal):
        """What would change: {field: [before, after]}."""
        return proposal.changes


class ProposedSerializer(ParticularsSerializer):
    """What a client sends to propose a new application, or to amend the one that it names."""

    application = CodeField(queryset=Application.objects.all(), required=False)
    reason = lines(longest=2000)
    # The act that carries it out has its own.
    evidence = None
    effective_on = None


class DecidedSerializer(StrictSerializer):
    """What is refused, by field with the reason; everything else is accepted."""

    refused = serializers.DictField(child=lines(longest=2000))
    reason = lines(longest=2000, required=False, allow_blank=True)


class ProposalViewSet(
    Shelf, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    """One's own proposals; the reform office sees all of them, and decides."""

    permission_classes = [SignedIn]
    http_method_names = ["get", "post", "head", "options"]
    serializer_class = ProposalSerializer
    filterset_class = ProposalFilterSet
    lookup_value_regex = "[0-9]{1,9}"
    queryset = Proposal.objects.order_by("-pk")

    def get_queryset(self):
        rows = self.queryset.for_list()
        if getattr(self, "swagger_fake_view", False):
            return rows
        return proposals.visible_to(self.request.user, rows)

    @extend_schema(
        request=ProposedSerializer, responses={201: ProposalSerializer}, parameters=[IF_MATCH]
    )
    def create(self, request, *args, **kwargs):
        """Propose a new application, or a change of one as it stands at the version named."""
        named = isinstance(request.data, dict) and "application" in request.data
        version = version_named(request) if named else None
        sent = ProposedSerializer(data=request.data, partial=named)
        sent.is_valid(raise_exception=True)
        changes, account = sent.split()
        proposal = operations.propose(
            application=changes.pop("application", None), version=version, changes=changes,
            reason=account.get("reason", ""), by=request.user, at=timezone.now(),
        )  # fmt: skip
        return self._shown(proposal, status.HTTP_201_CREATED)

    @extend_schema(
        request=DecidedSerializer, responses={200: ProposalSerializer} | CONFLICT, filters=False
    )
    @action(detail=True, methods=["post"], pagination_class=None)
    def decision(self, request, pk):
        """Refuse some fields, each with a reason, and carry out the others."""
        sent = DecidedSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        proposal = operations.decide(
            proposal=self.get_object(), by=request.user, at=timezone.now(), **sent.validated_data
        )
        return self._shown(proposal)

    @extend_schema(request=None, responses={200: ProposalSerializer} | CONFLICT, filters=False)
    @action(detail=True, methods=["post"], pagination_class=None)
    def withdrawal(self, request, pk):
        """Take back what one has proposed."""
        nothing_but(request.data)
        proposal = operations.withdraw(
            proposal=self.get_object(), by=request.user, at=timezone.now()
        )
        return self._shown(proposal)

    def _shown(self, proposal, code=status.HTTP_200_OK):
        shown = self.get_queryset().get(pk=proposal.pk)
        return Response(self.get_serializer(shown).data, status=code)
