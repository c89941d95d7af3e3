"""How one application does, on one page: flags, orders, indicators, score, what it uses."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import re_path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from reform_apps.admin.frame.forms import ActMixin, RowsField, RowsSelect, reason_field
from reform_apps.admin.frame.site import LookingAdmin, held_in, roles_of
from reform_apps.models import Application, Dependency, Verb
from reform_apps.operations.evaluation import dependencies
from reform_apps.queries.evaluation import flags, impact, trends
from reform_apps.queries.evaluation.coverage import coverage
from reform_apps.queries.wording import words
from reform_apps.rules.codes import CODE_PATTERN
from reform_apps.rules.permissions import MAY_DECLARE_USE, MAY_ORDER
from reform_apps.rules.vocabulary import Kind

COURSES = {
    trends.BETTER: pgettext_lazy("course", "better"),
    trends.WORSE: pgettext_lazy("course", "worse"),
    trends.SAME: pgettext_lazy("course", "the same"),
}


class UsesForm(ActMixin, forms.Form):
    """All that an application uses."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    uses = RowsField(
        Application.objects.exclude(kind=Kind.APPLICATION), required=False,
        label=gettext_lazy("Uses"),
        help_text=gettext_lazy("Platforms, portals, brains and components; type part of a name."),
    )  # fmt: skip
    reason = reason_field()

    def __init__(self, *args, application, **kwargs):
        super().__init__(*args, **kwargs)
        self.application = application
        self.fields["uses"].widget = RowsSelect(Dependency._meta.get_field("uses"), admin.site)
        self.fields["uses"].widget.choices = self.fields["uses"].choices
        self.fields["version"].initial = application.version
        self.fields["uses"].initial = application.dependencies.values_list("uses", flat=True)

    def act(self):
        return dependencies.declare(
            application=self.application, uses=list(self.cleaned_data["uses"]),
            version=self.cleaned_data["version"], reason=self.cleaned_data["reason"],
            by=self.by, at=self.at,
        )  # fmt: skip


@admin.register(Dependency)
class DependencyAdmin(LookingAdmin):
    """What stands upon what; it is declared on the page of each application."""

    list_display = ("application", "uses")
    list_select_related = ("application", "uses")
    search_fields = ("application__code", "application__name", "uses__code", "uses__name")
    ordering = ("application__number", "uses__number")


def of_application(application, *, request):
    """Collect what the page of an application shows of its evaluation."""
    return {"evaluation_address": _address(application.code)}


def urls(model_admin):
    """List the address of the page."""
    view = model_admin.admin_site.admin_view(lambda request, code: page(model_admin, request, code))
    address = rf"^(?P<code>{CODE_PATTERN})/evaluation/$"
    return [re_path(address, view, name="reform_apps_application_evaluation")]


def page(model_admin, request, code):
    """Show how an application does, and take in what it uses."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    application = get_object_or_404(Application.objects.for_list(), code=code)
    may_declare = bool(set(MAY_DECLARE_USE) & held_in(request, application))
    data = request.POST if request.method == "POST" and may_declare else None
    form = UsesForm(data, application=application)
    form.by, form.at = request.user, timezone.now()
    if form.is_valid():
        if form.done.version != application.version:
            model_admin.log_change(request, form.done, capfirst(str(Verb.USE.label)))
        model_admin.message_user(request, _("Declared."), messages.SUCCESS)
        return HttpResponseRedirect(_address(code))
    today = timezone.localdate()
    orders = application.orders.for_list().order_by("state", "due_on", "pk")
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": _("Evaluation"),
        "application": application,
        "form": form,
        "media": model_admin.media + form.media,
        "may_declare": may_declare,
        "may_order": bool(set(MAY_ORDER) & roles_of(request)),
        "flags": flags.findings(application, today),
        "orders": [(order, order.is_overdue(today)) for order in orders],
        "trends": [_trend(each) for each in trends.trends(application)],
        "score": _score(application),
        "share": coverage(application, day=today).whole,
        "recognitions": application.assessments.order_by("pk"),
        "outcomes": application.outcomes.order_by("pk"),
        "uses": [row.uses for row in application.dependencies.select_related("uses")],
        "touched": impact.touched(application, user=request.user),
    }
    return TemplateResponse(request, "reform_apps/admin/evaluation.html", context)


def _trend(trend):
    change = trend.change
    return {
        "name": words.named(trend.indicator),
        "latest": words.figure(trend.latest),
        "of": trend.latest.as_of or trend.latest.as_of_note,
        "change": "" if change is None else f"{change.normalize():+,f}",
        "course": trend.course,
        "course_told": COURSES.get(trend.course, ""),
        "points": [(words.figure(row), row.as_of or row.as_of_note) for row in trend.points],
    }


def _score(application):
    weighting = trends.standing_weighting()
    if weighting is None:
        return None
    score = trends.scores([application], weighting)[application.pk]
    return {
        "weighting": weighting,
        "value": _number(score.value),
        "share": f"{score.known_share:.0%}",
        "parts": [
            {
                "name": words.named(part.indicator),
                "weight": _number(part.weight),
                "value": words.figure(part.observation) if part.observation else "–",
                "points": _number(part.points),
            }
            for part in score.parts
        ],
    }


def _number(value):
    return "–" if value is None else f"{value.normalize():f}"


def _address(code):
    return reverse("admin:reform_apps_application_evaluation", args=[code])
