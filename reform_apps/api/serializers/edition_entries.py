"""What editions hold and drop, as it is shown."""

from collections.abc import Iterable

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reform_apps.api.serializers.rows import (
    CITATION,
    CitedSerializer,
    NamedApplicationSerializer,
    NamedRowSerializer,
    RowSerializer,
)
from reform_apps.models import EditionDrop, EditionEntry, System
from reform_apps.rules.lifecycle import Status


def systems_pinned(entries: Iterable[EditionEntry]) -> dict[str, System]:
    """Fetch the systems in which applications were at their publication, by their codes."""
    codes = {row.entry.snapshot["system"] for row in entries if row.entry} - {None}
    rows = System.objects.filter(code__in=codes) if codes else ()
    return {row.code: row for row in rows}


class EditionEntrySerializer(CitedSerializer):
    """One application's place in an edition: as it was pinned, in a draft as it stands."""

    application = serializers.SerializerMethodField()
    status = serializers.SerializerMethodField()
    system = serializers.SerializerMethodField()
    runway = serializers.SerializerMethodField()
    is_overdue = serializers.SerializerMethodField()
    version = serializers.SerializerMethodField()

    class Meta:
        model = EditionEntry
        fields = [
            "application", "status", "system", "runway", "batch", "task", "due_on",
            "original_due_on", "slips", "completed_on", "is_overdue", *CITATION, "digest",
            "version",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(NamedApplicationSerializer())
    def get_application(self, row):
        pinned = row.entry.snapshot if row.entry else {}
        return {"code": row.application.code, "name": pinned.get("name", row.application.name)}

    @extend_schema_field(serializers.ChoiceField(choices=Status.choices))
    def get_status(self, row):
        return row.entry.snapshot["status"] if row.entry else row.application.status

    @extend_schema_field(NamedRowSerializer(allow_null=True))
    def get_system(self, row):
        system = row.application.system
        if row.entry:
            system = self.context["systems"].get(row.entry.snapshot["system"])
        return NamedRowSerializer(system).data if system else None

    @extend_schema_field(NamedRowSerializer(allow_null=True))
    def get_runway(self, row):
        runway = row.runway if row.entry else row.application.runway
        return NamedRowSerializer(runway).data if runway else None

    @extend_schema_field(serializers.BooleanField())
    def get_is_overdue(self, row):
        """Whether its day has passed, though it is not done and the application still lives."""
        return row.is_overdue(self.context["today"])

    @extend_schema_field(serializers.IntegerField())
    def get_version(self, row):
        """The application's own version, which an act on its place has to name."""
        return row.application.version


class EditionDropSerializer(RowSerializer):
    """An application of the edition before that is not in this one any more, and why."""

    application = NamedApplicationSerializer(read_only=True)

    class Meta:
        model = EditionDrop
        fields = ["application", "reason", "document", "digest"]
        read_only_fields = fields
