"""Observations and assessments in the admin: recorded and corrected, never removed."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reform_apps.admin.frame.forms import ActMixin, reason_field
from reform_apps.admin.frame.site import WritingAdmin
from reform_apps.models import Assessment, Observation
from reform_apps.operations import assessments, observations
from reform_apps.rules.permissions import MAY_RECORD_FINDINGS

CITATION = (gettext_lazy("How it is known"), {"fields": ("basis", "source", "locator", "note")})
WHY = (gettext_lazy("For the journal"), {"fields": ("reason",)})


class FindingForm(ActMixin, forms.ModelForm):
    """A value with how it is known, and why it is recorded or corrected."""

    reason = reason_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, asked in self.fields.items():
            # Sent along, so that what has changed is judged by what was on the page.
            asked.show_hidden_initial = bool(self.instance.pk) and name != "reason"
        if self.instance.pk and "reason" in self.fields:
            self.fields["reason"].required = True
            self.fields["reason"].help_text = _("A correction says what was wrong.")

    @property
    def moved(self):
        return [name for name in self.changed_data if name != "reason"]

    def values(self):
        """What is recorded, or of a correction what was typed: the rest may be another's by now."""
        names = self.moved if self.instance.pk else self.cleaned_data.keys()
        return {n: self.cleaned_data[n] for n in names if n not in ("application", "reason")}

    def why(self):
        return {"reason": self.cleaned_data["reason"], "by": self.by, "at": self.at}


class ObservationForm(FindingForm):
    class Meta:
        model = Observation
        fields = (
            "application", "indicator", "value", "unit", "printed", "is_rounded", "as_of",
            "as_of_note", "basis", "source", "locator", "note",
        )  # fmt: skip

    def act(self):
        if self.instance.pk:
            return observations.correct(
                observation=self.instance, values=self.values(), **self.why()
            )
        application = self.cleaned_data["application"]
        return observations.record(application=application, values=self.values(), **self.why())


class AssessmentForm(FindingForm):
    class Meta:
        model = Assessment
        fields = (
            "application", "kind", "assessed_on", "body", "basis", "source", "locator", "note",
        )  # fmt: skip

    def act(self):
        if self.instance.pk:
            return assessments.correct(assessment=self.instance, values=self.values(), **self.why())
        application = self.cleaned_data["application"]
        return assessments.record(application=application, values=self.values(), **self.why())


class FindingAdmin(WritingAdmin):
    """What is recorded of an application stays with it; the rest can be corrected."""

    writers = MAY_RECORD_FINDINGS
    list_select_related = ("application", "source")
    search_fields = ("application__code", "application__name")
    autocomplete_fields = ("application", "source")
    readonly_fields = ("recorded_at",)
    ordering = ("-pk",)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.list_select_related)

    def get_readonly_fields(self, request, obj=None):
        return ("recorded_at", "application") if obj else ("recorded_at",)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by, form.at = request.user, timezone.now()
        return form

    def get_fieldsets(self, request, obj=None):
        sets = super().get_fieldsets(request, obj)
        return [*sets, WHY] if self.has_change_permission(request, obj) else sets

    def save_form(self, request, form, change):
        # Kept for what is said of it afterwards.
        request.is_written = not change or bool(form.moved)
        return form.done

    def save_model(self, request, obj, form, change):
        """The form has done it, see `forms.ActMixin`."""

    def save_related(self, request, form, formsets, change):
        """Nothing is left to save."""

    def construct_change_message(self, request, form, formsets, add=False):
        # A value of the whole province has no journal: here is the place for the reason.
        return form.cleaned_data["reason"] or super().construct_change_message(
            request, form, formsets, add
        )

    def log_change(self, request, obj, message):
        return super().log_change(request, obj, message) if request.is_written else None

    def response_change(self, request, obj):
        if request.is_written:
            return super().response_change(request, obj)
        self.message_user(
            request, _("Nothing was changed, so nothing was written."), messages.WARNING
        )
        return HttpResponseRedirect(request.get_full_path())


@admin.register(Observation)
class ObservationAdmin(FindingAdmin):
    """Measured values of applications and of the whole province."""

    form = ObservationForm
    list_select_related = ("application", "indicator", "source")
    autocomplete_fields = ("application", "indicator", "source")
    list_display = ("indicator", "value_shown", "application", "as_of_shown", "basis", "source")
    list_filter = ("indicator", "unit", "basis")
    fieldsets = (
        (None, {"fields": ("application", "indicator", "value", "unit", "printed", "is_rounded")}),
        (gettext_lazy("Of when"), {"fields": ("as_of", "as_of_note", "recorded_at")}),
        CITATION,
    )

    @admin.display(description=gettext_lazy("value"), ordering="value")
    def value_shown(self, observation):
        return f"{observation.value.normalize():,f} {observation.get_unit_display()}"

    @admin.display(description=gettext_lazy("as of"), ordering="as_of")
    def as_of_shown(self, observation):
        return observation.as_of or observation.as_of_note


@admin.register(Assessment)
class AssessmentAdmin(FindingAdmin):
    """Recognitions of applications."""

    form = AssessmentForm
    list_display = ("kind", "application", "assessed_on", "body", "basis", "source")
    list_filter = ("kind", "basis")
    fieldsets = (
        (None, {"fields": ("application", "kind", "assessed_on", "body", "recorded_at")}),
        CITATION,
    )
