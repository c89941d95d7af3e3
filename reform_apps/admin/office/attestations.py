"""Confirming in one click that nothing has changed, and how long ago somebody last did."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import re_path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reform_apps.admin.frame.site import held_in
from reform_apps.models import Application, Verb
from reform_apps.operations.office import attestations
from reform_apps.operations.office.attestations import AttestationRefused
from reform_apps.operations.writing.acts import ActRefused, StaleVersion
from reform_apps.rules.codes import CODE_PATTERN
from reform_apps.rules.lifecycle import TERMINAL
from reform_apps.rules.permissions import MAY_ATTEST

LONGEST_VERSION = 9


def age(moment: datetime | None) -> str | None:
    """Say how many days ago a confirmation was; the day itself stands in the tooltip."""
    if moment is None:
        return None
    day = timezone.localdate(moment)
    days = (timezone.localdate() - day).days
    told = ngettext("%s day ago", "%s days ago", days) % days if days > 0 else _("today")
    return format_html('<time datetime="{0}" title="{0}">{1}</time>', day.isoformat(), told)


def of_application(application, *, request):
    """Collect what the page of an application shows of its confirmation."""
    is_able = bool(set(MAY_ATTEST) & held_in(request, application))
    return {
        "attested": age(application.attested_at),
        "may_attest": is_able and application.status not in TERMINAL,
    }


def urls(model_admin):
    """List the addresses of the act."""

    def view(request, code):
        return attest(model_admin, request, code=code)

    return [
        re_path(
            rf"^(?P<code>{CODE_PATTERN})/attestation/$",
            model_admin.admin_site.admin_view(view),
            name="reform_apps_application_attestation",
        )
    ]


def attest(model_admin, request, *, code):
    """Confirm an application as it was on the page where the button stands."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    application = get_object_or_404(Application, code=code)
    try:
        done = attestations.attest(
            application=application, version=_version(request), by=request.user, at=timezone.now()
        )
    except (ActRefused, AttestationRefused, StaleVersion) as refusal:
        model_admin.message_user(request, str(refusal), messages.ERROR)
    else:
        model_admin.log_change(request, done, capfirst(str(Verb.ATTEST.label)))
        told = _("%s: it is in the journal that nothing has changed.") % done
        model_admin.message_user(request, told, messages.SUCCESS)
    address = reverse("admin:reform_apps_application_change", args=[application.pk])
    return HttpResponseRedirect(address)


def _version(request):
    """Read which version was on the page; a form that does not say so has seen none."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) <= LONGEST_VERSION else 0
