"""How many applications there are: of each kind, and of those that a source states."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, TextChoices

from reform_apps.models import Application, Metric, Observation, User
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


def stated_major_applications() -> Observation | None:
    """Find the latest figure of the province's major applications that somebody has stated."""
    figures = Observation.objects.filter(application=None, metric=Metric.MAJOR_APPS_ONLINE)
    latest = figures.order_by(F("as_of").desc(nulls_last=True), "-recorded_at", "-pk")
    return latest.select_related("source").first()


def named_major_applications(user: User | AnonymousUser) -> int:
    """Count the province-wide major applications that the ledger names, as far as one may see."""
    named = Application.objects.visible_to(user)
    return named.filter(kind=Kind.APPLICATION, scope=Scope.PROVINCIAL_MAJOR).count()
