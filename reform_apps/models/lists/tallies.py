"""How many applications there are of each kind, kept so that nobody has to count them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reform_apps.models.reference.systems import Runway, System
from reform_apps.rules.vocabulary import Visibility

COLUMNS = ("visibility", "status", "system", "runway", "kind", "scope", "batch")
# How they are asked for here, and of the applications.
KEYS = [{"system": "system_id", "runway": "runway_id"}.get(name, name) for name in COLUMNS]
CODES = [{"system": "system__code", "runway": "runway__code"}.get(n, n) for n in COLUMNS]

Kind = tuple[str | None, ...]  # one value for each of COLUMNS


class TallyQuerySet(models.QuerySet):
    """Ways to narrow tallies, in the words of `ApplicationQuerySet`."""

    def visible_to(self, user) -> "TallyQuerySet":
        return self if user.is_authenticated else self.filter(visibility=Visibility.PUBLIC)


class Tally(models.Model):
    """So many applications more, or fewer, that are alike in these columns.

    The sum of all rows is the number of applications. An act adds a row, and so waits for
    nobody; `operations.writing.tallies` folds many rows into few. The columns have the names
    that `Application` gives them, so that the same filters apply.
    """

    visibility = models.CharField(max_length=8)
    status = models.CharField(max_length=12)
    system = models.ForeignKey(
        System, models.PROTECT, to_field="code", db_column="system", null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    runway = models.ForeignKey(
        Runway, models.PROTECT, to_field="code", db_column="runway", null=True, related_name="+",
        db_index=False,
    )  # fmt: skip
    kind = models.CharField(max_length=12)
    scope = models.CharField(max_length=16, null=True)
    batch = models.CharField(max_length=8, null=True)
    number = models.BigIntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        # What lists are asked for most.
        indexes = [models.Index(fields=["status", "system"], name="tally_by_status_system")]

    def __str__(self) -> str:
        return f"{self.number:+} {self.status}"


class Folding(models.Model):
    """The one row that whoever folds the tallies locks; everybody else passes by."""

    def __str__(self) -> str:
        return str(self.pk)
