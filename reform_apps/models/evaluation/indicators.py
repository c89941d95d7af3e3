"""What is measured, and how much each measure counts in a score; both are data."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reform_apps.models.users import User
from reform_apps.rules.texts import many_lines, one_line
from reform_apps.rules.vocabulary import Period, period_of

CODE = RegexValidator(
    r"^[a-z][a-z0-9]*(_[a-z0-9]+)*\Z", _("Small letters and digits, joined by single underscores.")
)
# The one by which the province's own count is held against the ledger's.
MAJOR_APPS_ONLINE = "major_apps_online"
# Nobody uses it where the latest of one of these is nought.
USAGE = ("usage_rate", "daily_visits")


class Unit(models.TextChoices):
    """The unit of a value."""

    COUNT = "count", pgettext_lazy("unit", "count")
    PERCENT = "percent", pgettext_lazy("unit", "percent")
    RECORDS = "records", pgettext_lazy("unit", "records")
    VISITS_PER_DAY = "visits_per_day", pgettext_lazy("unit", "visits per day")
    DAYS = "days", pgettext_lazy("unit", "days")
    POINTS = "points", pgettext_lazy("unit", "points")


class Direction(models.TextChoices):
    """Which way is the better one."""

    HIGHER = "higher", pgettext_lazy("direction", "higher is better")
    LOWER = "lower", pgettext_lazy("direction", "lower is better")
    NEITHER = "neither", pgettext_lazy("direction", "neither is better")


class Indicator(models.Model):
    """One thing that is measured: in which unit, within which bounds, how often."""

    code = models.CharField(
        _("code"), max_length=32, unique=True, validators=[CODE],
        help_text=_("Given once and never changed: the journal names the row by it."),
    )  # fmt: skip
    name = models.CharField(_("name"), max_length=60, unique=True, validators=[one_line])
    name_en = models.CharField(_("English name"), max_length=120, blank=True, validators=[one_line])
    unit = models.CharField(
        _("unit"), max_length=16, choices=Unit, blank=True,
        help_text=_("Empty means: each value names its own."),
    )  # fmt: skip
    direction = models.CharField(
        _("direction"), max_length=8, choices=Direction, default=Direction.NEITHER
    )
    lowest = models.DecimalField(
        _("lowest"), max_digits=15, decimal_places=4, null=True, blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )  # fmt: skip
    highest = models.DecimalField(
        _("highest"), max_digits=15, decimal_places=4, null=True, blank=True
    )
    period = models.CharField(
        _("period"), max_length=8, choices=Period, blank=True,
        help_text=_("Of one period there is one value; empty means: any number of them."),
    )  # fmt: skip
    note = models.TextField(_("note"), blank=True, validators=[many_lines])

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints = [
            models.CheckConstraint(
                name="indicator_words_are_known",
                condition=Q(unit__in=["", *Unit.values], direction__in=Direction.values)
                & Q(period__in=["", *Period.values]),
                violation_error_message=_("One of these words is not in its list."),
            ),
            models.CheckConstraint(
                name="indicator_bounds_are_in_order",
                condition=Q(lowest__isnull=True)
                | Q(highest__isnull=True)
                | Q(lowest__lt=F("highest")),
                violation_error_message=_("The highest value lies above the lowest."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def can_be_scored(self) -> bool:
        """Tell whether a value says how good it is: between two bounds, one way the better one."""
        bounded = self.lowest is not None and self.highest is not None
        return bounded and self.direction != Direction.NEITHER

    def refuse_impossible(self, value: Decimal) -> None:
        """Refuse a value beyond the bounds.

        :raises ValidationError:
        """
        if self.lowest is not None and value < self.lowest:
            raise ValidationError(
                {"value": _("It is at least %s.") % f"{self.lowest.normalize():f}"}
            )
        if self.highest is not None and value > self.highest:
            raise ValidationError(
                {"value": _("It is at most %s.") % f"{self.highest.normalize():f}"}
            )

    def span_of(self, day) -> str:
        """Name the period that a day lies in; nothing where there are no periods, or no day."""
        return period_of(self.period, day) if self.period and day else ""


class Weighting(models.Model):
    """One version of what the office lets count in a score; written once, a later one follows."""

    number = models.PositiveIntegerField(_("number"), editable=False)
    title = models.CharField(_("title"), max_length=100, validators=[one_line])
    # {indicator: weight}, the weights as texts.
    weights = models.JSONField(_("weights"))
    reason = models.TextField(_("reason"), max_length=2000, validators=[many_lines])
    by = models.ForeignKey(
        User, models.PROTECT, related_name="+", editable=False, verbose_name=_("by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), editable=False)

    class Meta:
        verbose_name = _("weighting")
        verbose_name_plural = _("weightings")
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="weighting_number_once",
                violation_error_message=_("Another weighting has been adopted just now."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
