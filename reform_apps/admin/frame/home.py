"""What stands on the first page of the admin; every number leads to the rows that it counts."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reform_apps.filtersets.applications import ApplicationFilterSet
from reform_apps.models import (
    Application,
    ImportBatch,
    ImportState,
    Order,
    OrderState,
    ProposalState,
)
from reform_apps.queries import dashboard, facets
from reform_apps.queries.editions import draft
from reform_apps.queries.office import proposals
from reform_apps.queries.wording import words
from reform_apps.rules.permissions import MAY_DECIDE, MAY_KEEP_EDITIONS
from reform_apps.rules.vocabulary import Kind, Scope

LIST = "admin:reform_apps_application_changelist"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, what it counts, and the address of just these rows."""

    label: str
    number: int
    address: str
    beside: str = ""


def of_ledger(request, *, roles):
    """Collect what the first page shows to somebody."""
    statuses, rows = dashboard.matrix()
    return {
        "statuses": [(status, capfirst(str(status.label))) for status in statuses],
        "lines": [_line(row, statuses) for row in rows],
        "totals": _totals(rows, statuses),
        "figures": _figures(request),
        "flags": list(_flags(timezone.localdate())),
        "waiting": [each for each in _waiting(request, roles) if each.number],
        "acts": [_act(entry) for entry in dashboard.latest_acts()],
    }


def _line(row, statuses):
    asked = {"system": row.system.code} if row.system else {"has_system": "false"}
    name = words.named(row.system) if row.system else _("without a system")
    cells = [
        (number, _address(asked | {"status": status}))
        for status, number in zip(statuses, row.counts, strict=True)
    ]
    return {"name": name, "cells": cells, "total": (row.total, _address(asked))}


def _totals(rows, statuses):
    columns = zip(*(row.counts for row in rows), strict=True)
    cells = [
        (sum(column), _address({"status": status}))
        for status, column in zip(statuses, columns, strict=False)
    ]
    return {"cells": cells, "total": (sum(row.total for row in rows), _address({}))}


def _figures(request):
    today = timezone.localdate()
    major = {"kind": Kind.APPLICATION, "scope": Scope.PROVINCIAL_MAJOR}
    stated = facets.stated_major_applications()
    told = _("%s stated") % f"{stated.value.normalize():f}" if stated else ""
    return [
        _counted(request, _("Major applications"), major, beside=told),
        *_overdue(today),
        *_orders(today),
        _counted(request, _("Without a runway"), {"has_runway": "false"}),
        _counted(request, _("Without a leading organization"), {"has_organization": "false"}),
    ]


def _orders(today):
    address = reverse("admin:reform_apps_order_changelist")
    late = Order.objects.overdue(today).count()
    open_ones = Order.objects.open().count()
    told = _("%s overdue") % late if late else ""
    asked = urlencode({"state__exact": OrderState.OPEN})
    return [Figure(_("Open orders"), open_ones, f"{address}?{asked}", told)]


def _flags(today):
    for each in facets.flagged(Application.objects.all(), today):
        label = capfirst(each["label"])
        yield Figure(label, each["count"], _address({"flag": each["value"]}))


def _overdue(today):
    edition = dashboard.standing_edition()
    if edition is None:
        return []
    address = reverse("admin:reform_apps_edition_change", args=[edition.pk]) + "?overdue=true"
    number = edition.entries.overdue(today).count()
    return [Figure(_("Overdue tasks"), number, address, beside=edition.code)]


def _waiting(request, roles):
    long_ago = timezone.localdate() - timedelta(days=settings.REGISTRY_CONFIRMED_DAYS)
    mine = {"mine": "true"}
    yield _counted(request, _("My applications"), mine)
    old = mine | {"attested_before": long_ago.isoformat()}
    yield _counted(
        request, _("Mine, not confirmed for %s days") % settings.REGISTRY_CONFIRMED_DAYS, old
    )
    sent = ImportBatch.objects.filter(by=request.user, state=ImportState.PLANNED).count()
    asked = urlencode({"state__exact": ImportState.PLANNED, "by__id__exact": request.user.pk})
    address = f"{reverse('admin:reform_apps_importbatch_changelist')}?{asked}"
    yield Figure(_("My imports, not carried out"), sent, address)
    decides = set(MAY_DECIDE) & roles
    told = _("Proposals to decide") if decides else _("My proposals, not decided")
    address = reverse("admin:reform_apps_proposal_changelist")
    waiting = proposals.visible_to(request.user).waiting().count()
    yield Figure(told, waiting, f"{address}?state__exact={ProposalState.OPEN}")
    edition = draft() if set(MAY_KEEP_EDITIONS) & roles else None
    if edition:
        address = reverse("admin:reform_apps_edition_change", args=[edition.pk])
        told = _("Entries of the draft %s") % edition.code
        yield Figure(told, edition.entries.count(), address)


def _counted(request, label, asked, *, beside=""):
    """Count by the very questions that the address asks."""
    params = QueryDict(urlencode(asked))
    found = ApplicationFilterSet(params, Application.objects.all(), request=request)
    return Figure(label, found.qs.count(), _address(asked), beside)


def _act(entry):
    done = entry.get_transition_display() or entry.get_verb_display()
    return {
        "application": entry.application,
        "address": reverse("admin:reform_apps_application_change", args=[entry.application_id]),
        "done": capfirst(str(done)),
        "by": words.person(entry.by),
        "at": entry.recorded_at,
    }


def _address(asked):
    return reverse(LIST) + (f"?{urlencode(asked)}" if asked else "")
