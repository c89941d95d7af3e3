"""Duplicate checks in the admin: the candidates are shown first, then somebody decides."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reform_apps.admin.frame.forms import ActMixin, reason_field, row_field
from reform_apps.admin.frame.site import LookingAdmin, held_in, roles_of
from reform_apps.models import Application, Closeness, Decision, DuplicateCheck
from reform_apps.operations import duplicate_checks
from reform_apps.queries import duplicates
from reform_apps.queries.wording import likeness
from reform_apps.rules.permissions import MAY_CHECK_DUPLICATES
from reform_apps.rules.roles import named


class ChoosingForm(forms.Form):
    """Which application is to be checked."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["application"] = row_field(DuplicateCheck, "application")


class CheckForm(ActMixin, forms.Form):
    """What a duplicate check comes to, in sight of the candidates."""

    # The candidates that were on the page: whoever decides has seen these and no others.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"), choices=Decision.choices, widget=forms.RadioSelect
    )
    twin = forms.ModelChoiceField(
        Application.objects.none(),
        label=gettext_lazy("Twin"),
        required=False,
        help_text=gettext_lazy("Which of the candidates it is the same as, or in part."),
        widget=forms.RadioSelect,
        empty_label=gettext_lazy("none of them"),
    )
    reason = reason_field(required=True)

    def __init__(self, *args, application, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.application = application
        self.codes = ",".join(candidate["code"] for candidate in candidates)
        self.fields["seen"].initial = self.codes
        if candidates:
            shown = Application.objects.filter(code__in=[each["code"] for each in candidates])
            self.fields["twin"].queryset = shown.order_by("number")
        else:
            del self.fields["twin"]

    def clean(self):
        if self.cleaned_data.get("seen") != self.codes:
            self.data = self.data.copy()
            self.data["seen"] = self.codes
            self.add_error(
                None, _("The candidates have changed since you opened the page: look again.")
            )
        return super().clean()

    def act(self):
        return duplicate_checks.record(
            application=self.application,
            decision=self.cleaned_data["decision"],
            twin=self.cleaned_data.get("twin"),
            reason=self.cleaned_data["reason"],
            by=self.by,
            at=self.at,
        )


@admin.register(DuplicateCheck)
class DuplicateCheckAdmin(LookingAdmin):
    """Decisions are added on a page of their own, and stay as they were made."""

    list_display = ("application", "decision", "candidates_counted", "by", "recorded_at")
    list_filter = ("decision",)
    list_select_related = ("application", "by")
    search_fields = ("application__code", "application__name")
    ordering = ("-pk",)
    fields = (
        "application",
        "decision",
        "twin",
        "reason",
        "candidates_shown",
        "by_shown",
        "recorded_at",
    )
    readonly_fields = ("candidates_shown", "by_shown")

    def has_add_permission(self, request):
        return bool(set(MAY_CHECK_DUPLICATES) & roles_of(request))

    @admin.display(description=gettext_lazy("candidates"))
    def candidates_counted(self, check):
        return len(check.candidates)

    @admin.display(description=gettext_lazy("candidates shown"))
    def candidates_shown(self, check):
        told = [
            f"{each['code']} {each['name']} ({'; '.join(each['why'])})"
            for each in _told(check.candidates)
        ]
        return "\n".join(told)

    @admin.display(description=gettext_lazy("by"))
    def by_shown(self, check):
        return check.by.get_full_name() or check.by.get_username()

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        choosing = ChoosingForm(request.GET or None)
        if not choosing.is_valid():
            return self._page(request, choosing)
        application = choosing.cleaned_data["application"]
        candidates = duplicates.of_application(application)
        data = request.POST if request.method == "POST" else None
        form = CheckForm(data, application=application, candidates=candidates)
        form.by, form.at = request.user, timezone.now()
        if form.is_valid():
            return self._done(request, form)
        held = held_in(request, application)
        return self._page(
            request,
            form,
            application=application,
            candidates=_told(candidates),
            is_allowed=bool(set(MAY_CHECK_DUPLICATES) & held),
            roles=named(MAY_CHECK_DUPLICATES),
        )

    def _page(self, request, form, **context):
        context = {
            **self.admin_site.each_context(request),
            "title": _("Check for duplicates"),
            "subtitle": str(context.get("application", "")),
            "opts": self.opts,
            "form": form,
            "is_allowed": True,
            "button": _("Record") if "application" in context else _("Continue"),
            "media": self.media + form.media,
            **context,
        }
        return TemplateResponse(request, "reform_apps/admin/duplicate_check.html", context)

    def _done(self, request, form):
        self.log_addition(request, form.done, [{"added": {}}])
        told = {"application": form.application, "decision": form.done.get_decision_display()}
        self.message_user(
            request, _("%(application)s: recorded as “%(decision)s”.") % told, messages.SUCCESS
        )
        address = reverse("admin:reform_apps_application_change", args=[form.application.pk])
        return HttpResponseRedirect(address)


def _told(candidates):
    """Say for people how close each of the candidates is, and why."""
    return [
        each
        | {
            "why": likeness.reasons(each),
            "closeness": Closeness(each["verdict"]).label if each.get("verdict") else "",
        }
        for each in candidates
    ]
