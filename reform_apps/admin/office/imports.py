"""What files have been sent, and what became of them; to be read only."""

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from reform_apps.admin.frame.site import LookingAdmin
from reform_apps.models import ImportBatch
from reform_apps.queries.office import imports

SHOWN = 200  # problems


@admin.register(ImportBatch)
class ImportBatchAdmin(LookingAdmin):
    """The files that one has sent; the office sees everybody's."""

    list_display = (
        "file_name", "by", "uploaded_at", "state", "to_add", "to_amend", "unchanged", "refused",
        "applied_at",
    )  # fmt: skip
    list_filter = ("state",)
    list_select_related = ("by",)
    ordering = ("-pk",)
    fields = (
        "file_name", "sha256", "by", "uploaded_at", "state", "applied_at", "to_add", "to_amend",
        "unchanged", "refused", "problems_shown",
    )  # fmt: skip

    def get_queryset(self, request):
        rows = super().get_queryset(request).defer("content", "lines")
        return imports.visible_to(request.user, rows)

    @admin.display(description=_("problems"))
    def problems_shown(self, batch):
        told = [
            (problem["row"] or "", problem["column"] or "", problem["message"])
            for problem in batch.problems[:SHOWN]
        ]
        return format_html_join("", "<div>{} {} {}</div>", told) or None
