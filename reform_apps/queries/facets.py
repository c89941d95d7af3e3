"""How many applications there are: of each kind, and of those that a source states."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, TextChoices

from reform_apps.models import Application, Observation, Order, User
from reform_apps.models.applications import ApplicationQuerySet
from reform_apps.models.evaluation.indicators import MAJOR_APPS_ONLINE
from reform_apps.queries.evaluation import flags
from reform_apps.queries.evaluation.flags import Flag
from reform_apps.rules.lifecycle import Status
from reform_apps.rules.vocabulary import Batch, Disposition, Kind, Scope

WORDS: dict[str, type[TextChoices]] = {
    "status": Status,
    "kind": Kind,
    "scope": Scope,
    "batch": Batch,
}
# How the rows of each noun are put in order.
ROWS = {"system": ("system__position",), "runway": ("runway__system__position", "runway__position")}
FACETS = ("status", "system", "runway", "kind", "scope", "batch")


def counts(applications: ApplicationQuerySet, *, flags_on: date | None = None) -> dict[str, object]:
    """Count applications as a whole and by each facet; those without a value stand last, as None.

    Only what occurs is listed. One statement for the whole, and one for each facet. Orders and
    flags are counted where `flags_on` says of which day, in one statement each.
    """
    answer: dict[str, object] = {"count": applications.count()}
    for facet in FACETS:
        by = _by_word if facet in WORDS else _by_row
        answer[facet] = by(applications.order_by(), facet)
    if flags_on:
        answer["disposition"] = _by_disposition(applications)
        answer["flag"] = flagged(applications, flags_on)
    return answer


def flagged(applications: ApplicationQuerySet, day: date) -> list[dict[str, object]]:
    """Count applications by the flags that they have on a day, in one statement."""
    counted = applications.order_by().aggregate(
        **{flag: Count("pk", filter=flags.condition(flag, day)) for flag in Flag.values}
    )
    return _told(counted, Flag)


def _by_disposition(applications: ApplicationQuerySet) -> list[dict[str, object]]:
    orders = Order.objects.open().filter(application__in=applications.order_by().values("pk"))
    return _told(dict(orders.values_list("disposition").annotate(Count("pk"))), Disposition)


def _told(counted: dict[str, int], words: type[TextChoices]) -> list[dict[str, object]]:
    return [
        {"value": word, "label": str(label), "count": counted[word]}
        for word, label in words.choices
        if counted.get(word)
    ]


def _by_word(applications: ApplicationQuerySet, facet: str) -> list[dict[str, object]]:
    counted = dict(applications.values_list(facet).annotate(Count("pk")))
    choices = [*WORDS[facet].choices, (None, None)]
    return [
        {"value": word, "label": label and str(label), "count": counted[word]}
        for word, label in choices
        if word in counted
    ]


def _by_row(applications: ApplicationQuerySet, facet: str) -> list[dict[str, object]]:
    code, name = f"{facet}__code", f"{facet}__name"
    counted = applications.values_list(code, name, *ROWS[facet]).annotate(count=Count("pk"))
    rows = [(row[0] is None, row[2:-1], row) for row in counted]
    # The code last: positions may be equal.
    rows.sort(key=lambda row: (row[0], row[1] if not row[0] else (), row[2][0] or ""))
    return [{"value": row[0], "name": row[1], "count": row[-1]} for _none, _order, row in rows]


def stated_major_applications() -> Observation | None:
    """Find the latest figure of the province's major applications that somebody has stated."""
    figures = Observation.objects.filter(application=None, indicator=MAJOR_APPS_ONLINE)
    latest = figures.order_by(F("as_of").desc(nulls_last=True), "-recorded_at", "-pk")
    return latest.select_related("indicator", "source").first()


def major_applications(user: User | AnonymousUser) -> dict[str, object]:
    """Tell both numbers of major applications: how many are named here, how many are stated."""
    stated = stated_major_applications()
    return {"named": named_major_applications(user), "stated": stated}


def named_major_applications(user: User | AnonymousUser) -> int:
    """Count the province-wide major applications that the ledger names, as far as one may see."""
    named = Application.objects.visible_to(user)
    return named.filter(kind=Kind.APPLICATION, scope=Scope.PROVINCIAL_MAJOR).count()
