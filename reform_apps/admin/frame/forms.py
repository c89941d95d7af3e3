"""Fields and forms by which the admin hands what was typed to an operation."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from reform_apps.models import JournalEntry
from reform_apps.operations.editions import EditionRefused
from reform_apps.operations.writing.acts import ActRefused, StaleVersion

LONGEST_REASON = JournalEntry._meta.get_field("reason").max_length
LONGEST_KEY = 19  # the digits that a database's integer holds
TYPING = ("admin/js/jquery.init.js", "reform_apps/admin/typing.js")  # the second needs the first
LONGEST_EVIDENCE = JournalEntry._meta.get_field("evidence").max_length


class DayInput(forms.DateInput):
    """The browser's own way to choose a day, which keyboards and telephones know."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class LinesField(forms.CharField):
    """A list of texts, one on each line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [line.strip() for line in super().to_python(value).splitlines() if line.strip()]

    def validate(self, value):
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value):
        super().run_validators("\n".join(value))

    def has_changed(self, initial, data):
        return (initial or []) != self.to_python(data)


def reason_field(*, required=False):
    return forms.CharField(
        label=_("Reason"),
        required=required,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def evidence_field(*, required=False):
    return forms.CharField(
        label=_("Evidence"),
        required=required,
        max_length=LONGEST_EVIDENCE,
        help_text=_("A document number or an address."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


def effective_on_field():
    return forms.DateField(
        label=_("Effective on"),
        required=False,
        help_text=_("When it happened; empty means: today."),
        widget=DayInput,
    )


class RowSelect(AutocompleteSelect):
    """A choice by typing that survives a key which is none, and shows that nothing is chosen."""

    class Media:
        js = TYPING

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, _keys(value), attr)


class RowsSelect(AutocompleteSelectMultiple):
    """The same for several rows."""

    class Media:
        js = TYPING

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, _keys(value), attr)


def _keys(values):
    return [value for value in map(str, values) if value.isdecimal() and len(value) < LONGEST_KEY]


class RowsField(forms.ModelMultipleChoiceField):
    """Rows by their keys; what is no key, is no row."""

    def _check_values(self, value):
        if len(_keys(value)) < len(value):
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list")
        return super()._check_values(value)


def row_field(model, name, *, required=True):
    """Choose the row that a foreign key points to, by typing part of what it is called."""
    field = model._meta.get_field(name)
    return forms.ModelChoiceField(
        field.remote_field.model.objects.all(),
        label=capfirst(field.verbose_name),
        required=required,
        help_text=_("Type part of a name or a code."),
        # Made anew for each form, for the widget keeps the language that it was made in.
        widget=RowSelect(field, admin.site),
    )


class ActMixin:
    """A form whose last check is the act itself, so that each refusal shows what was typed.

    Subclasses say in `act()` what to do; `by` and `at` are set by the view.
    """

    required_css_class = "required"
    by = None
    at = None
    done = None  # what the act has returned

    def act(self):
        raise NotImplementedError

    def refuse_stale(self, refusal):
        self.add_error(None, str(refusal))

    def _post_clean(self):
        # The operation checks the row, as it does for every door; a form would check it twice.
        if self.errors:
            return
        try:
            self.done = self.act()
        except StaleVersion as refusal:
            self.refuse_stale(refusal)
        except (ActRefused, EditionRefused) as refusal:
            self.add_error(None, str(refusal))
        except ValidationError as refusal:
            self.show(refusal)

    def show(self, refusal):
        """Put each message at its field, or above the form where it has none."""
        for field, errors in refusal.update_error_dict({}).items():
            self.add_error(field if field in self.fields else None, errors)
