"""The journal in the admin: every act, field by field, in words; to be read only."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy, pgettext_lazy

from reform_apps.admin.frame.site import LookingAdmin
from reform_apps.models import JournalEntry
from reform_apps.queries.wording import journals


@admin.register(JournalEntry)
class JournalEntryAdmin(LookingAdmin):
    """Every act, as it was written; nobody changes one."""

    list_display = (
        "entry_shown", "place_shown", "application_shown", "verb", "transition_shown",
        "statuses_shown", "effective_on", "recorded_at", "by_shown",
    )  # fmt: skip
    list_filter = ("verb", "transition", "recorded_at")
    list_select_related = ("application", "by", "position")
    search_fields = ("application__code", "application__name", "by__username")
    ordering = ("-pk",)
    fields = (
        "application_shown", "version", "place_shown", "verb", "transition_shown", "statuses_shown",
        "effective_on", "recorded_at", "by_shown", "reason", "evidence", "digest",
        "previous_digest",
    )  # fmt: skip
    readonly_fields = (
        "application_shown", "place_shown", "transition_shown", "statuses_shown", "by_shown",
    )  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("application", "by", "position")

    @admin.display(description=gettext_lazy("entry"))
    def entry_shown(self, entry):
        return str(entry)

    @admin.display(description=pgettext_lazy("journal", "position"), ordering="position__number")
    def place_shown(self, entry):
        # An entry has none until somebody reads the journal in its order.
        return entry.position.number if hasattr(entry, "position") else None

    @admin.display(description=gettext_lazy("application"), ordering=("application__number"))
    def application_shown(self, entry):
        address = reverse("admin:reform_apps_application_change", args=[entry.application_id])
        return format_html('<a href="{}">{}</a>', address, entry.application)

    @admin.display(description=gettext_lazy("transition"), ordering="transition")
    def transition_shown(self, entry):
        return entry.get_transition_display()

    @admin.display(description=gettext_lazy("status"))
    def statuses_shown(self, entry):
        if not entry.from_status or entry.from_status == entry.to_status:
            return entry.get_to_status_display()
        return f"{entry.get_from_status_display()} → {entry.get_to_status_display()}"

    @admin.display(description=gettext_lazy("by"), ordering="by__username")
    def by_shown(self, entry):
        return entry.by.get_full_name() or entry.by.get_username()

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["events"] = journals.events([obj], user=request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)
