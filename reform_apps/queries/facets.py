"""How many applications there are: of each kind, and of those that a source states."""

from collections import Counter
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, QuerySet, Sum, TextChoices

from reform_apps.models import Observation, Order, Tally, User
from reform_apps.models.applications import ApplicationQuerySet
from reform_apps.models.evaluation.indicators import MAJOR_APPS_ONLINE
from reform_apps.queries.evaluation import flags
from reform_apps.queries.evaluation.flags import Flag
from reform_apps.queries.lists import totals
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
# What tells a kind of applications from another one, with what is shown of it.
COLUMNS = [
    *WORDS,
    *(f"{name}__{column}" for name in ROWS for column in ("code", "name")),
    *(column for columns in ROWS.values() for column in columns),
]


def counts(rows: QuerySet) -> dict[str, object]:
    """Count applications as a whole and by each facet; those without a value stand last, as None.

    `rows` are applications, or the tallies that answer the same question. Only what occurs is
    listed. One statement.
    """
    number = Sum("number") if rows.model is Tally else Count("pk")
    told = rows.order_by().values_list(*COLUMNS).annotate(told=number)
    counted: dict[str, Counter] = {facet: Counter() for facet in FACETS}
    total = 0
    for *values, count in told:
        total += count
        row = dict(zip(COLUMNS, values, strict=True))
        for facet in FACETS:
            counted[facet][_value(row, facet)] += count
    listed = {facet: _listed(facet, counted[facet]) for facet in FACETS}
    return {"count": total} | listed


def of_today(applications: ApplicationQuerySet, day: date) -> dict[str, object]:
    """Count applications by orders and by the flags that they have on a day, in two statements."""
    return {"disposition": _by_disposition(applications), "flag": flagged(applications, day)}


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


def _value(row: dict[str, object], facet: str) -> object:
    """Pick what a facet counts by: a word, or all that is shown of a row and puts it in order."""
    if facet in WORDS:
        return row[facet]
    places = tuple(row[column] for column in ROWS[facet])
    return places, row[f"{facet}__code"], row[f"{facet}__name"]


def _listed(facet: str, counted: Counter) -> list[dict[str, object]]:
    if facet in WORDS:
        choices = [*WORDS[facet].choices, (None, None)]
        return [
            {"value": word, "label": label and str(label), "count": counted[word]}
            for word, label in choices
            if counted[word]
        ]
    # The code last: positions may be equal. Without a row there is no place.
    found = sorted(
        (row for row in counted if counted[row]), key=lambda row: (row[1] is None, row[1] and row)
    )
    return [
        {"value": code, "name": name, "count": counted[places, code, name]}
        for places, code, name in found
    ]


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
    named = Tally.objects.visible_to(user)
    return totals.summed(named.filter(kind=Kind.APPLICATION, scope=Scope.PROVINCIAL_MAJOR)).number
