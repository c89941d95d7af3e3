"""What editions and seals have left behind; to be read only."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from reform_apps.admin.frame.site import LookingAdmin
from reform_apps.models import EditionDrop, EditionEntry, Seal


class InEditionAdmin(LookingAdmin):
    """Rows of editions; they are written on the page of their edition."""

    list_filter = ("edition",)
    list_select_related = ("edition", "application")
    search_fields = ("application__code", "application__name")
    ordering = ("-edition__position", "application__number")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("edition", "application")

    @admin.display(description=gettext_lazy("edition"), ordering="edition__position")
    def edition_shown(self, row):
        address = reverse("admin:reform_apps_edition_change", args=[row.edition_id])
        return format_html('<a href="{}">{}</a>', address, row.edition.code)


@admin.register(EditionEntry)
class EditionEntryAdmin(InEditionAdmin):
    """The places of applications in all editions."""

    list_display = (
        "application", "edition_shown", "batch", "task", "due_on", "slips", "completed_on",
    )  # fmt: skip
    list_filter = ("edition", "batch")
    fields = (
        "edition_shown", "application", "batch", "runway", "task", "due_on", "original_due_on",
        "slips", "completed_on", "basis", "source", "locator", "note", "entry", "digest",
    )  # fmt: skip
    readonly_fields = ("edition_shown",)


@admin.register(EditionDrop)
class EditionDropAdmin(InEditionAdmin):
    """What editions have dropped, and why."""

    list_display = ("application", "edition_shown", "reason", "document")
    fields = ("edition_shown", "application", "reason", "document", "entry", "digest")
    readonly_fields = ("edition_shown",)


@admin.register(Seal)
class SealAdmin(LookingAdmin):
    """The seals over the whole journal, one after the other."""

    list_display = ("number", "first_position", "last_position", "digest", "sealed_at")
    ordering = ("-number",)
    fields = (
        "number", "first_position", "last_position", "root", "previous_digest", "digest",
        "sealed_at",
    )  # fmt: skip
