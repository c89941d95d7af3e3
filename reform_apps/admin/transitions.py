"""The page of one transition: from where to where, what it asks for, what stands in its way."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reform_apps.admin.frame import panels
from reform_apps.admin.frame.forms import (
    ActMixin,
    DayInput,
    effective_on_field,
    evidence_field,
    reason_field,
    row_field,
)
from reform_apps.models import Application
from reform_apps.operations import transitions
from reform_apps.queries.evaluation import impact
from reform_apps.queries.rights import offers
from reform_apps.rules.lifecycle import ALWAYS_WELCOME, BASELINES, STOPPING, Status, Transition
from reform_apps.rules.roles import named


def _to_status(*, required):
    choices = [("", "---------"), *((each.value, each.label) for each in BASELINES)]
    return forms.TypedChoiceField(
        label=_("Status"), choices=choices, coerce=Status, empty_value=None, required=required
    )


def _merged_into(*, required):
    return row_field(Application, "merged_into", required=required)


def _online_on(*, required):
    return forms.DateField(label=_("Online on"), required=required, widget=DayInput)


def _effective_on(*, required):
    return effective_on_field()


FIELDS = {
    "to_status": _to_status,
    "merged_into": _merged_into,
    "online_on": _online_on,
    "reason": reason_field,
    "evidence": evidence_field,
    "effective_on": _effective_on,
}


class TransitionForm(ActMixin, forms.Form):
    """Exactly what a transition requires, and what is welcome with each."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, application, offer, **kwargs):
        super().__init__(*args, **kwargs)
        self.application, self.offer = application, offer
        self.fields["version"].initial = application.version
        for name, field in FIELDS.items():
            if name in offer.requires or name in ALWAYS_WELCOME:
                self.fields[name] = field(required=name in offer.requires)

    def clean(self):
        if "version" not in self.cleaned_data:
            self.add_error(None, _("The form does not say what it was opened on. Open it anew."))
        return super().clean()

    def act(self):
        try:
            return transitions.make_transition(
                application=self.application,
                transition=self.offer.transition,
                by=self.by,
                at=self.at,
                **self.cleaned_data,
            )
        except transitions.TransitionRefused as refusal:
            for block in refusal.blocks:
                asked = block.kind == "input" and block.code in self.fields
                self.add_error(block.code if asked else None, block.message)

    def refuse_stale(self, refusal):
        super().refuse_stale(refusal)
        self.data = self.data.copy()
        self.data["version"] = refusal.application.version
        self.conflicts = [
            (name, was, stands, False) for name, (was, stands) in refusal.fields.items()
        ]


def page(model_admin, request, *, code, transition):
    """Ask for what a transition requires, and make it."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    if transition not in Transition.values:
        raise Http404
    application = get_object_or_404(Application.objects.for_list(), code=code)
    offer = next(
        each
        for each in offers.offers(application, request.user, at=timezone.now())
        if each.transition == transition
    )
    data = request.POST if request.method == "POST" else None
    form = TransitionForm(data, application=application, offer=offer)
    form.by, form.at = request.user, timezone.now()
    if form.is_valid():
        return _done(model_admin, request, form)
    return TemplateResponse(
        request,
        "reform_apps/admin/transition.html",
        _context(model_admin, request, form) | {"media": model_admin.media + form.media},
    )


def _done(model_admin, request, form):
    label = capfirst(str(form.offer.transition.label))
    model_admin.log_change(request, form.done, label)
    told = {"application": form.done, "transition": label, "status": form.done.get_status_display()}
    model_admin.message_user(
        request,
        _("%(application)s: “%(transition)s” is in the journal; the status is “%(status)s” now.")
        % told,
        messages.SUCCESS,
    )
    address = reverse("admin:reform_apps_application_change", args=[form.done.pk])
    return HttpResponseRedirect(address)


def _context(model_admin, request, form):
    application, offer = form.application, form.offer
    label = capfirst(str(offer.transition.label))
    kinds = {block.kind for block in offer.blocked_by}
    return {
        **model_admin.admin_site.each_context(request),
        "title": label,
        "subtitle": str(application),
        "opts": model_admin.opts,
        "application": application,
        "offer": offer,
        "button": label,
        "is_allowed": offer.allowed,
        "form": form,
        "from_status": panels.pill(application.status),
        "targets": [panels.pill(target) for target in offer.targets],
        "is_reversal": offer.transition == Transition.REVERSE,
        # A block by role says itself who could.
        "roles": "" if "role" in kinds else named(offer.roles),
        "conflicts": panels.conflicts(form, request=request),
        "touched": impact.touched(application, user=request.user)
        if offer.transition in STOPPING
        else None,
    }
