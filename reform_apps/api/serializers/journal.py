"""The journal as it is shown."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reform_apps.api.serializers.rows import PersonSerializer, RowSerializer
from reform_apps.models import Application, JournalEntry, User
from reform_apps.queries.rights import disclosures

SUCCESSOR = "merged_into"


def applications_told(
    entries: Iterable[JournalEntry], *, user: User | AnonymousUser
) -> frozenset[str]:
    """List the codes of the applications that entries name as successors and that one may see."""
    named = {code for entry in entries for code in entry.changes.get(SUCCESSOR, ()) if code}
    if not named:
        return frozenset()
    rows = Application.objects.visible_to(user).filter(code__in=named)
    return frozenset(rows.values_list("code", flat=True))


class JournalEntrySerializer(RowSerializer):
    """One act on one application, as far as whoever asks may be told."""

    by = serializers.SerializerMethodField()
    changes = serializers.SerializerMethodField()

    class Meta:
        model = JournalEntry
        fields = [
            "version", "verb", "transition", "from_status", "to_status", "effective_on",
            "recorded_at", "by", "reason", "evidence", "changes", "previous_digest", "digest",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(PersonSerializer(allow_null=True))
    def get_by(self, entry):
        """Who has acted; the public is not told."""
        if not self.context["request"].user.is_authenticated:
            return None
        return PersonSerializer(entry.by).data

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "array", "items": {}}})
    def get_changes(self, entry):
        """What the act has changed: {field: [before, after]}."""
        told = dict(disclosures.changes_told(entry, user=self.context["request"].user))
        if SUCCESSOR in told:
            known = self.context["applications_told"]
            told[SUCCESSOR] = [code if code in known else None for code in told[SUCCESSOR]]
        return told


class FeedEntrySerializer(JournalEntrySerializer):
    """One act of the whole journal, with its place in it."""

    position = serializers.IntegerField(source="place", read_only=True)
    application = serializers.CharField(source="code", read_only=True)
    name = serializers.CharField(read_only=True, help_text=_("As it was called after the act"))

    class Meta(JournalEntrySerializer.Meta):
        fields = ["position", "application", "name", *JournalEntrySerializer.Meta.fields]
        read_only_fields = fields


class FeedSerializer(serializers.Serializer):
    """A piece of the journal, and where to go on."""

    results = FeedEntrySerializer(many=True, read_only=True)
    next_after = serializers.IntegerField(
        read_only=True, help_text=_("Up to here nothing that was asked for is missing")
    )
    last = serializers.IntegerField(
        read_only=True, help_text=_("The last position in the whole journal")
    )
    next = serializers.URLField(
        read_only=True, allow_null=True, help_text=_("Null when there is nothing more by now")
    )
