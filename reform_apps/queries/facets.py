"""How many applications there are of each kind, in whatever way they are sorted."""

from django.db.models import Count, TextChoices

from reform_apps.models.applications import ApplicationQuerySet
from reform_apps.rules.lifecycle import Status
from reform_apps.rules.vocabulary import Batch, Kind, Scope

WORDS: dict[str, type[TextChoices]] = {
    "status": Status,
    "kind": Kind,
    "scope": Scope,
    "batch": Batch,
}
# How the rows of each noun are put in order.
ROWS = {"system": ("system__position",), "runway": ("runway__system__position", "runway__position")}
FACETS = ("status", "system", "runway", "kind", "scope", "batch")


def counts(applications: ApplicationQuerySet) -> dict[str, object]:
    """Count applications as a whole and by each facet; those without a value stand last, as None.

    Only what occurs is listed. One statement for the whole, and one for each facet.
    """
    answer: dict[str, object] = {"count": applications.count()}
    for facet in FACETS:
        by = _by_word if facet in WORDS else _by_row
        answer[facet] = by(applications.order_by(), facet)
    return answer


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
