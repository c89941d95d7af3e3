"""How many applications there are: of each kind, and of those that a source states."""

from collections.abc import Mapping
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, F, QuerySet, TextChoices, Value

from reform_apps.models import Observation, Order, Runway, System, Tally, User
from reform_apps.models.evaluation.indicators import MAJOR_APPS_ONLINE
from reform_apps.models.lists.narrowing import ApplicationQuerySet
from reform_apps.queries.evaluation import flags
from reform_apps.queries.evaluation.flags import Flag
from reform_apps.queries.lists import references, totals
from reform_apps.queries.lists.references import References
from reform_apps.rules.lifecycle import Status
from reform_apps.rules.vocabulary import Batch, Disposition, Kind, Scope

WORDS: dict[str, type[TextChoices]] = {
    "status": Status,
    "kind": Kind,
    "scope": Scope,
    "batch": Batch,
}
ROWS: dict[str, type[System | Runway]] = {"system": System, "runway": Runway}
FACETS = ("status", "system", "runway", "kind", "scope", "batch")
# Of each facet all bits but its own, as PostgreSQL's GROUPING spells it; of the whole, all.
ALL = (1 << len(FACETS)) - 1
BITS = {each: ALL - (1 << place) for place, each in enumerate(reversed(FACETS))}
BY_BITS = {bits: each for each, bits in BITS.items()}
# All facets in one pass over what is counted; SQLite knows no such sets, and passes once for each.
COUNTED = {
    "postgresql": (
        f"SELECT GROUPING({', '.join(f't_{each}' for each in FACETS)}), "
        f"COALESCE({', '.join(f't_{each}::text' for each in FACETS)}), SUM(t_number) "
        "FROM ({told}) t "
        f"GROUP BY GROUPING SETS ({', '.join(f'(t_{each})' for each in FACETS)}, ())"
    ),
    "sqlite": "WITH t AS MATERIALIZED ({told}) "
    + " UNION ALL ".join(
        f"SELECT {bits}, CAST(t_{each} AS text), SUM(t_number) FROM t GROUP BY t_{each}"
        for each, bits in BITS.items()
    )
    + f" UNION ALL SELECT {ALL}, NULL, SUM(t_number) FROM t",
}


def counts(rows: QuerySet, known: References | None = None) -> dict[str, object]:
    """Count applications as a whole and by each facet; those without a value stand last, as None.

    `rows` are applications, or the tallies that answer the same question. Only what occurs is
    listed. One statement, if the rows that are pointed to are `known`.
    """
    known = known or references.standing()
    counted: dict[str, dict] = {facet: {} for facet in FACETS}
    total = 0
    for bits, value, number in _counted(rows):
        if bits == ALL:
            total = int(number or 0)
        elif number:
            counted[BY_BITS[bits]][value] = int(number)
    by_code = rows.model is Tally
    return {"count": total} | {
        facet: _words(facet, counted[facet])
        if facet in WORDS
        else _rows(facet, counted[facet], known, by_code=by_code)
        for facet in FACETS
    }


def _counted(rows: QuerySet) -> list[tuple]:
    """Ask for every number: which facet it is of, in bits as GROUPING says it, of which value."""
    number = F("number") if rows.model is Tally else Value(1)
    columns = {facet: f"{facet}_id" if facet in ROWS else facet for facet in FACETS}
    told = {f"t_{facet}": F(column) for facet, column in columns.items()}
    try:
        told, params = rows.order_by().values(**told, t_number=number).query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(COUNTED[connection.vendor].replace("{told}", told), params)
        return cursor.fetchall()


def _words(facet: str, counted: Mapping[str | None, int]) -> list[dict[str, object]]:
    rest = [{"value": None, "label": None, "count": counted[None]}] if None in counted else []
    return _told(counted, WORDS[facet]) + rest


def _rows(
    facet: str, counted: Mapping, known: References, *, by_code: bool
) -> list[dict[str, object]]:
    """List the rows in their order; a tally names them by code, an application by key."""
    rows = (known.by_code if by_code else known.by_key)[ROWS[facet]]
    if counted.keys() - {None} - set(map(str, rows)):
        # One was written a moment ago.
        known = references.afresh()
        rows = (known.by_code if by_code else known.by_key)[ROWS[facet]]
    found = {row: counted[str(name)] for name, row in rows.items() if str(name) in counted}

    def place(row: System | Runway) -> tuple:
        above = () if facet == "system" else (known.by_key[System][row.system_id].position,)
        # The code last: positions may be equal.
        return *above, row.position, row.code

    told = [
        {"value": row.code, "name": row.name, "count": found[row]}
        for row in sorted(found, key=place)
    ]
    # Without a row there is no place.
    rest = [{"value": None, "name": None, "count": counted[None]}] if None in counted else []
    return told + rest


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


def _told(counted: Mapping[str, int], words: type[TextChoices]) -> list[dict[str, object]]:
    return [
        {"value": word, "label": str(label), "count": counted[word]}
        for word, label in words.choices
        if counted.get(word)
    ]


def stated_major_applications() -> Observation | None:
    """Find the latest figure of the province's major applications that somebody has stated."""
    figures = Observation.objects.filter(application=None, indicator=MAJOR_APPS_ONLINE)
    latest = figures.order_by(F("as_of").desc(nulls_last=True), "-recorded_at", "-pk")
    return latest.select_related("indicator", "source").first()


def named_major_applications(user: User | AnonymousUser) -> int:
    """Count the province-wide major applications that the ledger names, as far as one may see."""
    named = Tally.objects.visible_to(user)
    named = named.filter(kind=Kind.APPLICATION, scope=Scope.PROVINCIAL_MAJOR)
    return totals.summed(totals.numbers(named)).number
