"""What clients send to prepare editions and to publish them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from reform_apps.api.serializers.bodies import CodeField, DayField, StrictSerializer
from reform_apps.api.serializers.sent import BY_THE_LEDGER, lines, name_of
from reform_apps.models import Application, Basis, Edition, EditionDrop, EditionEntry, Source
from reform_apps.rules.vocabulary import Batch

NOT_VALUES = ("application", "reason")


class EditionSentSerializer(StrictSerializer):
    """What a client sends to begin a draft; it follows the edition published last."""

    elsewhere = {"previous": _("It is the edition published last.")}

    code = name_of(Edition, "code")
    title = name_of(Edition, "title")
    note = lines(longest=2000, required=False, allow_blank=True)


class PublicationSerializer(StrictSerializer):
    """What a client sends to publish; `issued_on` is today unless told, null states no day."""

    issued_on = DayField(required=False, allow_null=True)
    reason = lines(longest=2000, required=False, allow_blank=True)


class PlaceSerializer(StrictSerializer):
    """What can be said of an application's place in an edition."""

    elsewhere = {
        "original_due_on": BY_THE_LEDGER,
        "slips": BY_THE_LEDGER,
        "digest": BY_THE_LEDGER,
        "version": BY_THE_LEDGER,
        "runway": _("It is the application's own."),
        "system": _("It is the application's own."),
        "status": _("It is the application's own."),
    }

    batch = serializers.ChoiceField(choices=Batch.choices, required=False, allow_null=True)
    task = lines(longest=1000, required=False, allow_blank=True)
    due_on = DayField(required=False, allow_null=True)
    basis = serializers.ChoiceField(choices=Basis.choices, required=False)
    source = name_of(Source, "code", required=False, allow_null=True)
    locator = name_of(EditionEntry, "locator", required=False, allow_blank=True)
    note = lines(longest=2000, required=False, allow_blank=True)
    reason = lines(longest=2000, required=False, allow_blank=True)

    def split(self) -> tuple[Application | None, dict[str, object], str]:
        """Tell the application, what is said of its place, and why."""
        sent: Mapping[str, object] = self.validated_data
        values = {name: value for name, value in sent.items() if name not in NOT_VALUES}
        return sent.get("application"), values, sent.get("reason", "")


class NewPlaceSerializer(PlaceSerializer):
    """What a client sends to take an application into a draft."""

    application = CodeField(queryset=Application.objects.all())


class RevisionSerializer(PlaceSerializer):
    """What a client sends to change an application's place."""

    completed_on = DayField(required=False, allow_null=True)


class NamedRevisionSerializer(RevisionSerializer):
    """The same, for an address that does not name the application."""

    application = CodeField(queryset=Application.objects.all())


class DropSerializer(StrictSerializer):
    """What a client sends to take an application out of a draft."""

    application = CodeField(queryset=Application.objects.all())
    reason = lines(longest=2000, required=False, allow_blank=True)
    document = name_of(EditionDrop, "document", required=False, allow_blank=True)
