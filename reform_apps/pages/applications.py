"""One application: its facts and how they are known, and its journal; today or at a point."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from reform_apps.filtersets.points import PointFilterSet, point_asked
from reform_apps.models import (
    Alias,
    Application,
    Assessment,
    EditionEntry,
    Observation,
    RolloutState,
)
from reform_apps.pages import facts
from reform_apps.pages.frame import addresses, paging, points
from reform_apps.pages.frame.access import page, refuse_faults
from reform_apps.queries import states, successors
from reform_apps.queries.evaluation.coverage import NOT_REPORTED, coverage
from reform_apps.queries.rights import disclosures
from reform_apps.queries.wording import editions, journals, words

ENTRIES_ON_A_PAGE = 50


@page
def application(request, code):
    """Show one application of the ledger."""
    refuse_faults(PointFilterSet(request.GET, Application.objects.none(), request=request))
    user, point = request.user, point_asked(request.GET)
    rows = Application.objects.visible_to(user).for_list().prefetch_related(
        _cited("aliases", Alias, "key"),
        _cited("assessments", Assessment, "pk"),
        _cited("observations", Observation, "pk", "indicator"),
    )  # fmt: skip
    today = get_object_or_404(rows, code=code)
    shown = _as_it_stood(today, point, user=user) if point else today
    journal = _asked_page(disclosures.journal_of(shown, user=user), point, request.GET)
    pairs = addresses.pairs_of(request.GET, several=())
    notice = points.notice(point, pairs)
    context = {
        "application": shown,
        "today": today,
        "notice": notice,
        "facts": facts.facts_of(shown, kept=notice.kept if notice else ""),
        "figures": [
            (row, words.named(row.indicator), words.figure(row)) for row in _figures(shown, point)
        ],
        **({} if point else _today(today, user=user)),
        "places": _places(shown, point, user=user),
        "journal": journal,
        "numbers": paging.numbers(journal),
        "address": addresses.address([*addresses.with_only(pairs, {}), (paging.PARAMETER, "")]),
        "events": journals.events(journal, user=user),
        "successors": successors.told_of(shown, user=user),
        "became": successors.told_of(today, user=user) if point else (),
        "merged_from": states.thawed(
            states.ledger(user, point).filter(merged_into=shown.pk).order_by("number")
        ),
    }
    return render(request, "reform_apps/pages/application.html", context)


def _today(application, *, user):
    """Collect what no state keeps: how far it is connected, what it uses, what came of it."""
    reach = coverage(application, day=timezone.localdate()).whole
    share, counts = reach.share(), reach.counts()
    used = Application.objects.visible_to(user).filter(used_by__application=application)
    return {
        "is_told_of_today": True,
        "share": None if share is None else f"{share:.1%}",
        "connected": counts[RolloutState.CONNECTED],
        "unreported": counts[NOT_REPORTED],
        "regions": len(reach.places),
        "uses": used.order_by("number"),
        "outcomes": application.outcomes.order_by("pk"),
    }


def _cited(relation, model, order, *more):
    return Prefetch(relation, model.objects.select_related("source", *more).order_by(order))


def _as_it_stood(today, point, *, user):
    """Find how an application stood at a point; before it was known it is not there."""
    found = states.ledger(user, point).attested().filter(application=today.pk)
    for application in states.thawed(found):
        return application
    raise Http404


def _figures(application, point):
    if point:
        return states.observations_then(application.pk, point)
    return application.observations.all()


def _until(point, *, under=""):
    """Narrow entries of the journal to those that a point knows."""
    if point is None:
        return {}
    if point.recorded_by:
        return {f"{under}recorded_at__lte": point.recorded_by}
    return {f"{under}effective_on__lte": point.effective_on}


def _places(application, point, *, user):
    """List where published editions have it, the latest first."""
    entries = EditionEntry.objects.visible_to(user).exclude(entry=None)
    held = entries.filter(application=application.pk, **_until(point, under="entry__"))
    return editions.rows(
        held.for_list().order_by("-edition__position"), today=timezone.localdate(), user=user
    )


def _asked_page(entries, point, params):
    return paging.asked_page(Paginator(entries.filter(**_until(point)), ENTRIES_ON_A_PAGE), params)
