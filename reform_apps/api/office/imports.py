"""Imports: send a file, see what it would do, have it back marked, carry it out."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from reform_apps.api.frame import files
from reform_apps.api.frame.access import SignedIn
from reform_apps.api.frame.descriptions import CONFLICT
from reform_apps.api.frame.resources import Download, Shelf
from reform_apps.api.serializers.bodies import StrictJSONParser, StrictSerializer
from reform_apps.api.serializers.rows import RowSerializer
from reform_apps.exchange import exports
from reform_apps.exchange.columns import APPLICATIONS
from reform_apps.exchange.imports import carrying, marking
from reform_apps.exchange.imports.files import FileRefused
from reform_apps.models import ImportBatch
from reform_apps.queries.office import imports


class ImportSummarySerializer(serializers.Serializer):
    """How many rows would be, or were, what."""

    add = serializers.IntegerField(source="to_add")
    amend = serializers.IntegerField(source="to_amend")
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()


class ImportProblemSerializer(serializers.Serializer):
    """What stands in the way, at the row of the spreadsheet and the column."""

    row = serializers.IntegerField(allow_null=True)
    column = serializers.CharField(allow_null=True)
    message = serializers.CharField()


class ImportSerializer(RowSerializer):
    """One file and what it comes to."""

    by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    summary = ImportSummarySerializer(source="*", read_only=True)

    class Meta:
        model = ImportBatch
        fields = [
            "id",
            "kind",
            "file_name",
            "sha256",
            "by",
            "uploaded_at",
            "state",
            "applied_at",
            "summary",
        ]
        read_only_fields = fields


class ImportDetailSerializer(ImportSerializer):
    """One file with all problems, what is noted, and what each row would change."""

    problems = ImportProblemSerializer(many=True, read_only=True)
    notes = serializers.ListField(child=serializers.CharField(), read_only=True)
    lines = serializers.ListField(child=serializers.DictField(), read_only=True)

    class Meta(ImportSerializer.Meta):
        fields = [*ImportSerializer.Meta.fields, "problems", "notes", "lines"]
        read_only_fields = fields


class SentFileSerializer(StrictSerializer):
    """What a client sends: one workbook or csv file."""

    file = serializers.FileField()


class ImportRows(Shelf):
    """What all views of imports have in common."""

    permission_classes = [SignedIn]
    lookup_value_regex = "[0-9]{1,9}"
    queryset = ImportBatch.objects.order_by("-pk")

    def get_queryset(self):
        return imports.visible_to(self.request.user, super().get_queryset())


class ImportViewSet(
    ImportRows, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    """The files that one has sent; the office sees everybody's."""

    serializer_class = ImportDetailSerializer
    list_serializer_class = ImportSerializer
    parser_classes = [MultiPartParser, StrictJSONParser]

    def get_queryset(self):
        rows = super().get_queryset().select_related("by")
        return rows.for_list() if self.action == "list" else rows.defer("content")

    @extend_schema(
        request={"multipart/form-data": SentFileSerializer}, responses={201: ImportDetailSerializer}
    )
    def create(self, request, *args, **kwargs):
        """Plan what a file would do; nothing is written but the plan."""
        sent = SentFileSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        file = sent.validated_data["file"]
        try:
            batch = carrying.upload(
                file_name=file.name, content=file.read(), by=request.user, at=timezone.now()
            )
        except FileRefused as refusal:
            raise ValidationError({"file": [str(refusal)]}) from refusal
        return self._shown(batch, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={200: ImportDetailSerializer, **CONFLICT})
    @action(detail=True, methods=["post"])
    def apply(self, request, pk):
        """Carry out all that a file wishes, or nothing of it while problems stand."""
        batch = self.get_object()
        return self._shown(carrying.carry_out(batch=batch, by=request.user, at=timezone.now()))

    def _shown(self, batch, code=status.HTTP_200_OK):
        batch = self.get_queryset().get(pk=batch.pk)
        return Response(self.get_serializer(batch).data, status=code)


class ImportFileViewSet(Download, ImportRows, viewsets.GenericViewSet):
    """The file that was sent, to be mended."""

    pagination_class = None

    @extend_schema(responses=files.described(files.XLSX))
    def workbook(self, request, pk):
        """Send the file back, with every faulty cell colored and commented."""
        batch = self.get_object()
        content = marking.workbook(bytes(batch.content), batch.problems)
        return files.whole(content, name=f"import-{batch.pk}.xlsx", content_type=files.XLSX)


class TemplateViewSet(Download, viewsets.ViewSet):
    """The workbook in which new rows are sent."""

    permission_classes = [SignedIn]
    schema_of_file = APPLICATIONS

    @extend_schema(responses=files.described(files.XLSX))
    def template(self, request):
        """Send an empty workbook with all columns and what can be chosen in them."""
        file = exports.template(user=request.user, schema=self.schema_of_file)
        return files.opened(
            file, name=f"{self.schema_of_file.kind}-template.xlsx", content_type=files.XLSX
        )
