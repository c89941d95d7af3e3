"""Orders of what is to become of applications: issued, and closed by their proofs."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from reform_apps.api.frame.access import SignedIn
from reform_apps.api.frame.resources import Shelf
from reform_apps.api.serializers.bodies import CodeField, DayField, StrictSerializer
from reform_apps.api.serializers.rows import (
    NamedApplicationSerializer,
    PersonSerializer,
    RowSerializer,
)
from reform_apps.api.serializers.sent import line, lines, name_of
from reform_apps.filtersets.evaluation import OrderFilterSet
from reform_apps.models import Application, Order
from reform_apps.operations.evaluation import orders
from reform_apps.rules.vocabulary import Disposition, Proof


class OrderSerializer(RowSerializer):
    """One order: who ordered what, why, until when, and what is to prove it."""

    application = NamedApplicationSerializer(read_only=True)
    successor = NamedApplicationSerializer(read_only=True, allow_null=True)
    issued_by = PersonSerializer(read_only=True)
    settled_by = PersonSerializer(read_only=True, allow_null=True)
    is_overdue = serializers.SerializerMethodField()

    class Meta:
        model = Order
        fields = [
            "id", "application", "disposition", "reason", "body", "due_on", "is_overdue", "proof",
            "coverage", "successor", "state", "issued_by", "issued_at", "settled_with",
            "settled_by", "settled_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_is_overdue(self, order) -> bool:
        return order.is_overdue(timezone.localdate())


class IssuedSerializer(StrictSerializer):
    """What a client sends to order what is to become of an application."""

    application = CodeField(queryset=Application.objects.for_list())
    disposition = serializers.ChoiceField(choices=Disposition.choices)
    reason = lines(longest=2000)
    due_on = DayField()
    body = name_of(Order, "body", required=False, allow_blank=True)
    proof = serializers.ChoiceField(choices=Proof.choices, required=False)
    coverage = serializers.IntegerField(min_value=1, max_value=100, required=False, allow_null=True)
    successor = CodeField(queryset=Application.objects.all(), required=False, allow_null=True)


class ClosureSerializer(StrictSerializer):
    """The document that proves an order; other proofs the ledger has itself."""

    document = line(longest=300, required=False, allow_blank=True)


class WithdrawalSerializer(StrictSerializer):
    """Why an order is taken back."""

    reason = line(longest=300)


class OrderViewSet(
    Shelf, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    """The orders, the one that is due first as the first."""

    permission_classes = [SignedIn]
    lookup_value_regex = "[0-9]{1,18}"
    queryset = Order.objects.for_list().order_by("due_on", "pk")
    serializer_class = OrderSerializer
    filterset_class = OrderFilterSet

    @extend_schema(request=IssuedSerializer, responses={201: OrderSerializer})
    def create(self, request, *args, **kwargs):
        """Order what is to become of an application."""
        values = self._sent(IssuedSerializer, request)
        application = values.pop("application")
        done = orders.issue(application=application, values=values, **self._who())
        return self._shown(done, status.HTTP_201_CREATED)

    @extend_schema(request=ClosureSerializer, responses=OrderSerializer, filters=False)
    @action(detail=True, methods=["post"], pagination_class=None)
    def closure(self, request, pk):
        """Close an order by its proof."""
        order = self.get_object()
        sent = self._sent(ClosureSerializer, request)
        return self._shown(orders.close(order=order, **sent, **self._who()))

    @extend_schema(request=WithdrawalSerializer, responses=OrderSerializer, filters=False)
    @action(detail=True, methods=["post"], pagination_class=None)
    def withdrawal(self, request, pk):
        """Take an order back."""
        order = self.get_object()
        sent = self._sent(WithdrawalSerializer, request)
        return self._shown(orders.withdraw(order=order, **sent, **self._who()))

    def _sent(self, kind, request):
        sent = kind(data=request.data)
        sent.is_valid(raise_exception=True)
        return sent.validated_data

    def _who(self):
        return {"by": self.request.user, "at": timezone.now()}

    def _shown(self, order, code=status.HTTP_200_OK):
        return Response(self.get_serializer(self.get_queryset().get(pk=order.pk)).data, status=code)
