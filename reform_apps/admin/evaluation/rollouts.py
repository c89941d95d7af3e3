"""The grid of an application's rollouts: eleven cities that open to their counties."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import re_path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from reform_apps.admin.frame.forms import ActMixin, DayInput, evidence_field, reason_field
from reform_apps.admin.frame.site import LookingAdmin, held_in, roles_of
from reform_apps.models import Application, Rollout, RolloutState, Verb
from reform_apps.operations.evaluation import rollouts
from reform_apps.operations.evaluation.rollouts import ReportRefused
from reform_apps.operations.writing.acts import ActRefused, StaleVersion
from reform_apps.queries.evaluation.coverage import NOT_REPORTED, coverage
from reform_apps.queries.wording import words
from reform_apps.rules.codes import CODE_PATTERN
from reform_apps.rules.lifecycle import ONCE_ONLINE
from reform_apps.rules.permissions import MAY_PROMOTE, MAY_REPORT_ROLLOUT
from reform_apps.rules.vocabulary import Scope

LABELS = {**dict(RolloutState.choices), NOT_REPORTED: pgettext_lazy("rollout", "not reported")}
LONGEST_VERSION = 9


class GridForm(ActMixin, forms.Form):
    """For each region what is said of it; only what was typed anew is reported."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = reason_field()

    def __init__(self, *args, application, found, **kwargs):
        super().__init__(*args, **kwargs)
        self.application = application
        self.fields["version"].initial = application.version
        self.fields["evidence"] = evidence_field()
        self.rows = {}
        for city in found.cities:
            own = [(city.region, city.own)] if city.region else []
            for region, row in [*own, *((place.region, place.own) for place in city.places)]:
                self.rows[region.code] = (region, row)
                self._ask(region, row, is_county=region.pk != city.region.pk)

    def _ask(self, region, row, *, is_county):
        nothing = _("as the city") if is_county else LABELS[NOT_REPORTED]
        self.fields[f"state-{region.code}"] = forms.ChoiceField(
            choices=[("", nothing), *RolloutState.choices],
            required=False,
            initial=row.state if row else "",
        )
        self.fields[f"on-{region.code}"] = forms.DateField(
            required=False, widget=DayInput, initial=row.connected_on if row else None
        )

    def clean(self):
        typed = super().clean()
        if typed.get("version") != self.application.version:
            told = _("Somebody has changed the application meanwhile. Open the page anew.")
            raise ValidationError(told)
        for code, (_region, row) in self.rows.items():
            if row and not typed.get(f"state-{code}"):
                told = _("What was reported is not taken back: report how it is.")
                self.add_error(f"state-{code}", told)
        return typed

    def act(self):
        reports = []
        for code, (region, _row) in self.rows.items():
            if {f"state-{code}", f"on-{code}"} & set(self.changed_data):
                reports.append(self._report(code, region))
        if not reports:
            self.add_error(None, _("Nothing was changed, so nothing was written."))
            return None
        try:
            return rollouts.report(
                application=self.application, reports=reports,
                version=self.cleaned_data["version"], reason=self.cleaned_data["reason"],
                by=self.by, at=self.at,
            )  # fmt: skip
        except ReportRefused as refusal:
            for index, faults in refusal.faults.items():
                code = reports[index]["region"].code
                for field, sentences in faults.items():
                    place = f"on-{code}" if field == "connected_on" else f"state-{code}"
                    self.add_error(place, sentences)
        return None

    def _report(self, code, region):
        typed = self.cleaned_data
        report = {"region": region, "state": typed[f"state-{code}"]}
        report["connected_on"] = typed[f"on-{code}"]
        return report | ({"evidence": typed["evidence"]} if typed["evidence"] else {})


@admin.register(Rollout)
class RolloutAdmin(LookingAdmin):
    """What is reported of all applications; it is reported in the grid of each."""

    list_display = ("application", "region", "state", "connected_on", "evidence")
    list_filter = ("state",)
    list_select_related = ("application", "region")
    search_fields = ("application__code", "application__name", "region__name")
    ordering = ("application__number", "region__code")


def of_application(application, *, request):
    """Collect what the page of an application shows of its rollouts."""
    return {"rollout_address": _address("rollout", application.code)}


def urls(model_admin):
    """List the addresses of the grid and of the promotion."""

    def wrapped(view):
        return model_admin.admin_site.admin_view(
            lambda request, code: view(model_admin, request, code)
        )

    names = {"rollout": grid, "promotion": promotion}
    return [
        re_path(
            rf"^(?P<code>{CODE_PATTERN})/{name}/$",
            wrapped(view),
            name=f"reform_apps_application_{name}",
        )
        for name, view in names.items()
    ]


def grid(model_admin, request, code):
    """Show the regions of an application, and take in what is reported of them."""
    application = _found(model_admin, request, code)
    found = coverage(application, day=timezone.localdate())
    may_report = bool(set(MAY_REPORT_ROLLOUT) & held_in(request, application))
    data = request.POST if request.method == "POST" and may_report else None
    form = GridForm(data, application=application, found=found)
    form.by, form.at = request.user, timezone.now()
    if form.is_valid():
        model_admin.log_change(request, form.done, capfirst(str(Verb.ROLL_OUT.label)))
        model_admin.message_user(request, _("Reported, and in the journal."), messages.SUCCESS)
        return HttpResponseRedirect(_address("rollout", code))
    is_local = application.scope == Scope.LOCAL and application.status in ONCE_ONLINE
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("Rollout"),
        "application": application,
        "form": form,
        "media": model_admin.media + form.media,
        "may_report": may_report,
        "may_promote": is_local and bool(set(MAY_PROMOTE) & roles_of(request)),
        "share": _percent(found.whole.share()),
        "totals": _counted(found.whole),
        "cities": [_city(reach, form) for reach in found.cities],
    }
    return TemplateResponse(request, "reform_apps/admin/rollout.html", context)


def promotion(model_admin, request, code):
    """Make a local application the whole province's."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    application = _found(model_admin, request, code)
    sent = request.POST.get("version", "")
    version = int(sent) if sent.isdecimal() and len(sent) <= LONGEST_VERSION else 0
    try:
        done = rollouts.promote(
            application=application, reason=request.POST.get("reason", ""), version=version,
            by=request.user, at=timezone.now(),
        )  # fmt: skip
    except (ActRefused, StaleVersion) as refusal:
        model_admin.message_user(request, str(refusal), messages.ERROR)
    except ValidationError as refusal:
        model_admin.message_user(request, " ".join(refusal.messages), messages.ERROR)
    else:
        model_admin.log_change(request, done, capfirst(str(Verb.PROMOTE.label)))
        model_admin.message_user(request, capfirst(str(Verb.PROMOTE.label)), messages.SUCCESS)
    return HttpResponseRedirect(_address("rollout", code))


def _found(model_admin, request, code):
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    return get_object_or_404(Application.objects.for_list(), code=code)


def _city(reach, form):
    own = [reach.region] if reach.region.code in form.rows else []
    regions = dict.fromkeys([*own, *(place.region for place in reach.places)])
    lines = [_line(region, form) for region in regions if region.code in form.rows]
    return {
        "name": words.named(reach.region),
        "share": _percent(reach.share()),
        "counts": _counted(reach),
        "lines": lines,
        "has_errors": any(line["state"].errors or line["day"].errors for line in lines),
    }


def _line(region, form):
    row = form.rows[region.code][1]
    return {
        "name": words.named(region),
        "state": form[f"state-{region.code}"],
        "day": form[f"on-{region.code}"],
        "told": LABELS[row.state] if row else "–",
        "since": row and row.connected_on,
    }


def _counted(reach):
    return [(LABELS[state], number) for state, number in reach.counts().items()]


def _percent(share):
    return "–" if share is None else f"{share:.1%}"


def _address(name, code):
    return reverse(f"admin:reform_apps_application_{name}", args=[code])
