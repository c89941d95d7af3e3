"""How much of what a source states the ledger names."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import F

from reform_apps.models import Application, Metric, Observation, User
from reform_apps.rules.vocabulary import Kind, Scope


def stated_major_applications() -> Observation | None:
    """Find the latest figure of the province's major applications that somebody has stated."""
    figures = Observation.objects.filter(application=None, metric=Metric.MAJOR_APPS_ONLINE)
    latest = figures.order_by(F("as_of").desc(nulls_last=True), "-recorded_at", "-pk")
    return latest.select_related("source").first()


def named_major_applications(user: User | AnonymousUser) -> int:
    """Count the province-wide major applications that the ledger names, as far as one may see."""
    named = Application.objects.visible_to(user)
    return named.filter(kind=Kind.APPLICATION, scope=Scope.PROVINCIAL_MAJOR).count()
