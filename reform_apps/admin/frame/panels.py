"""What stands beside the form of an application: its status, what could be done, its journal."""

from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst

from reform_apps.admin.frame.site import held_in
from reform_apps.queries import successors
from reform_apps.queries.mentions import sources_cited
from reform_apps.queries.rights import disclosures, offers
from reform_apps.queries.wording import changes, journals, words
from reform_apps.rules.lifecycle import Status
from reform_apps.rules.permissions import MAY_CHECK_DUPLICATES
from reform_apps.rules.roles import named

SHOWN_ENTRIES = 50


def pill(status):
    """Show a status in its color; the word says the same."""
    label = capfirst(str(Status(status).label))
    return format_html('<span class="pill {}">{}</span>', status, label)


def of_application(application, *, request):
    """Collect what the page of an application shows above and below its form."""
    entries = disclosures.journal_of(application, user=request.user)
    found = [_told(offer) for offer in offers.offers(application, request.user, at=timezone.now())]
    checkers = set(MAY_CHECK_DUPLICATES) & held_in(request, application)
    return {
        "status": pill(application.status),
        "open_transitions": [offer for offer in found if not offer["blocks"]],
        "blocked_transitions": [o for o in found if o["blocks"] and o["fits"]],
        "other_transitions": [o for o in found if o["blocks"] and not o["fits"]],
        "may_check_duplicates": bool(checkers),
        "who_checks_duplicates": named(MAY_CHECK_DUPLICATES),
        "duplicate_check": application.duplicate_checks.order_by("-pk").first(),
        "known": _known(application),
        "successors": successors.told_of(application, user=request.user),
        "events": journals.events(entries[:SHOWN_ENTRIES], user=request.user),
        "is_cut_short": application.version > SHOWN_ENTRIES,
        "shown_entries": SHOWN_ENTRIES,
    }


def _known(application):
    """Spell how each value is known: its field, basis, source, locator and note."""
    sources = sources_cited(application)
    for field, cited in sorted(application.basis.items()):
        source = sources.get(cited.get("source"))
        yield {
            "label": capfirst(words.label(field)),
            "basis": words.word("basis", cited["basis"]),
            "source": words.source_name(source) if source else "",
            "locator": cited.get("locator", ""),
            "note": cited.get("note", ""),
        }


def conflicts(form, *, request):
    """Spell what somebody else has changed while the form was open."""
    found = getattr(form, "conflicts", ())
    return [
        {
            "label": capfirst(words.label(name)),
            "was": changes.lines(name, was, {}),
            "stands": changes.lines(name, stands, {}),
            "is_typed_over": is_typed_over,
        }
        for name, was, stands, is_typed_over in found
        if name != "basis"
    ]


def _told(offer):
    kinds = {block.kind for block in offer.blocked_by}
    return {
        "name": offer.transition.value,
        "label": capfirst(str(offer.transition.label)),
        "targets": [pill(target) for target in offer.targets],
        "blocks": offer.blocked_by,
        # Not open from this status: of less interest than what is nearly possible.
        "fits": "status" not in kinds,
        # A block by role says itself who could.
        "roles": "" if "role" in kinds else named(offer.roles),
    }
