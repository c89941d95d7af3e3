"""Measured values, as printed and as numbers."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reform_apps.models.applications import Application
from reform_apps.models.reference.sources import Provenance
from reform_apps.rules.texts import one_line
from reform_apps.rules.vocabulary import Visibility


class Metric(models.TextChoices):
    """What is measured."""

    AWARENESS_RATE = "awareness_rate", _("awareness rate")
    USAGE_RATE = "usage_rate", _("usage rate")
    SATISFACTION_RATE = "satisfaction_rate", _("satisfaction rate")
    DAILY_VISITS = "daily_visits", _("daily visits")
    ISSUES_HANDLED = "issues_handled", _("issues handled")
    PROBLEM_ASPECTS = "problem_aspects", _("kinds of problems covered")
    ITEMS_INTEGRATED = "items_integrated", _("service items integrated")
    APPLICATIONS_AFTER = "applications_after", _("applications after integration")
    MATERIALS_CUT = "materials_cut", _("materials cut")
    TIME_CUT = "time_cut", _("time cut")
    MAJOR_APPS_ONLINE = "major_apps_online", _("major applications online")
    COMPONENTS_SHELVED = "components_shelved", _("intelligent components on the shelf")
    OPEN_RECORDS = "open_records", _("open data records")
    SHARING_SATISFACTION = "sharing_satisfaction", _("data sharing requests satisfied")
    THEORY_RESULTS = "theory_results", _("theoretical results")
    FRONTRUNNER_CASES = "frontrunner_cases", _("frontrunner cases")
    BEST_APPLICATION_BATCHES = "best_application_batches", _("batches of best applications")
    BEST_APPLICATIONS = "best_applications", _("best applications")
    BREAKTHROUGH_AWARDS = "breakthrough_awards", _("units given the breakthrough award")
    CITIES = "cities", _("cities")
    OTHER = "other", pgettext_lazy("metric", "other")


class Unit(models.TextChoices):
    """The unit of a value."""

    COUNT = "count", pgettext_lazy("unit", "count")
    PERCENT = "percent", pgettext_lazy("unit", "percent")
    RECORDS = "records", pgettext_lazy("unit", "records")
    VISITS_PER_DAY = "visits_per_day", pgettext_lazy("unit", "visits per day")


class ObservationQuerySet(models.QuerySet):
    """Ways to narrow observations."""

    def visible_to(self, user) -> "ObservationQuerySet":
        if user.is_authenticated:
            return self
        return self.filter(
            Q(application__isnull=True) | Q(application__visibility=Visibility.PUBLIC)
        )


class Observation(Provenance):
    """One measured value; written only by `operations.observations`."""

    application = models.ForeignKey(
        Application, models.PROTECT, null=True, blank=True, related_name="observations",
        verbose_name=_("application"), help_text=_("Empty means: of the whole province."),
    )  # fmt: skip
    metric = models.CharField(_("metric"), max_length=32, choices=Metric)
    value = models.DecimalField(_("value"), max_digits=15, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=16, choices=Unit)
    printed = models.CharField(_("as printed"), max_length=40, blank=True, validators=[one_line])
    is_rounded = models.BooleanField(_("rounded"), default=False)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    as_of_note = models.CharField(
        _("as of, in words"), max_length=100, blank=True, validators=[one_line]
    )
    recorded_at = models.DateTimeField(_("recorded at"), editable=False)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        constraints = [
            *Provenance.Meta.constraints,
            models.CheckConstraint(
                name="observation_words_are_known",
                condition=Q(metric__in=Metric.values, unit__in=Unit.values),
                violation_error_message=_("One of these words is not in its list."),
            ),
            models.CheckConstraint(
                name="observation_value_is_possible",
                condition=Q(value__gte=Decimal(0))
                & (~Q(unit=Unit.PERCENT) | Q(value__lte=Decimal(100))),
                violation_error_message=_("Counts start at 0, and percents end at 100."),
            ),
            models.CheckConstraint(
                name="observation_says_as_of_when",
                condition=Q(as_of__isnull=False) | ~Q(as_of_note=""),
                violation_error_message=_("Say of which day the value is, or what is known of it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_metric_display()}: {self.printed or self.value}"
