"""What clients send; what they are shown is another thing."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from reform_apps.api.serializers.bodies import CodeField, DayField, StrictSerializer, TextField
from reform_apps.models import Application, Decision, Organization, Region, Runway, System
from reform_apps.rules.lifecycle import Status, Transition
from reform_apps.rules.texts import many_lines, one_line
from reform_apps.rules.vocabulary import (
    MOST_ALIASES,
    AliasKind,
    FrontEnd,
    Kind,
    Scope,
    Terminal,
    Visibility,
)

BY_TRANSITION = _("This is changed by a transition.")
BY_THE_LEDGER = _("The ledger itself keeps this.")
BY_AN_EDITION = _("The last published edition sets this.")
ACCOUNT = ("reason", "evidence", "effective_on")


def line(*, longest: int, **kwargs) -> TextField:
    return TextField(max_length=longest, validators=[one_line], **kwargs)


def lines(*, longest: int, **kwargs) -> TextField:
    return TextField(max_length=longest, validators=[many_lines], **kwargs)


def name_of(model, field: str, **kwargs) -> TextField:
    return line(longest=model._meta.get_field(field).max_length, **kwargs)


class AccountSerializer(StrictSerializer):
    """Why, on what evidence and from when on: what every act can be given."""

    reason = lines(longest=2000, required=False, allow_blank=True)
    evidence = line(longest=300, required=False, allow_blank=True)
    effective_on = DayField(required=False)


class AliasSentSerializer(StrictSerializer):
    """Another name, with its kind."""

    name = line(longest=100, min_length=2)
    kind = serializers.ChoiceField(choices=AliasKind.choices, required=False)


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "minLength": 2, "maxLength": 100},
            {
                "type": "object",
                "required": ["name"],
                "additionalProperties": False,
                "properties": {
                    "name": {"type": "string", "minLength": 2, "maxLength": 100},
                    "kind": {"type": "string", "enum": AliasKind.values},
                },
            },
        ]
    }
)
class AliasSentField(serializers.Field):
    """Another name: as a text, or as an object that also says its kind."""

    def to_internal_value(self, sent):
        sent = sent if isinstance(sent, Mapping) else {"name": sent}
        return AliasSentSerializer().run_validation(sent)


class ParticularsSerializer(AccountSerializer):
    """What a client sends to register an application, or to amend it."""

    elsewhere = {
        "status": BY_TRANSITION,
        "status_since": BY_TRANSITION,
        "merged_into": BY_TRANSITION,
        "batch": BY_AN_EDITION,
        "code": BY_THE_LEDGER,
        "version": BY_THE_LEDGER,
        "basis": BY_THE_LEDGER,
        "created_at": BY_THE_LEDGER,
        "updated_at": BY_THE_LEDGER,
    }

    name = name_of(Application, "name", min_length=2)
    name_en = name_of(Application, "name_en", required=False, allow_blank=True)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    scope = serializers.ChoiceField(choices=Scope.choices, required=False, allow_null=True)
    summary = lines(longest=2000, required=False, allow_blank=True)
    reform = name_of(Application, "reform", required=False, allow_blank=True)
    system = CodeField(queryset=System.objects.all(), required=False, allow_null=True)
    runway = CodeField(
        queryset=Runway.objects.select_related("system"), required=False, allow_null=True
    )
    organization = CodeField(queryset=Organization.objects.all(), required=False, allow_null=True)
    origin_region = CodeField(queryset=Region.objects.all(), required=False, allow_null=True)
    terminals = serializers.ListField(
        child=serializers.ChoiceField(choices=Terminal.choices), required=False
    )
    front_ends = serializers.ListField(
        child=serializers.ChoiceField(choices=FrontEnd.choices), required=False
    )
    irs_code = name_of(Application, "irs_code", required=False, allow_null=True)
    online_on = DayField(required=False, allow_null=True)
    visibility = serializers.ChoiceField(choices=Visibility.choices, required=False)
    aliases = serializers.ListField(child=AliasSentField(), required=False, max_length=MOST_ALIASES)

    def split(self) -> tuple[dict[str, object], dict[str, object]]:
        """Tell the particulars from what is said of the act."""
        sent = self.validated_data
        account = {name: value for name, value in sent.items() if name in ACCOUNT}
        return {name: sent[name] for name in sent if name not in ACCOUNT}, account


class TransitionSerializer(AccountSerializer):
    """What a client sends to make a transition; what each one requires, its offer says."""

    transition = serializers.ChoiceField(choices=Transition.choices)
    to_status = serializers.ChoiceField(choices=Status.choices, required=False)
    online_on = DayField(required=False)
    merged_into = CodeField(queryset=Application.objects.all(), required=False)


class AttestationSerializer(StrictSerializer):
    """What a client may send along when it confirms that nothing has changed."""

    reason = lines(longest=2000, required=False, allow_blank=True)


class DecisionSerializer(StrictSerializer):
    """What a client sends to record what a duplicate check came to."""

    elsewhere = {"candidates": _("The ledger finds these itself.")}

    application = CodeField(queryset=Application.objects.all())
    decision = serializers.ChoiceField(choices=Decision.choices)
    twin = CodeField(queryset=Application.objects.all(), required=False, allow_null=True)
    reason = lines(longest=2000)


class IdeaSerializer(StrictSerializer):
    """What a client sends to learn who may already be building the same thing."""

    name = name_of(Application, "name", min_length=2)
    summary = lines(longest=2000, required=False, allow_blank=True)
    aliases = serializers.ListField(
        child=line(longest=100), required=False, max_length=MOST_ALIASES
    )
    keywords = serializers.ListField(
        child=line(longest=40), required=False, max_length=20,
        help_text=_("Of its business; they are read like words of the summary."),
    )  # fmt: skip
    system = CodeField(queryset=System.objects.all(), required=False, allow_null=True)
    region = CodeField(queryset=Region.objects.all(), required=False, allow_null=True)

    def idea(self) -> dict[str, object]:
        """Collect what candidates are searched by."""
        sent = dict(self.validated_data)
        words = " ".join(sent.pop("keywords", ()))
        return sent | {"summary": f"{sent.get('summary', '')} {words}".strip()}


class CredentialsSerializer(StrictSerializer):
    """What a client sends to sign in."""

    username = TextField(max_length=150)
    password = TextField(max_length=1000, trim_whitespace=False)
