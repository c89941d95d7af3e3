"""What has changed between two editions, an edition and now, or two days."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from reform_apps.filtersets.differences import FROM, KIND, TO, KindsForm, MomentsForm
from reform_apps.models import Edition
from reform_apps.models.editions import NOW
from reform_apps.pages.frame import addresses, paging
from reform_apps.pages.frame.access import page, refuse_faults
from reform_apps.queries import differences
from reform_apps.queries.wording import differences as spelled

CHANGES_ON_A_PAGE = 100
AGAINST = "against"


@page
def of_edition(request, code):
    """Compare an edition with another one, or with now."""
    user = request.user
    editions = Edition.objects.visible_to(user)
    edition = get_object_or_404(editions.select_related("previous"), code=code)
    asked = KindsForm(request.GET)
    asked.door = (AGAINST, paging.PARAMETER)
    refuse_faults(asked)
    against = request.GET.get(AGAINST) or (edition.previous.code if edition.previous else NOW)
    if against == NOW:
        difference = differences.since_edition(edition, user=user)
    else:
        # Not every text can be asked for: PostgreSQL knows no null character.
        other = get_object_or_404(editions, code=against.replace("\x00", " "))
        difference = differences.of_editions(other, edition, user=user)
    context = {
        "edition": edition,
        "against": against,
        "others": editions.exclude(pk=edition.pk).order_by("-position"),
        **_told(difference, asked, request, kept=[(AGAINST, against)]),
    }
    return render(request, "reform_apps/pages/edition_difference.html", context)


@page
def of_days(request):
    """Compare how the ledger stood on two days, as it was recorded by then."""
    context = {"start": request.GET.get(FROM, ""), "end": request.GET.get(TO, "")}
    status = 200
    if request.GET:
        asked = MomentsForm(_without_blanks(request.GET))
        asked.door = (paging.PARAMETER,)
        if asked.is_valid():
            older, newer = asked.moments()
            difference = differences.of_moments(
                older, newer, names=asked.names(), user=request.user
            )
            kept = [(name, asked.data[name]) for name in (FROM, TO) if name in asked.data]
            context["older"], context["newer"] = asked.names()
            if TO not in asked.data:
                context["newer"] = _("now")
            context |= _told(difference, asked, request, kept=kept)
            context["file"] = reverse("api:difference-xlsx") + addresses.address(kept)
        else:
            context["faults"] = [(name, list(found)) for name, found in asked.errors.items()]
            status = 400
    return render(request, "reform_apps/pages/difference.html", context, status=status)


def _told(difference, asked, request, *, kept):
    """Spell the page of changes that is asked for, those of one kind together."""
    kinds = asked.cleaned_data[KIND]
    changes = spelled.by_kind(difference)
    if kinds:
        changes = [change for change in changes if change.kind in kinds]
    found = paging.asked_page(Paginator(changes, CHANGES_ON_A_PAGE), request.GET)
    chosen = [*kept, *((KIND, kind) for kind in kinds)]
    return {
        "difference": difference,
        "summary": [
            (kind, name, number, addresses.address([*kept, (KIND, kind)]))
            for kind, name, number in spelled.summary(difference)
        ],
        "kinds": kinds,
        "whole": addresses.address(kept),
        "count": len(difference.changes),
        "found": found,
        "numbers": paging.numbers(found),
        "address": addresses.address([*chosen, (paging.PARAMETER, "")]),
        "changes": spelled.told(found, user=request.user),
    }


def _without_blanks(params):
    """Leave out what a form sends although nobody typed it."""
    kept = params.copy()
    for name in (FROM, TO):
        if kept.getlist(name) == [""]:
            del kept[name]
    return kept
