"""What a sheet of applications tells of their evaluation."""

from datetime import date

from django.db.models import OuterRef, Prefetch, Subquery

from reform_apps.models import Dependency
from reform_apps.models.applications import ApplicationQuerySet
from reform_apps.queries.evaluation.coverage import shares
from reform_apps.queries.evaluation.flags import with_flags


def evaluated(applications: ApplicationQuerySet, day: date) -> ApplicationQuerySet:
    """Give applications their coverage, flags, orders and what they use, in few statements."""
    share = shares(day).filter(application=OuterRef("pk")).values("share")
    return (
        with_flags(applications, day)
        .annotate(coverage=Subquery(share))
        .prefetch_related(
            "orders", Prefetch("dependencies", Dependency.objects.select_related("uses"))
        )
    )
