"""The questions on how applications do: rollout, indicators, orders, flags, what they use."""

from decimal import Decimal

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reform_apps.filtersets.findings import applications_in_sight
from reform_apps.filtersets.points import PointFilterSet, today
from reform_apps.filtersets.strict import (
    DayFilter,
    OneOfFilter,
    OneOfRowsFilter,
    StrictFilterSet,
    YesOrNoFilter,
)
from reform_apps.models import (
    Dependency,
    Direction,
    Indicator,
    Observation,
    Order,
    OrderState,
    Outcome,
    OutcomeKind,
    Rollout,
    System,
    Unit,
)
from reform_apps.queries.evaluation import coverage, flags
from reform_apps.queries.evaluation.flags import Flag
from reform_apps.rules.texts import one_line
from reform_apps.rules.vocabulary import Disposition

LONGEST_BOUND = 60
LONGEST_NUMBER = 16
LONGEST_CODE = 40
# No state keeps these: they are told of today alone.
TODAY_ONLY = (
    "coverage_below", "has_rollout", "flag", "disposition", "order_overdue", "indicator__gte",
    "indicator__lte", "indicator__worsening", "uses",
)  # fmt: skip
# Orders are not public, nor what they are drawn from.
SIGNED_IN_ONLY = ("flag", "disposition", "order_overdue")


class BoundField(forms.CharField):
    """An indicator and a number, such as `usage_rate:30`."""

    def to_python(self, value: str) -> tuple[str, Decimal] | None:
        value = super().to_python(value)
        if value in self.empty_values:
            return None
        code, colon, number = value.partition(":")
        is_number = number.replace(".", "", 1).isdecimal() and number.isascii()
        if not colon or not is_number or len(number) > LONGEST_NUMBER:
            message = _("An indicator and a number, such as usage_rate:30.")
            raise ValidationError(message, code="invalid")
        return known_indicator(code), Decimal(number)


class IndicatorField(forms.CharField):
    """An indicator by its code: asked, and not chosen from a list that has to be fetched."""

    def to_python(self, value: str) -> str:
        value = super().to_python(value)
        return value if value in self.empty_values else known_indicator(value)


def known_indicator(code: str) -> str:
    """Give back the code of an indicator.

    :raises ValidationError: if there is none.
    """
    one_line(code)
    if not Indicator.objects.filter(code=code).exists():
        raise ValidationError(_("There is no indicator %s.") % code, code="invalid_choice")
    return code


class CodeFilter(filters.CharFilter):
    """One row by its code."""

    def __init__(self, *, field_class: type[forms.CharField] = forms.CharField, **kwargs):
        self.field_class = field_class
        super().__init__(max_length=LONGEST_CODE, validators=[one_line], **kwargs)


class BoundFilter(filters.CharFilter):
    """Applications by the latest value of one indicator."""

    field_class = BoundField

    def __init__(self, *, lookup: str, **kwargs):
        self.lookup = lookup
        super().__init__(max_length=LONGEST_BOUND, **kwargs)

    def filter(self, rows: QuerySet, bound: tuple[str, Decimal] | None) -> QuerySet:
        if not bound:
            return rows
        code, number = bound
        latest = Observation.objects.latest().filter(
            indicator=code, application__isnull=False, **{f"value__{self.lookup}": number}
        )
        return rows.filter(pk__in=latest.values("application"))


class EvaluationFilterSet(PointFilterSet):
    """Which applications, by how they do today."""

    coverage_below = filters.NumberFilter(
        method="have_reached_less", min_value=1, max_value=100,
        label=gettext_lazy("Connected in less than this share of the regions, in percent"),
    )  # fmt: skip
    has_rollout = YesOrNoFilter(
        method="are_reported", label=gettext_lazy("Has any region reported")
    )
    flag = OneOfFilter(choices=Flag.choices, method="are_flagged", label=gettext_lazy("Flag"))
    disposition = OneOfFilter(
        choices=Disposition.choices, method="are_ordered", label=gettext_lazy("Open order")
    )
    order_overdue = YesOrNoFilter(
        method="are_overdue", label=gettext_lazy("Has an order that is overdue")
    )
    indicator__gte = BoundFilter(
        lookup="gte", label=gettext_lazy("Latest value at least, such as usage_rate:80")
    )
    indicator__lte = BoundFilter(
        lookup="lte", label=gettext_lazy("Latest value at most, such as usage_rate:30")
    )
    indicator__worsening = CodeFilter(
        field_class=IndicatorField,
        method="are_worsening",
        label=gettext_lazy("Latest value worse than the one before, such as usage_rate"),
    )
    uses = CodeFilter(
        method="stand_upon", label=gettext_lazy("Uses the one of this code, such as ZJ-0030")
    )

    # A method is called even when nothing was asked: with nothing, which would match nothing.

    def have_reached_less(self, rows: QuerySet, name: str, percent: Decimal | None) -> QuerySet:
        if percent is None:
            return rows
        below = coverage.shares(today()).filter(share__lt=float(percent))
        return rows.filter(pk__in=below.values("application"))

    def are_reported(self, rows: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        return self._having(
            rows, Exists(Rollout.objects.filter(application=OuterRef("pk"))), wanted
        )

    def are_flagged(self, rows: QuerySet, name: str, asked: list[str]) -> QuerySet:
        return flags.flagged(rows, asked, today()) if asked else rows

    def are_ordered(self, rows: QuerySet, name: str, asked: list[str]) -> QuerySet:
        if not asked:
            return rows
        orders = Order.objects.open().filter(disposition__in=asked)
        return rows.filter(pk__in=orders.values("application"))

    def are_overdue(self, rows: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        orders = Order.objects.overdue(today()).filter(application=OuterRef("pk"))
        return self._having(rows, Exists(orders), wanted)

    def are_worsening(self, rows: QuerySet, name: str, indicator: str) -> QuerySet:
        if not indicator:
            return rows
        latest = Observation.objects.latest().with_previous().filter(indicator=indicator)
        worse = Q(indicator__direction=Direction.HIGHER, value__lt=F("previous"))
        worse |= Q(indicator__direction=Direction.LOWER, value__gt=F("previous"))
        found = latest.filter(worse, application__isnull=False)
        return rows.filter(pk__in=found.values("application"))

    def stand_upon(self, rows: QuerySet, name: str, code: str) -> QuerySet:
        if not code:
            return rows
        found = Dependency.objects.filter(uses__code=code)
        return rows.filter(pk__in=found.values("application"))

    @staticmethod
    def _having(rows: QuerySet, exists: Exists, wanted: bool | None) -> QuerySet:
        if wanted is None:
            return rows
        return rows.filter(exists if wanted else ~exists)


class OrderFilterSet(StrictFilterSet):
    """Which orders."""

    application = OneOfRowsFilter(queryset=applications_in_sight, label=gettext_lazy("Application"))
    disposition = OneOfFilter(choices=Disposition.choices, label=gettext_lazy("Disposition"))
    state = OneOfFilter(choices=OrderState.choices, label=gettext_lazy("State"))
    overdue = YesOrNoFilter(method="are_overdue", label=gettext_lazy("Overdue"))
    due_before = DayFilter(
        field_name="due_on", lookup_expr="lt", label=gettext_lazy("Due before this day")
    )

    class Meta(StrictFilterSet.Meta):
        model = Order
        fields = []

    def are_overdue(self, rows: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        if wanted is None:
            return rows
        late = Q(pk__in=rows.overdue(today()).values("pk"))
        return rows.filter(late if wanted else ~late)


class OutcomeFilterSet(StrictFilterSet):
    """Which results."""

    kind = OneOfFilter(choices=OutcomeKind.choices, label=gettext_lazy("Kind"))
    system = OneOfRowsFilter(
        queryset=System.objects.order_by("position"), label=gettext_lazy("System")
    )
    application = OneOfRowsFilter(
        field_name="applications", queryset=applications_in_sight, distinct=True,
        label=gettext_lazy("Application"),
    )  # fmt: skip

    class Meta(StrictFilterSet.Meta):
        model = Outcome
        fields = []


class IndicatorFilterSet(StrictFilterSet):
    """Which indicators."""

    unit = OneOfFilter(choices=Unit.choices, label=gettext_lazy("Unit"))
    direction = OneOfFilter(choices=Direction.choices, label=gettext_lazy("Direction"))

    class Meta(StrictFilterSet.Meta):
        model = Indicator
        fields = []
