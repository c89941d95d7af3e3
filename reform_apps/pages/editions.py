"""The editions of the ledger, and one of them with its seal."""

from collections import Counter

from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from reform_apps.filtersets.editions import EditionEntryFilterSet
from reform_apps.models import Edition, EditionEntry, EditionState
from reform_apps.pages.frame import addresses, paging
from reform_apps.pages.frame.access import page, refuse_faults, refuse_unknown
from reform_apps.queries.wording import editions as spelled

ROWS_ON_A_PAGE = 100


@page
def editions(request):
    """List the editions, the latest first."""
    refuse_unknown(request.GET)
    rows = Edition.objects.visible_to(request.user).select_related("previous")
    held = EditionEntry.objects.visible_to(request.user).order_by().values_list("edition")
    counted = Counter(dict(held.annotate(Count("pk"))))
    context = {"editions": [(row, counted[row.pk]) for row in rows.order_by("-position")]}
    return render(request, "reform_apps/pages/editions.html", context)


@page
def edition(request, code):
    """Show one edition, or those of its entries that answer the questions in the address."""
    user = request.user
    rows = Edition.objects.visible_to(user)
    shown = get_object_or_404(rows.select_related("previous", "seal"), code=code)
    entries = shown.entries.visible_to(user).for_list().order_by("application__number")
    asked = EditionEntryFilterSet(request.GET, entries, request=request)
    refuse_faults(asked)
    found = _asked_page(asked.qs, request.GET)
    pairs = addresses.pairs_of(request.GET, several=())
    batches = spelled.batches(shown, user=user)
    context = {
        "edition": shown,
        "is_draft": shown.state == EditionState.DRAFT,
        "batches": batches,
        "total": sum(number for _asked, _name, number in batches),
        "asked": addresses.address(addresses.without(pairs)).removeprefix("?"),
        "found": found,
        "numbers": paging.numbers(found),
        "address": addresses.address([*addresses.without(pairs), (paging.PARAMETER, "")]),
        "rows": spelled.rows(found, today=timezone.localdate(), user=user),
        "drops": shown.drops.visible_to(user)
        .select_related("application")
        .order_by("application__number"),
        "following": rows.filter(previous=shown).order_by("position"),
    }
    return render(request, "reform_apps/pages/edition.html", context)


def _asked_page(entries, params):
    return paging.asked_page(Paginator(entries, ROWS_ON_A_PAGE), params)
