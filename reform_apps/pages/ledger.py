"""The ledger as a list that one can question."""

from dataclasses import dataclass

from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from reform_apps.filtersets.applications import ApplicationFilterSet
from reform_apps.filtersets.points import point_asked
from reform_apps.filtersets.strict import takes_several
from reform_apps.models import Application
from reform_apps.pages.frame import addresses, paging, points, questions
from reform_apps.pages.frame.access import page
from reform_apps.queries import facets, states
from reform_apps.queries.lists.pages import ReachablePaginator
from reform_apps.queries.wording import words

ROWS_ON_A_PAGE = 50
DEFAULT_ORDERING = "code"
# The heads of the columns, each with the ordering that sorts by it.
COLUMNS = (
    (_("Code"), "code"),
    (_("Name"), "name"),
    (_("Kind"), "kind"),
    (_("Status"), "status"),
    (_("System and runway"), "system"),
    (_("Leading organization"), "organization"),
    (_("Batch"), "batch"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One application of the list; an empty text means that nothing states it."""

    application: Application
    system: str
    runway: str
    organization: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column's head; without an address the list cannot be sorted by it."""

    label: str
    address: str
    sorted: str  # ascending, descending or nothing


@page
def ledger(request):
    """Show the applications that answer the questions in the address, or say what is wrong."""
    point = point_asked(request.GET)
    rows = states.ledger(request.user, point)
    asked = ApplicationFilterSet(request.GET, rows, request=request)
    if shorter := _without_blanks(request, known=[*asked.form.fields, paging.PARAMETER]):
        return redirect(shorter)
    refused = dict(asked.errors)
    found = None
    if not refused:
        try:
            paginator = ReachablePaginator(asked.found(), ROWS_ON_A_PAGE)
            found = paging.asked_page(paginator, request.GET)
        except paging.PageRefused as error:
            refused[paging.PARAMETER] = [str(error)]
    several = [name for name, field in asked.form.fields.items() if takes_several(field)]
    pairs = addresses.pairs_of(request.GET, several=several)
    spelled = questions.questions(asked.form, pairs, refused)
    context = {
        "front": [spelled[name] for name in questions.IN_FRONT],
        "more": questions.beyond_the_front(spelled),
        "search": spelled["search"],
        "ordering": spelled["ordering"],
        "faults": questions.faults(spelled, refused, pairs),
    }
    if found is not None:
        context |= _list(found, spelled, pairs)
        context |= {"notice": points.notice(point, pairs)} if point else _totals(request.user)
    status = 400 if refused else 200
    return render(request, "reform_apps/pages/ledger.html", context, status=status)


def _list(found, spelled, pairs):
    return {
        "rows": [_row(application) for application in states.thawed(found)],
        "found": found,
        "numbers": paging.numbers(found),
        "address": addresses.address([*addresses.with_only(pairs, {}), (paging.PARAMETER, "")]),
        "chips": questions.chips(spelled, pairs),
        "columns": [_column(label, name, spelled["ordering"], pairs) for label, name in COLUMNS],
    }


def _totals(user):
    return {
        "named": facets.named_major_applications(user),
        "stated": facets.stated_major_applications(),
    }


def _row(application):
    return Row(
        application=application,
        system=_named(application.system),
        runway=_named(application.runway),
        organization=_named(application.organization),
    )


def _named(row):
    return words.named(row) if row else ""


def _column(label, name, ordering, pairs):
    now = ordering.value or DEFAULT_ORDERING
    offered = {option.value for option in ordering.options}
    if name not in offered:
        return Column(label=label, address="", sorted="")
    ascending, descending = name, f"-{name}"
    following = descending if now == ascending and descending in offered else ascending
    return Column(
        label=label,
        address=addresses.address(addresses.with_only(pairs, {"ordering": following})),
        sorted={ascending: "ascending", descending: "descending"}.get(now, ""),
    )


def _without_blanks(request, *, known):
    """Spell the address that a form should have led to, had it left out what is blank."""
    blank = [name for name in known if set(request.GET.getlist(name)) == {""}]
    if not blank:
        return None
    pairs = [(name, value) for name, values in request.GET.lists() for value in values]
    kept = [pair for pair in pairs if pair[0] not in blank]
    return request.path + (addresses.address(kept) if kept else "")
