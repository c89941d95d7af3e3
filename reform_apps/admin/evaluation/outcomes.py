"""Theory and institutional results in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from reform_apps.admin.findings import CITATION, FindingAdmin, FindingForm
from reform_apps.models import Outcome
from reform_apps.operations.evaluation import outcomes


class OutcomeForm(FindingForm):
    class Meta:
        model = Outcome
        fields = (
            "code", "title", "title_en", "kind", "system", "number", "issued_on", "applications",
            "basis", "source", "locator", "note",
        )  # fmt: skip

    def act(self):
        values = self.values()
        if not self.instance.pk:
            applications = values.pop("applications")
            return outcomes.record(values=values, applications=applications, **self.why())
        return outcomes.correct(
            outcome=self.instance, values=values,
            applications=values.pop("applications", None), **self.why(),
        )  # fmt: skip


@admin.register(Outcome)
class OutcomeAdmin(FindingAdmin):
    """What the reform has brought forth beside applications."""

    form = OutcomeForm
    list_display = ("title", "kind", "system", "number", "issued_on", "basis", "source")
    list_filter = ("kind", "system", "basis")
    list_select_related = ("system", "source")
    search_fields = ("code", "title", "title_en", "number")
    autocomplete_fields = ("applications", "system", "source")
    fieldsets = (
        (None, {"fields": ("code", "title", "title_en", "kind", "system")}),
        (gettext_lazy("Document"), {"fields": ("number", "issued_on", "applications")}),
        CITATION,
    )

    def get_readonly_fields(self, request, obj=None):
        return ("code",) if obj else ()
