"""Weightings in the admin: each adopted once, with one field for each indicator."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reform_apps.admin.frame.forms import ActMixin
from reform_apps.admin.frame.site import WritingAdmin
from reform_apps.models import Indicator, Weighting
from reform_apps.operations.evaluation import weightings
from reform_apps.queries.wording import words
from reform_apps.rules.permissions import MAY_WEIGH

OF_AN_INDICATOR = "weight-"


class WeightingForm(ActMixin, forms.ModelForm):
    """How much each indicator counts; an empty weight means: not at all."""

    class Meta:
        model = Weighting
        fields = ("title", "reason")

    def act(self):
        weights = {
            name.removeprefix(OF_AN_INDICATOR): weight
            for name, weight in self.cleaned_data.items()
            if name.startswith(OF_AN_INDICATOR) and weight is not None
        }
        if not weights:
            raise ValidationError(_("Give at least one indicator a weight."))
        return weightings.adopt(
            title=self.cleaned_data["title"], reason=self.cleaned_data["reason"],
            weights=weights, by=self.by, at=self.at,
        )  # fmt: skip


@admin.register(Weighting)
class WeightingAdmin(WritingAdmin):
    """The versions of what counts how much in a score, the last one as the first."""

    writers = MAY_WEIGH
    list_display = ("number", "title", "weights_shown", "by", "recorded_at")
    list_select_related = ("by",)
    ordering = ("-number",)
    fields = ("number", "title", "weights_shown", "reason", "by", "recorded_at")

    def has_change_permission(self, request, obj=None):
        return False

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            return super().get_form(request, obj, change=change, **kwargs)
        scored = [row for row in Indicator.objects.order_by("code") if row.can_be_scored()]
        asked = {
            f"{OF_AN_INDICATOR}{row.code}": forms.DecimalField(
                label=words.named(row), required=False, max_digits=8, decimal_places=4
            )
            for row in scored
        }
        return type("Form", (WeightingForm,), {**asked, "by": request.user, "at": timezone.now()})

    def get_fieldsets(self, request, obj=None):
        if obj is not None:
            return [(None, {"fields": self.fields})]
        known = self.get_form(request).base_fields
        weights = [name for name in known if name.startswith(OF_AN_INDICATOR)]
        return [
            (None, {"fields": ("title", "reason")}),
            (_("Weights"), {
                "fields": weights,
                "description": _("Only what has two bounds and a better end can be scored."),
            }),
        ]  # fmt: skip

    def save_form(self, request, form, change):
        return form.done

    def save_model(self, request, obj, form, change):
        """The form has done it, see `forms.ActMixin`."""

    def save_related(self, request, form, formsets, change):
        """Nothing is left to save."""

    @admin.display(description=gettext_lazy("weights"))
    def weights_shown(self, weighting):
        known = Indicator.objects.in_bulk(list(weighting.weights), field_name="code")
        return ", ".join(
            f"{words.named(known[code])} {weight}" for code, weight in weighting.weights.items()
        )
