"""What is asked before an edition is begun, filled, thinned out or published."""

from collections.abc import Iterable

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reform_apps.admin.frame.forms import ActMixin, DayInput, LinesField, RowsSelect, reason_field
from reform_apps.models import Application, Edition, EditionDrop, EditionEntry
from reform_apps.operations import edition_entries, editions
from reform_apps.operations.editions import EditionRefused, PublicationRefused
from reform_apps.operations.writing.acts import ActRefused
from reform_apps.rules.vocabulary import Batch

MOST_AT_ONCE = 200
LONGEST_DOCUMENT = EditionDrop._meta.get_field("document").max_length
LONGEST_TASK = EditionEntry._meta.get_field("task").max_length


def batch_field(**kwargs):
    return forms.TypedChoiceField(
        label=capfirst(EditionEntry._meta.get_field("batch").verbose_name),
        choices=[("", "–"), *((each.value, capfirst(str(each.label))) for each in Batch)],
        empty_value=None,
        required=False,
        **kwargs,
    )


def task_field(**kwargs):
    return forms.CharField(
        label=capfirst(EditionEntry._meta.get_field("task").verbose_name),
        max_length=LONGEST_TASK,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        **kwargs,
    )


def day_field(name, **kwargs):
    return forms.DateField(
        label=capfirst(EditionEntry._meta.get_field(name).verbose_name),
        required=False,
        widget=DayInput,
        **kwargs,
    )


def take_in(
    applications: Iterable[Application], *, edition: Edition, **how
) -> tuple[list[EditionEntry], list[tuple[Application, str]]]:
    """Add each application to a draft; tell which are in it now, and why others are not."""
    added, refused = [], []
    for application in applications:
        try:
            added.append(edition_entries.add(edition=edition, application=application, **how))
        except (ActRefused, EditionRefused) as refusal:
            refused.append((application, str(refusal)))
        except ValidationError as refusal:
            refused.append((application, " ".join(refusal.messages)))
    return added, refused


class StartForm(ActMixin, forms.ModelForm):
    """A draft: what it is called."""

    class Meta:
        model = Edition
        fields = ("code", "title", "note")

    def act(self):
        if self.instance.pk:
            return editions.rename(
                edition=self.instance, **self.cleaned_data, by=self.by, at=self.at
            )
        return editions.start(**self.cleaned_data, by=self.by, at=self.at)


class AddForm(ActMixin, forms.Form):
    """Applications to put into a draft, several at once, and what is planned for them."""

    codes = LinesField(
        label=gettext_lazy("Or by their codes"),
        required=False,
        help_text=gettext_lazy("One code per line."),
    )
    added = ()

    def __init__(self, *args, edition, **kwargs):
        super().__init__(*args, **kwargs)
        self.edition = edition
        chosen = forms.ModelMultipleChoiceField(
            Application.objects.for_list().order_by("number"),
            label=_("Applications"),
            required=False,
            help_text=_("Type part of a name or a code."),
            widget=RowsSelect(EditionEntry._meta.get_field("application"), admin.site),
        )
        self.fields = {"applications": chosen, **self.fields}
        self.fields["batch"] = batch_field()
        self.fields["task"] = task_field()
        self.fields["due_on"] = day_field("due_on")
        self.fields["reason"] = reason_field()

    def clean_codes(self):
        codes = list(dict.fromkeys(code.upper() for code in self.cleaned_data["codes"]))
        if len(codes) > MOST_AT_ONCE:
            raise ValidationError(_("At most %s at once.") % MOST_AT_ONCE)
        found = {row.code: row for row in Application.objects.filter(code__in=codes)}
        if unknown := [code for code in codes if code not in found]:
            raise ValidationError(_("There is no application %s.") % ", ".join(unknown))
        return [found[code] for code in codes]

    def clean(self):
        typed = super().clean()
        if not self.errors and not (typed["codes"] or typed["applications"]):
            self.add_error(None, _("Choose an application, or give a code."))
        return typed

    def act(self):
        typed = self.cleaned_data
        chosen = list(dict.fromkeys([*typed["applications"], *typed["codes"]]))
        values = {name: typed[name] for name in ("batch", "task", "due_on") if typed[name]}
        self.added, refused = take_in(
            chosen, edition=self.edition, values=values, reason=typed["reason"],
            by=self.by, at=self.at,
        )  # fmt: skip
        if refused:
            # Only what is still to be done stays in the form.
            self.data = self.data.copy()
            self.data.setlist("applications", [])
            self.data["codes"] = "\n".join(application.code for application, _why in refused)
            told = [why if str(row) in why else f"{row}{_(': ')}{why}" for row, why in refused]
            self.add_error("codes", told)
        return self.added


class DropForm(ActMixin, forms.Form):
    """Why an application is taken out of a draft."""

    reason = reason_field()
    document = forms.CharField(
        label=gettext_lazy("Document number"),
        required=False,
        max_length=LONGEST_DOCUMENT,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, *args, entry, **kwargs):
        super().__init__(*args, **kwargs)
        self.entry = entry

    def act(self):
        edition_entries.drop(entry=self.entry, **self.cleaned_data, by=self.by, at=self.at)
        return self.entry


class PublishForm(ActMixin, forms.Form):
    """The day of issue, in sight of what will be frozen."""

    # What was on the page: whoever publishes has seen this and nothing else.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    issued_on = forms.DateField(
        label=gettext_lazy("Issued on"),
        required=False,
        widget=DayInput,
        help_text=gettext_lazy("Empty means: the edition states no day of issue."),
    )
    reason = reason_field()
    faults = ()

    def __init__(self, *args, edition, mark, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.edition, self.mark = edition, mark
        self.fields["seen"].initial = mark
        self.fields["issued_on"].initial = today

    def act(self):
        try:
            return editions.publish(
                edition=self.edition, **self.cleaned_data, by=self.by, at=self.at
            )
        except PublicationRefused as refusal:
            self.faults = refusal.faults
            self.add_error(None, _("The draft has faults. Nothing was published."))
        except EditionRefused as refusal:
            # The page shows the draft as it stands now: that is what is seen from here on.
            self.data = self.data.copy()
            self.data["seen"] = self.mark
            self.add_error(None, str(refusal))
