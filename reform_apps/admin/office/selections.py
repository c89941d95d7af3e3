"""Which applications a batch is about, and what its pages have in common."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from reform_apps.models import Application
from reform_apps.operations.office.batches import MOST_AT_ONCE

FILTERS = "_changelist_filters"  # as Django calls the questions that the list was asked
KEY = re.compile("[0-9]{1,18}")
TICKED = re.compile("([0-9]{1,18}):([0-9]{1,9})")


@dataclass
class Selection:
    """The applications that an address names, and those that are ticked, as they were seen."""

    rows: list[Application]
    ticked: dict[int, int]  # primary key: version

    @property
    def seen(self):
        return [(row, self.ticked[row.pk]) for row in self.rows if row.pk in self.ticked]


def selection_of(model_admin, request):
    """Read which applications are meant, for somebody who may change some."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    sent = request.GET.get("ids", "").split(",")
    keys = {int(key) for key in sent if KEY.fullmatch(key)}
    if len(keys) > MOST_AT_ONCE:
        model_admin.message_user(request, _("At most %s at once.") % MOST_AT_ONCE, messages.ERROR)
        keys = set()
    rows = list(Application.objects.for_list().filter(pk__in=keys).order_by("number"))
    found = (TICKED.fullmatch(row) for row in request.POST.getlist("row"))
    ticked = {int(row[1]): int(row[2]) for row in found if row}
    if request.method != "POST":
        ticked = {row.pk: row.version for row in rows}
    return Selection(rows, ticked)


def back_of(request):
    """Spell the address of the list as it was asked."""
    kept = request.GET.get(FILTERS, "")
    return reverse("admin:reform_apps_application_changelist") + (f"?{kept}" if kept else "")


def address(request, **named):
    """Spell the address of this page, with something else chosen."""
    kept = {name: request.GET[name] for name in ("ids", FILTERS) if name in request.GET}
    return f"?{urlencode(kept | named)}"


def page(model_admin, request, template, *, form, **context):
    """Show a page of a batch."""
    media = model_admin.media + form.media if form else model_admin.media
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "form": form,
        "is_allowed": True,
        "media": media,
        "back": back_of(request),
        "elsewhere": address(request),
        **context,
    }
    return TemplateResponse(request, f"reform_apps/admin/{template}.html", context)


def note(model_admin, request, rows, told):
    """Note for the admin's own history what was done."""
    for row in rows:
        model_admin.log_change(request, row, told)
