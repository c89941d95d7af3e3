"""What is typed once for many applications."""

from copy import deepcopy

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from reform_apps.admin.frame.forms import (
    DayInput,
    effective_on_field,
    evidence_field,
    reason_field,
    row_field,
)
from reform_apps.admin.frame.particulars import ApplicationForm
from reform_apps.admin.transitions import FIELDS
from reform_apps.models import Application
from reform_apps.operations.writing import acts
from reform_apps.rules.lifecycle import ALWAYS_WELCOME, steps_of

# What is each application's own is not changed in many at once.
CHANGEABLE = tuple(
    name for name in Application.PARTICULARS if name not in ("name", "aliases", "irs_code")
)


class BatchForm(forms.Form):
    """What is typed, judged as far as it is the same for all; `at` is set by the view."""

    required_css_class = "required"
    at = None

    def clean(self):
        days = {name: self.cleaned_data.get(name) for name in ("online_on", "effective_on")}
        try:
            acts.refuse_impossible_days(at=self.at, **days)
        except ValidationError as refusal:
            for name, errors in refusal.error_dict.items():
                self.add_error(name if name in self.fields else None, errors)
        return super().clean()


class TransitionsForm(BatchForm):
    """What a transition requires, and what is welcome with each."""

    def __init__(self, *args, transition, **kwargs):
        super().__init__(*args, **kwargs)
        asked = steps_of(transition)[0].inputs
        for name, field in FIELDS.items():
            if name in asked or name in ALWAYS_WELCOME:
                self.fields[name] = field(required=name in asked)


class ChangeForm(BatchForm):
    """The new value of one field, and why it changes."""

    def __init__(self, *args, name, **kwargs):
        super().__init__(*args, **kwargs)
        self.name = name
        self.fields[name] = _value(name)
        self.fields["reason"] = reason_field(required=True)
        self.fields["evidence"] = evidence_field()
        self.fields["effective_on"] = effective_on_field()

    @property
    def values(self):
        return {self.name: self.cleaned_data[self.name]}

    @property
    def account(self):
        return {name: self.cleaned_data[name] for name in ("reason", "evidence", "effective_on")}


def _value(name):
    """Ask for a field's value as the page of an application does."""
    field = Application._meta.get_field(name)
    if name in ApplicationForm.declared_fields:
        asked = deepcopy(ApplicationForm.declared_fields[name])
    elif field.is_relation:
        asked = row_field(Application, name, required=False)
    elif isinstance(field, models.DateField):
        asked = field.formfield(widget=DayInput)
    else:
        asked = field.formfield()
        if isinstance(asked.widget, forms.TextInput):
            asked.widget.attrs["class"] = "vTextField"
    if not asked.required:
        asked.help_text = f"{asked.help_text} {_('Empty means: nothing states it.')}".strip()
    return asked
