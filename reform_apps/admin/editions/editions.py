"""Editions in the admin: begun, prepared in a list, published, and then only looked at."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reform_apps.admin.editions import acts, pages, rows
from reform_apps.admin.frame.site import LookingAdmin, roles_of
from reform_apps.models import Edition, EditionDrop, EditionEntry, EditionState
from reform_apps.queries.editions import mark
from reform_apps.rules.permissions import MAY_KEEP_EDITIONS, MAY_REPORT_COMPLETION
from reform_apps.rules.roles import Role, named


def _counted(model):
    found = model.objects.filter(edition=OuterRef("pk")).order_by().values("edition")
    number = Subquery(found.values(number=Count("pk")), output_field=IntegerField())
    return Coalesce(number, 0)


@admin.register(Edition)
class EditionAdmin(LookingAdmin):
    """A draft is a workbench; what is published is frozen, but for tasks that are completed."""

    list_display = (
        "code", "title", "state_shown", "issued_on", "previous", "entries_counted",
        "drops_counted",
    )  # fmt: skip
    list_select_related = ("previous",)
    ordering = ("-position",)

    def get_queryset(self, request):
        counted = {"held": _counted(EditionEntry), "gone": _counted(EditionDrop)}
        return super().get_queryset(request).annotate(**counted)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_shown(self, edition):
        return capfirst(str(edition.get_state_display()))

    @admin.display(description=gettext_lazy("entries"), ordering="held")
    def entries_counted(self, edition):
        return edition.held

    @admin.display(description=gettext_lazy("dropped"), ordering="gone")
    def drops_counted(self, edition):
        return edition.gone

    def has_add_permission(self, request):
        return bool(set(MAY_KEEP_EDITIONS) & roles_of(request))

    def get_urls(self):
        site, at = self.admin_site, "<int:key>"
        own = [
            path(f"{at}/add-entries/", site.admin_view(self.add_entries_view),
                 name="reform_apps_edition_add_entries"),
            path(f"{at}/entries/<int:entry>/drop/", site.admin_view(self.drop_view),
                 name="reform_apps_edition_drop"),
            path(f"{at}/rename/", site.admin_view(self.rename_view),
                 name="reform_apps_edition_rename"),
            path(f"{at}/publish/", site.admin_view(self.publish_view),
                 name="reform_apps_edition_publish"),
        ]  # fmt: skip
        return [*own, *super().get_urls()]

    # Its page

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        edition = self.get_object(request, object_id)
        if edition is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        may_write = self._writers(request, edition)
        sent = None
        if request.method == "POST":
            names, at = pages.names_of(edition), timezone.now()
            sent = rows.Sent(request, edition, names=names, may_write=may_write, at=at)
            self._tell(request, edition, sent)
            if not sent.refused:
                return HttpResponseRedirect(request.get_full_path())
        context = pages.of_edition(edition, request=request, sent=sent, may_write=may_write)
        status = 400 if context["asked"].faults else 200
        return self._page(request, edition, "edition", status=status, **context)

    def _writers(self, request, edition):
        """Tell of which entries the reader may write what is left to write."""
        held = roles_of(request)
        if edition.state == EditionState.DRAFT:
            may_keep = bool(set(MAY_KEEP_EDITIONS) & held)
            return lambda entry: may_keep
        able = set(MAY_REPORT_COMPLETION) & held
        own = None
        if able == {Role.SYSTEM_LEAD}:
            own = set(request.user.systems.values_list("pk", flat=True))

        def may_report(entry):
            has_task = bool(entry.task or entry.due_on)
            return bool(able) and has_task and (own is None or entry.application.system_id in own)

        return may_report

    def _tell(self, request, edition, sent):
        if sent.written:
            codes = ", ".join(entry.application.code for entry in sent.written)
            self.log_change(request, edition, f"{_('Save these rows')}{_(': ')}{codes}")
            told = ngettext("%s row is saved.", "%s rows are saved.", len(sent.written))
            self.message_user(request, told % len(sent.written), messages.SUCCESS)
        if sent.refused:
            told = ngettext(
                "%s row is not saved; what was typed is still in it.",
                "%s rows are not saved; what was typed is still in them.",
                len(sent.refused),
            )
            self.message_user(request, told % len(sent.refused), messages.ERROR)
        if sent.gone:
            told = ngettext(
                "%s row is not in the edition any more.",
                "%s rows are not in the edition any more.",
                sent.gone,
            )
            self.message_user(request, told % sent.gone, messages.WARNING)
        if not (sent.written or sent.refused or sent.gone):
            told = _("Nothing was changed, so nothing was written.")
            self.message_user(request, told, messages.WARNING)

    # Its acts

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = self._form(request, acts.StartForm)
        if request.method == "POST" and form.is_valid():
            self.log_addition(request, form.done, [{"added": {}}])
            told = _("“%s” is begun. Look through its entries, then publish it.") % form.done
            return self._done(request, form.done, told)
        return self._page(
            request, None, "edition_act", form=form, title=_("Start a draft"), button=_("Start")
        )

    def rename_view(self, request, key):
        edition = self._kept(request, key)
        form = self._form(request, acts.StartForm, instance=edition)
        if request.method == "POST" and form.is_valid():
            self.log_change(request, form.done, str(form.done))
            return self._done(request, form.done, _("The draft is called “%s” now.") % form.done)
        return self._page(
            request, edition, "edition_act", form=form, title=_("Rename"), button=_("Rename")
        )

    def add_entries_view(self, request, key):
        edition = self._kept(request, key)
        form = self._form(request, acts.AddForm, edition=edition)
        valid = request.method == "POST" and form.is_valid()
        if form.added:
            codes = ", ".join(entry.application.code for entry in form.added)
            self.log_change(request, edition, f"{_('Add applications')}{_(': ')}{codes}")
            told = ngettext("%s application is added.", "%s applications are added.",
                            len(form.added)) % len(form.added)  # fmt: skip
            self.message_user(request, told, messages.SUCCESS)
        if valid:
            return self._done(request, edition)
        return self._page(
            request, edition, "edition_act", form=form, title=_("Add applications"),
            button=_("Add applications"),
        )  # fmt: skip

    def drop_view(self, request, key, entry):
        edition = self._kept(request, key)
        dropped = get_object_or_404(edition.entries.for_list(), pk=entry)
        form = self._form(request, acts.DropForm, entry=dropped)
        if request.method == "POST" and form.is_valid():
            self.log_change(request, edition, f"{_('Drop')}{_(': ')}{dropped.application.code}")
            told = _("%s is not in the draft any more.") % dropped.application
            return self._done(request, edition, told)
        return self._page(
            request, edition, "edition_drop", form=form, dropped=dropped, title=_("Drop"),
            button=_("Drop"),
            held_before=edition.previous is not None
            and edition.previous.entries.filter(application=dropped.application).exists(),
        )  # fmt: skip

    def publish_view(self, request, key):
        edition = self._kept(request, key)
        form = self._form(
            request, acts.PublishForm, edition=edition, mark=mark(edition),
            today=timezone.localdate(),
        )  # fmt: skip
        if request.method == "POST" and form.is_valid():
            self.log_change(request, form.done, _("Publish"))
            return self._done(request, form.done, _("“%s” is published, and frozen.") % form.done)
        context = {
            **pages.of_contents(edition, user=request.user),
            **pages.of_draft(edition, user=request.user),
            "dropped": edition.drops.count(),
        }
        if form.faults:
            context |= {"faults": form.faults, "more_faults": 0}
        return self._page(
            request, edition, "edition_publish", form=form, title=_("Publish"),
            button=_("Publish and freeze"), **context,
        )  # fmt: skip

    def _kept(self, request, key):
        """Find the edition, for somebody who may keep editions."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return get_object_or_404(Edition.objects.select_related("previous"), pk=key)

    def _form(self, request, form, **kwargs):
        made = form(request.POST if request.method == "POST" else None, **kwargs)
        made.by, made.at = request.user, timezone.now()
        return made

    def _done(self, request, edition, told=""):
        if told:
            self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:reform_apps_edition_change", args=[edition.pk]))

    def _page(self, request, edition, template, *, status=200, **context):
        form = context.get("form")
        context = {
            **self.admin_site.each_context(request),
            "title": str(edition) if edition else "",
            "opts": self.opts,
            "edition": edition,
            "is_draft": edition is not None and edition.state == EditionState.DRAFT,
            "may_keep": self.has_add_permission(request),
            "keepers": named(MAY_KEEP_EDITIONS),
            "is_allowed": True,
            "media": self.media + form.media if form else self.media,
            **context,
        }
        template = f"reform_apps/admin/{template}.html"
        return TemplateResponse(request, template, context, status=status)
