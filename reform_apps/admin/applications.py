"""Applications in the admin: asked, registered, amended, and their life at a glance."""

from django.contrib import admin, messages
from django.db.models import F
from django.http import HttpResponseRedirect
from django.urls import NoReverseMatch, re_path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reform_apps.admin import transitions
from reform_apps.admin.editions.acts import MOST_AT_ONCE, take_in
from reform_apps.admin.evaluation import applications as evaluation
from reform_apps.admin.evaluation import rollouts
from reform_apps.admin.frame import panels
from reform_apps.admin.frame.lists import LedgerChangeList, typing_media, without_blanks
from reform_apps.admin.frame.particulars import FIELDSETS, ApplicationForm
from reform_apps.admin.frame.rows import QuickMarks
from reform_apps.admin.frame.site import LookingAdmin, held_in, roles_of
from reform_apps.admin.office import attestations, batches, proposals, saved_views
from reform_apps.models import Alias, Application
from reform_apps.queries.editions import draft
from reform_apps.queries.lists.pages import ReachablePaginator
from reform_apps.queries.orderings import by_bytes
from reform_apps.rules import permissions
from reform_apps.rules.codes import CODE_PATTERN
from reform_apps.rules.roles import EDITOR, named
from reform_apps.rules.vocabulary import Batch, FrontEnd, Kind, Terminal

# What stands in for a list where it may not be changed.
SHOWN_LISTS = {
    "terminals": "terminals_shown",
    "front_ends": "front_ends_shown",
    "aliases": "aliases_shown",
}
FOR_THE_JOURNAL = (gettext_lazy("For the journal"), ("reason", "evidence", "effective_on"))
RECORD = (gettext_lazy("Record"), ("code", "version", "created_at", "updated_at"))
READ_ONLY = ("code", "version", "created_at", "updated_at", *SHOWN_LISTS.values())


@admin.register(Application)
class ApplicationAdmin(QuickMarks, LookingAdmin):
    """Staff write through the same operations as everyone; a status is never typed in."""

    form = ApplicationForm
    list_display = (
        "code_shown", "name_shown", "kind_shown", "status_shown", "since_shown", "system_shown",
        "runway_shown", "organization_shown", "batch_shown", "attested_shown",
        "updated_shown",
    )  # fmt: skip
    ordering = ("number",)
    search_fields = ("name",)  # for the autocompletion, which asks for some; see below
    autocomplete_fields = ("system", "runway", "organization", "origin_region")
    show_full_result_count = False
    actions = (*batches.ACTIONS, "put_into_draft")

    # The list

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    def get_changelist(self, request, **kwargs):
        return LedgerChangeList

    def get_paginator(self, request, queryset, per_page, *args, **how):
        # Other doors of the admin, such as that of autocompletion, have no list.
        if found := getattr(queryset, "found", None):
            return ReachablePaginator(found, per_page)
        return super().get_paginator(request, queryset, per_page, *args, **how)

    def changelist_view(self, request, extra_context=None):
        # A browser sends the questions that were left open along, as answered by nothing.
        if request.method == "GET" and (shorter := without_blanks(request.GET)) is not None:
            return HttpResponseRedirect(f"?{shorter}")
        response = super().changelist_view(request, extra_context)
        changelist = getattr(response, "context_data", {}).get("cl")
        if changelist:
            response.context_data["media"] += typing_media()
        if changelist and not changelist.is_popup and not changelist.refused:
            response.context_data |= saved_views.of_list(request, changelist.asked)
            response.context_data |= proposals.of_list(request)
        if changelist and changelist.refused:
            response.status_code = 400
        return response

    def get_search_results(self, request, queryset, search_term):
        return (queryset.matching(search_term) if search_term.strip() else queryset), False

    @admin.display(description=gettext_lazy("ledger code"), ordering="number")
    def code_shown(self, application):
        return application.code

    @admin.display(description=gettext_lazy("name"), ordering=by_bytes("name_key"))
    def name_shown(self, application):
        return application.name

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def kind_shown(self, application):
        return capfirst(str(Kind(application.kind).label))

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def status_shown(self, application):
        return panels.pill(application.status)

    @admin.display(
        description=gettext_lazy("status since"), ordering=F("status_since").asc(nulls_last=True)
    )
    def since_shown(self, application):
        return application.status_since and application.status_since.isoformat()

    @admin.display(
        description=gettext_lazy("system"), ordering=F("system__position").asc(nulls_last=True)
    )
    def system_shown(self, application):
        return application.system

    @admin.display(
        description=gettext_lazy("runway"), ordering=by_bytes("runway__code").asc(nulls_last=True)
    )
    def runway_shown(self, application):
        return application.runway

    @admin.display(
        description=gettext_lazy("leading organization"),
        ordering=by_bytes("organization__code").asc(nulls_last=True),
    )
    def organization_shown(self, application):
        return application.organization

    @admin.display(description=gettext_lazy("batch"), ordering=F("batch").asc(nulls_last=True))
    def batch_shown(self, application):
        return application.batch and capfirst(str(Batch(application.batch).label))

    @admin.display(
        description=gettext_lazy("confirmed"), ordering=F("attested_at").asc(nulls_last=True)
    )
    def attested_shown(self, application):
        return attestations.age(application.attested_at)

    @admin.display(description=gettext_lazy("last changed at"), ordering="updated_at")
    def updated_shown(self, application):
        return f"{timezone.localtime(application.updated_at):%Y-%m-%d %H:%M}"

    @admin.action(
        description=gettext_lazy("Put into the draft edition"), permissions=["keep_editions"]
    )
    def put_into_draft(self, request, applications):
        edition = draft()
        if edition is None:
            return self.message_user(request, _("There is no draft. Start one."), messages.ERROR)
        if applications.count() > MOST_AT_ONCE:
            told = _("At most %s at once.") % MOST_AT_ONCE
            return self.message_user(request, told, messages.ERROR)
        who = {"by": request.user, "at": timezone.now()}
        added, refused = take_in(applications, edition=edition, values={}, **who)
        for application, why in refused:
            self.message_user(request, f"{application}: {why}", messages.ERROR)
        if added:
            told = ngettext("%s application is added.", "%s applications are added.", len(added))
            self.message_user(request, told % len(added), messages.SUCCESS)
        return None

    # Who may do what

    def has_keep_editions_permission(self, request):
        return bool(set(permissions.MAY_KEEP_EDITIONS) & roles_of(request))

    def has_add_permission(self, request):
        return bool(set(permissions.MAY_REGISTER) & roles_of(request))

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return bool(set(EDITOR) & roles_of(request))
        return len(self._refused(request, obj)) < len(Application.PARTICULARS)

    def _refused(self, request, application=None):
        """Name the fields that are not theirs to write, each with the roles that could."""
        if application is None:
            held = roles_of(request)
            able = {f: permissions.able_to_fill_in(f) for f in Application.PARTICULARS}
        else:
            held, status = held_in(request, application), application.status
            able = {f: permissions.able_to_amend(f, status=status) for f in Application.PARTICULARS}
        return {field: who for field, who in able.items() if not set(who) & held}

    # The form

    def get_fieldsets(self, request, obj=None):
        refused = self._refused(request, obj)
        sets = [
            (name, {"fields": [SHOWN_LISTS.get(f, f) if f in refused else f for f in fields]})
            for name, fields in FIELDSETS
        ]
        if len(refused) < len(Application.PARTICULARS):
            sets.append((FOR_THE_JOURNAL[0], {"fields": FOR_THE_JOURNAL[1]}))
        if obj:
            sets.append((RECORD[0], {"fields": RECORD[1]}))
        return sets

    def get_readonly_fields(self, request, obj=None):
        return (*READ_ONLY, *self._refused(request, obj))

    def get_form(self, request, obj=None, change=False, **kwargs):
        notes = {}
        for field, who in self._refused(request, obj).items():
            notes[SHOWN_LISTS.get(field, field)] = _("It takes: %s.") % named(who)
        form = super().get_form(request, obj, change=change, help_texts=notes, **kwargs)
        form.by, form.at = request.user, timezone.now()
        return form

    @admin.display(description=gettext_lazy("terminals"))
    def terminals_shown(self, application):
        return ", ".join(str(Terminal(word).label) for word in application.terminals)

    @admin.display(description=gettext_lazy("front ends"))
    def front_ends_shown(self, application):
        return ", ".join(str(FrontEnd(word).label) for word in application.front_ends)

    @admin.display(description=gettext_lazy("aliases"))
    def aliases_shown(self, application):
        if application.pk is None:
            return ""
        told = ((each.name, each.get_kind_display()) for each in application.aliases.order_by("pk"))
        return format_html_join(mark_safe("<br>"), "{} ({})", told)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context |= panels.of_application(obj, request=request)
            context |= attestations.of_application(obj, request=request)
            context |= proposals.of_application(obj, request=request)
            context |= rollouts.of_application(obj, request=request)
            context |= evaluation.of_application(obj, request=request)
            context["conflicts"] = panels.conflicts(context["adminform"].form, request=request)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def view_on_site(self, application):
        try:
            return reverse("pages:application", args=[application.code])
        except NoReverseMatch:
            return None

    # The act: the form has done it, see `forms.ActMixin`

    def save_form(self, request, form, change):
        return form.done

    def save_model(self, request, obj, form, change):
        """Nothing is left to save."""

    def save_related(self, request, form, formsets, change):
        """Nothing is left to save."""

    def log_change(self, request, obj, message):
        if self._is_written(request, obj):
            return super().log_change(request, obj, message)
        return None

    def response_change(self, request, obj):
        if self._is_written(request, obj):
            return super().response_change(request, obj)
        self.message_user(
            request, _("Nothing was changed, so nothing was written."), messages.WARNING
        )
        return HttpResponseRedirect(request.get_full_path())

    def _is_written(self, request, application):
        return str(application.version) != request.POST.get("opened_version")

    # Its life

    def get_urls(self):
        transition = re_path(
            rf"^(?P<code>{CODE_PATTERN})/transition/(?P<transition>\w+)/$",
            self.admin_site.admin_view(self.transition_view),
            name="reform_apps_application_transition",
        )
        rooms = (attestations, batches, saved_views, rollouts, evaluation)
        of_the_office = [each for room in rooms for each in room.urls(self)]
        return [transition, *of_the_office, *super().get_urls()]

    def transition_view(self, request, code, transition):
        """Ask for what a transition requires, and make it."""
        return transitions.page(self, request, code=code, transition=transition)


@admin.register(Alias)
class AliasAdmin(LookingAdmin):
    """Other names; they are written on the page of their application."""

    list_display = ("name", "kind", "application", "basis")
    list_filter = ("kind", "basis")
    list_select_related = ("application",)
    search_fields = ("name", "application__name", "application__code")
    ordering = ("application__number", "pk")
    fields = ("application", "name", "kind", "basis", "source", "locator", "note")
