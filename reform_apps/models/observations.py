"""Measured values, as printed and as numbers."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import DateField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from reform_apps.models.applications import Application
from reform_apps.models.evaluation.indicators import Indicator, Unit
from reform_apps.models.reference.sources import Provenance
from reform_apps.rules.texts import one_line
from reform_apps.rules.vocabulary import Visibility

TWICE = _("There is a value of this period already; correct that one.")


class ObservationQuerySet(models.QuerySet):
    """Ways to narrow observations."""

    def visible_to(self, user) -> "ObservationQuerySet":
        if user.is_authenticated:
            return self
        return self.filter(
            Q(application__isnull=True) | Q(application__visibility=Visibility.PUBLIC)
        )

    def for_list(self) -> "ObservationQuerySet":
        return self.select_related("application", "indicator", "source")

    def dated(self) -> "ObservationQuerySet":
        """Give each a `day`; what is of no known day comes before all others."""
        nothing = Value(date.min, output_field=DateField())
        return self.annotate(day=Coalesce("as_of", nothing))

    def latest(self) -> "ObservationQuerySet":
        """Keep of each application and indicator the value of the latest day."""
        others = Observation.objects.dated().filter(
            application=OuterRef("application"), indicator=OuterRef("indicator")
        )
        later = Q(day__gt=OuterRef("day")) | Q(day=OuterRef("day"), pk__gt=OuterRef("pk"))
        return self.dated().filter(~Exists(others.filter(later)))

    def with_previous(self) -> "ObservationQuerySet":
        """Give each dated value as `previous` the one of the last day before it."""
        earlier = Observation.objects.filter(
            application=OuterRef("application"),
            indicator=OuterRef("indicator"),
            as_of__lt=OuterRef("as_of"),
        )
        return self.annotate(
            previous=Subquery(earlier.order_by("-as_of", "-pk").values("value")[:1])
        )


class Observation(Provenance):
    """One measured value; written only by `operations.observations`."""

    application = models.ForeignKey(
        Application, models.PROTECT, null=True, blank=True, related_name="observations",
        verbose_name=_("application"), help_text=_("Empty means: of the whole province."),
    )  # fmt: skip
    # By its code, which is what the journal says.
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, to_field="code", db_column="indicator",
        related_name="observations", verbose_name=_("indicator"),
    )  # fmt: skip
    value = models.DecimalField(_("value"), max_digits=15, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=16, choices=Unit)
    printed = models.CharField(_("as printed"), max_length=40, blank=True, validators=[one_line])
    is_rounded = models.BooleanField(_("rounded"), default=False)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    as_of_note = models.CharField(
        _("as of, in words"), max_length=100, blank=True, validators=[one_line]
    )
    period = models.CharField(_("period"), max_length=10, blank=True, editable=False)
    recorded_at = models.DateTimeField(_("recorded at"), editable=False)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        constraints = [
            *Provenance.Meta.constraints,
            models.CheckConstraint(
                name="observation_words_are_known",
                condition=Q(unit__in=Unit.values),
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
            models.UniqueConstraint(
                fields=["application", "indicator", "period"],
                condition=Q(application__isnull=False) & ~Q(period=""),
                name="observation_period_once",
                violation_error_message=TWICE,
            ),
            models.UniqueConstraint(
                fields=["indicator", "period"],
                condition=Q(application__isnull=True) & ~Q(period=""),
                name="observation_period_once_in_the_province",
                violation_error_message=TWICE,
            ),
        ]
        indexes = [models.Index(fields=["indicator", "value"], name="observation_by_value")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.printed or self.value}"

    def clean(self) -> None:
        if self.indicator.unit and self.unit != self.indicator.unit:
            message = _("This indicator is measured in another unit: %s.")
            raise ValidationError({"unit": message % self.indicator.get_unit_display()})
        self.indicator.refuse_impossible(self.value)
        self.period = self.indicator.span_of(self.as_of)
