"""The form of an application: what is said of it, and for the journal why it is said now."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from reform_apps.admin.frame.forms import (
    ActMixin,
    LinesField,
    effective_on_field,
    evidence_field,
    reason_field,
)
from reform_apps.models import Application
from reform_apps.operations import applications
from reform_apps.rules.vocabulary import AliasKind, FrontEnd, Terminal

FIELDSETS = (
    (_("Name"), ("name", "name_en", "aliases")),
    (_("What it is"), ("kind", "scope", "summary", "reform")),
    (_("Where it belongs"), ("system", "runway", "organization", "origin_region")),
    (_("How it is reached"), ("terminals", "front_ends", "irs_code", "online_on", "visibility")),
)


class ApplicationForm(ActMixin, forms.ModelForm):
    """What is said of an application, and for the journal why it is said now."""

    terminals = forms.MultipleChoiceField(
        label=_("Terminals"),
        choices=Terminal.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    front_ends = forms.MultipleChoiceField(
        label=_("Front ends"),
        choices=FrontEnd.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    aliases = LinesField(
        label=_("Aliases"),
        required=False,
        help_text=_("One name per line. Those that stay keep their kind; new ones are variants."),
    )
    reason = reason_field()
    evidence = evidence_field()
    effective_on = effective_on_field()
    opened_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Application
        fields = [name for name in Application.PARTICULARS if name != "aliases"]

    # What stands between what was typed and what somebody else has written meanwhile.
    conflicts = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.known_aliases = {}
        if self.instance.pk:
            self.initial["opened_version"] = self.instance.version
            aliases = self.instance.aliases.order_by("pk")
            self.known_aliases = dict(aliases.values_list("name", "kind"))
            self.initial["aliases"] = list(self.known_aliases)

    def clean(self):
        if self.instance.pk and self.cleaned_data.get("opened_version") is None:
            raise ValidationError(_("The form does not say what it was opened on. Open it anew."))
        return super().clean()

    def sent(self):
        """Collect the particulars that were typed anew."""
        typed = self.cleaned_data
        sent = {name: typed[name] for name in self.changed_data if name in Application.PARTICULARS}
        if "aliases" in sent:
            sent["aliases"] = [
                {"name": name, "kind": self.known_aliases.get(name, AliasKind.VARIANT.value)}
                for name in typed["aliases"]
            ]
        return sent

    def act(self):
        typed, sent = self.cleaned_data, self.sent()
        why = {name: typed[name] for name in ("reason", "evidence", "effective_on")}
        who = {"by": self.by, "at": self.at}
        if self.instance.pk is None:
            return applications.register(particulars=sent, **why, **who)
        return applications.amend(
            application=self.instance, changes=sent, version=typed["opened_version"], **why, **who
        )

    def refuse_stale(self, refusal):
        """Take over what somebody else has changed, and keep what was typed here."""
        self.data = self.data.copy()
        self.data["opened_version"] = refusal.application.version
        self.conflicts = [
            (name, was, stands, self._typed_over(name, was))
            for name, (was, stands) in refusal.fields.items()
        ]
        super().refuse_stale(refusal)

    def _typed_over(self, name, was):
        """Show the value as it stands where nobody typed another; answer whether somebody did."""
        if name not in self.fields:
            return False
        if self._frozen(name) != (_names(was) if name == "aliases" else was):
            return True
        stands = self[name].initial
        if isinstance(stands, list) and name != "aliases":
            self.data.setlist(name, stands)
        else:
            self.data[name] = self.fields[name].prepare_value(stands) or ""
        return False

    def _frozen(self, name):
        """Spell what was typed as the journal would."""
        typed = self.cleaned_data.get(name)
        if name == "aliases":
            return sorted(typed)
        if isinstance(typed, models.Model):
            return typed.code
        return typed.isoformat() if isinstance(typed, date) else typed


def _names(aliases):
    return sorted(alias["name"] for alias in aliases or [])
