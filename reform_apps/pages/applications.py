"""One application: its facts and how they are known, and its journal."""

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render

from reform_apps.models import Alias, Application, Assessment, Observation
from reform_apps.pages import facts, timeline
from reform_apps.pages.frame import paging, words
from reform_apps.pages.frame.access import page, refuse_unknown
from reform_apps.queries import disclosures, successors

ENTRIES_ON_A_PAGE = 50


@page
def application(request, code):
    """Show one application of the ledger."""
    rows = Application.objects.visible_to(request.user).for_list().prefetch_related(
        _cited("aliases", Alias, "key"),
        _cited("assessments", Assessment, "pk"),
        _cited("observations", Observation, "pk"),
    )  # fmt: skip
    shown = get_object_or_404(rows, code=code)
    entries = disclosures.journal_of(shown, user=request.user)
    journal = _asked_page(entries, request.GET)
    context = {
        "application": shown,
        "facts": facts.facts_of(shown),
        "figures": [(row, words.figure(row)) for row in shown.observations.all()],
        "journal": journal,
        "numbers": paging.numbers(journal),
        "events": timeline.events(journal, user=request.user),
        "successors": successors.told_of(shown, user=request.user),
        "merged_from": shown.merged_from.visible_to(request.user).order_by("number"),
    }
    return render(request, "reform_apps/pages/application.html", context)


def _cited(relation, model, order):
    return Prefetch(relation, model.objects.select_related("source").order_by(order))


def _asked_page(entries, params):
    refuse_unknown(params, known=[paging.PARAMETER])
    try:
        return paging.asked_page(Paginator(entries, ENTRIES_ON_A_PAGE), params)
    except paging.PageRefused as refused:
        raise BadRequest(str(refused)) from refused
