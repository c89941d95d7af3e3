"""Many applications in one request: registered, or amended; all of them, or none."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers, status, viewsets
from rest_framework.response import Response

from reform_apps.api.frame.resources import Shelf
from reform_apps.api.serializers.bodies import CodeField, StrictSerializer
from reform_apps.api.serializers.sent import ACCOUNT, ParticularsSerializer
from reform_apps.models import Application, Organization, Region, Runway, System
from reform_apps.operations import wishes
from reform_apps.operations.bulk import Wish

MOST = 1000


class KnownCodeField(CodeField):
    """A row by its code; the rows of all that is sent are fetched at once."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        known = self.context.setdefault("rows", {})
        if self.field_name not in known:
            known[self.field_name] = self._fetched()
        if data not in known[self.field_name]:
            self.fail("does_not_exist", slug_name=self.slug_field, value=data)
        return known[self.field_name][data]

    def _fetched(self):
        sent = [
            each.get(self.field_name) for each in self.context["sent"] if isinstance(each, dict)
        ]
        codes = {code for code in sent if isinstance(code, str) and "\x00" not in code}
        return {row.code: row for row in self.get_queryset().filter(code__in=codes)}


class RegisteredSerializer(ParticularsSerializer):
    """One application to register."""

    system = KnownCodeField(queryset=System.objects.all(), required=False, allow_null=True)
    runway = KnownCodeField(
        queryset=Runway.objects.select_related("system"), required=False, allow_null=True
    )
    organization = KnownCodeField(
        queryset=Organization.objects.all(), required=False, allow_null=True
    )
    origin_region = KnownCodeField(queryset=Region.objects.all(), required=False, allow_null=True)

    def wish(self, sent):
        said = {name: sent[name] for name in sent if name in ACCOUNT}
        values = {n: v for n, v in sent.items() if n not in (*said, "code", "version")}
        return Wish(values, sent.get("code"), sent.get("version"), **said)


class AmendedSerializer(RegisteredSerializer):
    """One application to amend, on the version that was read."""

    elsewhere = {
        name: why
        for name, why in ParticularsSerializer.elsewhere.items()
        if name not in ("code", "version")
    }

    code = KnownCodeField(queryset=Application.objects.for_list())
    version = serializers.IntegerField(min_value=1, max_value=10**9)

    def get_fields(self):
        fields = super().get_fields()
        fields["name"].required = False
        return fields


class ManySerializer(StrictSerializer):
    """Up to a thousand applications to register."""

    applications = RegisteredSerializer(many=True, allow_empty=False, max_length=MOST)


class ManyAmendedSerializer(StrictSerializer):
    """Up to a thousand applications to amend."""

    applications = AmendedSerializer(many=True, allow_empty=False, max_length=MOST)


class WrittenSerializer(serializers.Serializer):
    """One application, as far as whoever has written it needs to go on."""

    code = serializers.CharField()
    name = serializers.CharField()
    version = serializers.IntegerField()


WRITTEN = inline_serializer("WrittenApplications", {"results": WrittenSerializer(many=True)})


class BulkViewSet(Shelf, viewsets.GenericViewSet):
    """Many applications at once, each with its own entry of the journal."""

    pagination_class = None
    serializer_class = WrittenSerializer
    queryset = Application.objects.none()

    @extend_schema(request=ManySerializer, responses={201: WRITTEN}, filters=False)
    def register(self, request):
        """Register up to a thousand applications: all of them, or none."""
        return self._carried_out(ManySerializer, status.HTTP_201_CREATED)

    @extend_schema(request=ManyAmendedSerializer, responses=WRITTEN, filters=False)
    def amend(self, request):
        """Amend up to a thousand applications, each on its version: all of them, or none."""
        return self._carried_out(ManyAmendedSerializer, status.HTTP_200_OK)

    def _carried_out(self, kind, code):
        body = self.request.data
        sent = body.get("applications") if isinstance(body, dict) else None
        told = kind(data=body, context={"sent": sent if isinstance(sent, list) else []})
        told.is_valid(raise_exception=True)
        child = told.fields["applications"].child
        wished = [child.wish(each) for each in told.validated_data["applications"]]
        done = wishes.carry_out(wished, by=self.request.user, at=timezone.now())
        return Response({"results": WrittenSerializer(done, many=True).data}, status=code)
