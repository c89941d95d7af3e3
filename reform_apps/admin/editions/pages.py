"""What stands on the page of an edition."""

from django.core.paginator import Paginator
from django.utils import timezone

from reform_apps.admin.editions import rows
from reform_apps.admin.frame import panels
from reform_apps.models import EditionState
from reform_apps.queries import differences, editions
from reform_apps.queries.wording import differences as told
from reform_apps.queries.wording import editions as spelled

SHOWN_CHANGES = 40
SHOWN_FAULTS = 20
# Of a longer draft, the difference beside it is that of the rows on the page.
MOST_COMPARED = 1000
DRAFT = EditionState.DRAFT


def names_of(edition):
    """Name the fields that are written in the list."""
    return rows.PLANNED if edition.state == DRAFT else rows.AFTERWARDS


def of_edition(edition, *, request, sent, may_write):
    """Collect what the page of an edition shows."""
    today = timezone.localdate()
    asked = rows.Asked(request, edition)
    pages = Paginator(asked.entries, rows.ROWS_ON_A_PAGE)
    found = pages.get_page(request.GET.get(rows.PAGE))
    entries = sent.again(edition) if sent else list(found)
    forms = _forms(entries, edition, sent, may_write)
    contents, is_draft = of_contents(edition, user=request.user), edition.state == DRAFT
    is_long = contents["total"] > MOST_COMPARED
    among = [entry.application_id for entry in entries] if is_long else None
    return {
        "asked": asked,
        "found": found,
        "numbers": pages.get_elided_page_range(found.number, on_each_side=2, on_ends=1),
        "address": f"?{asked.kept}&{rows.PAGE}=" if asked.kept else f"?{rows.PAGE}=",
        "is_again": sent is not None,
        "lines": [
            (row, panels.pill(row.status), forms.get(row.entry.pk))
            for row in spelled.rows(entries, today=today, user=request.user)
        ],
        "is_writing": bool(forms),
        "drops": edition.drops.select_related("application").order_by("application__number"),
        **contents,
        **(of_draft(edition, user=request.user, among=among) if is_draft else {}),
    }


def _forms(entries, edition, sent, may_write):
    again = sent.refused if sent else {}
    names = names_of(edition)
    return {
        entry.pk: again.get(entry.pk) or rows.RowForm(entry=entry, names=names)
        for entry in entries
        if may_write(entry)
    }


def of_contents(edition, *, user):
    """Count what an edition holds."""
    counted = spelled.batches(edition, user=user)
    return {"batches": counted, "total": sum(number for _word, _name, number in counted)}


def of_draft(edition, *, user, among=None):
    """Collect what has to be known before a draft is published.

    The difference is told of the whole draft, or of the applications with these keys.
    """
    today = timezone.localdate()
    faults = editions.faults(edition, issued_on=today)
    doubts = editions.doubts(edition)
    found = {
        "faults": faults[:SHOWN_FAULTS],
        "more_faults": len(faults[SHOWN_FAULTS:]),
        "doubts": doubts[:SHOWN_FAULTS],
        "more_doubts": len(doubts[SHOWN_FAULTS:]),
    }
    if edition.previous is None:
        return found
    difference = differences.of_editions(edition.previous, edition, user=user, among=among)
    changes = told.by_kind(difference)
    return found | {
        "difference": difference,
        "is_partial": among is not None,
        "summary": told.summary(difference),
        "changes": told.told(changes[:SHOWN_CHANGES], user=user),
        "more_changes": len(changes[SHOWN_CHANGES:]),
    }
