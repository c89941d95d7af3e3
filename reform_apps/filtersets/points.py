"""Points of the ledger's two clocks, as they are asked for; none of them lies in the future."""

from collections.abc import Mapping
from datetime import date, datetime

import django_filters as filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reform_apps.filtersets.strict import DayFilter, StrictFilterSet, StrictForm, UntilField
from reform_apps.models import Application
from reform_apps.queries.states import Point

RECORDED, EFFECTIVE = "as_of", "effective_as_of"


def this_moment() -> datetime:
    """Read the clock: whether a point lies in the future is judged when it is asked for."""
    return timezone.now()  # noqa: TID251


def today() -> date:
    """Tell which day it is at the registry."""
    return timezone.localdate(this_moment())


class PastField(UntilField):
    """A moment, or a day until its end; also today."""

    def to_python(self, value: str) -> datetime | None:
        moment = super().to_python(value)
        if moment and self.beginning(value) > this_moment():
            raise ValidationError(_("This moment has not come yet."), code="future")
        return moment


class PastFilter(filters.Filter):
    """A moment, or a day until its end; also today."""

    field_class = PastField


class PastDayFilter(DayFilter):
    """A day that has come."""

    def __init__(self, **kwargs):
        super().__init__(validators=[refuse_future_day], **kwargs)


def refuse_future_day(day: date) -> None:
    """Refuse a day that has not come yet.

    :raises ValidationError:
    """
    if day > today():
        raise ValidationError(_("This day has not come yet."), code="future")


class PointForm(StrictForm):
    """Questions of which at most one names a point."""

    def clean(self):
        if RECORDED in self.data and EFFECTIVE in self.data:
            message = _("Ask by one clock: either as_of or effective_as_of.")
            self.add_error(EFFECTIVE, ValidationError(message, code="two_clocks"))
        return super().clean()


class PointFilterSet(StrictFilterSet):
    """At which point the ledger is read; the door chooses its rows by `point_asked`."""

    as_of = PastFilter(
        method="stay", label=gettext_lazy("As it was recorded by this moment, or until this day")
    )
    effective_as_of = PastDayFilter(
        method="stay", label=gettext_lazy("As it was on this day, by what is known today")
    )

    class Meta(StrictFilterSet.Meta):
        model = Application
        fields = []
        form = PointForm

    def stay(self, rows: QuerySet, name: str, value: object) -> QuerySet:
        return rows


def point_asked(params: Mapping[str, str]) -> Point | None:
    """Read which point is asked for; None means now, or a fault that the form will name."""
    moment = _valid(RECORDED, params)
    day = _valid(EFFECTIVE, params)
    if moment and day:
        return None
    return Point(recorded_by=moment, effective_on=day) if moment or day else None


def _valid(name: str, params: Mapping[str, str]) -> datetime | date | None:
    try:
        return PointFilterSet.base_filters[name].field.clean(params.get(name, ""))
    except ValidationError:
        return None
