"""Questions that refuse what they do not understand, by name."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django_filters.fields import BaseCSVField, ModelMultipleChoiceField

from reform_apps.queries.lists import references
from reform_apps.queries.orderings import by_bytes
from reform_apps.rules.texts import one_line

ISO_DAY = ["%Y-%m-%d"]
MOST_VALUES = 100
LONGEST_SEARCH = 200
MAY_BE_BLANK = ("search", "cursor")  # which find everything, and begin
# In an address the plus of a time zone reads as a blank.
LOST_PLUS = re.compile(r"([T ]\d\d:\S+) (?=\d\d:?\d\d$)")
YEARS = range(1900, 2201)
# Python reads more spellings of ISO 8601, some of them as another moment than was meant.
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}\S*)?")
LEAST = timedelta(microseconds=1)


class CommaOrRepeat(forms.SelectMultiple):
    """Read `?status=trial,online` and `?status=trial&status=online` alike."""

    def value_from_datadict(self, data, files, name):
        return [part for value in data.getlist(name) for part in value.split(",")]


class StrictForm(forms.Form):
    """A query string that may hold nothing unknown, nothing twice that counts once, no blanks."""

    # Parameters that the door reads itself.
    door: Collection[str] = ()

    def clean(self):
        for name in self.data:
            if fault := self._fault(name):
                # add_error() knows only declared fields.
                self.errors[name] = self.error_class([fault])
        return self.cleaned_data

    def _fault(self, name: str) -> ValidationError | None:
        field = self.fields.get(name)
        if field is None and name not in self.door:
            return ValidationError(_("Unknown parameter."), code="unknown_parameter")
        sent = self.data.getlist(name)
        if takes_several(field):
            sent = field.widget.value_from_datadict(self.data, {}, name)
        elif len(sent) > 1:
            return ValidationError(_("Give this parameter once."), code="repeated_parameter")
        elif isinstance(field, BaseCSVField):
            sent = sent[0].split(",")
        if len(sent) > MOST_VALUES:
            message = _("At most %(most)s values.")
            return ValidationError(message, code="too_many", params={"most": MOST_VALUES})
        if name not in MAY_BE_BLANK and "" in sent:
            message = _("Give it a value, or leave this parameter out.")
            return ValidationError(message, code="blank")
        return None


def takes_several(field: forms.Field | None) -> bool:
    """Tell whether a parameter may be given more than once."""
    return isinstance(field.widget, CommaOrRepeat) if field else False


def form_of(field: forms.Field) -> str:
    """Tell how a page asks a question: by several words, one, a day or a text."""
    if takes_several(field):
        return "several"
    if hasattr(field, "choices"):
        return "one"
    return "day" if isinstance(field, forms.DateField) else "text"


class StrictFilterSet(filters.FilterSet):
    """The questions on one noun; `door` names the parameters that the door reads itself.

    `only_asked` leaves out what nobody asks: a door that shows no form need not make all of it.
    """

    def __init__(
        self, data=None, *args, door: Collection[str] = ("page",), only_asked: bool = False, **how
    ):
        if only_asked:
            self.base_filters = {
                name: each
                for name, each in self.base_filters.items()
                if name in data or isinstance(each, StableOrderingFilter)
            }
        super().__init__(data, *args, **how)
        self.door = door

    @property
    def form(self):
        form = super().form
        form.door = self.door
        return form

    def narrowed(self, rows: QuerySet, *, besides: Collection[str] = ()) -> QuerySet:
        """Ask the questions, all or not quite all, of other rows; they must have been judged."""
        for name, value in self.form.cleaned_data.items():
            if name not in besides:
                rows = self.filters[name].filter(rows, value)
        return rows

    class Meta:
        form = StrictForm


class SearchFilter(filters.CharFilter):
    """Words to look for; a queryset's `matching` knows where."""

    def __init__(self, **kwargs):
        super().__init__(max_length=LONGEST_SEARCH, **kwargs)

    def filter(self, rows: QuerySet, words: str) -> QuerySet:
        return rows.matching(words) if words and words.strip() else rows


class OneOfFilter(filters.MultipleChoiceFilter):
    """Any of these words."""

    def __init__(self, **kwargs):
        super().__init__(widget=CommaOrRepeat, **kwargs)

    def filter(self, rows: QuerySet, words: list[str]) -> QuerySet:
        return rows.filter(**{f"{self.field_name}__in": words}) if words else rows


class RowsField(ModelMultipleChoiceField):
    """Rows by their codes; an unreadable code never reaches the database."""

    def _check_values(self, value):
        for code in value:
            one_line(code)
        known = references.standing().by_code.get(self.queryset.model)
        if known is None:
            return super()._check_values(value)
        if unknown := [code for code in value if code not in known]:
            raise ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": unknown[0]},
            )
        return [known[code] for code in dict.fromkeys(value)]


class OneOfRowsFilter(filters.ModelMultipleChoiceFilter):
    """Any of these rows, named by their codes."""

    field_class = RowsField

    def __init__(self, *, to_field_name: str = "code", **kwargs):
        super().__init__(widget=CommaOrRepeat, to_field_name=to_field_name, **kwargs)

    def filter(self, rows: QuerySet, found: QuerySet) -> QuerySet:
        # Rows and no keys: some are pointed to by their codes.
        named = list(found or ())
        return rows.filter(**{f"{self.field_name}__in": named}) if named else rows


class YesOrNoFilter(filters.TypedChoiceFilter):
    """`true` or `false`, nothing else: BooleanFilter takes `banana` for silence."""

    def __init__(self, **kwargs):
        super().__init__(
            choices=[("true", _("yes")), ("false", _("no"))],
            coerce=lambda word: word == "true",
            empty_value=None,
            **kwargs,
        )


class PresenceFilter(YesOrNoFilter):
    """Whether there is a value."""

    def __init__(self, **kwargs):
        super().__init__(lookup_expr="isnull", exclude=True, **kwargs)


class DayFilter(filters.DateFilter):
    """A day as ISO 8601 writes it; no language reads it otherwise."""

    def __init__(self, **kwargs):
        super().__init__(
            input_formats=ISO_DAY, widget=forms.DateInput(attrs={"type": "date"}), **kwargs
        )


class MomentField(forms.Field):
    """A moment or a day in ISO 8601; without a zone it is the registry's own."""

    def to_python(self, value: str) -> datetime | None:
        if value in self.empty_values:
            return None
        value = LOST_PLUS.sub(r"\1+", value.strip())
        try:
            moment = parse_datetime(value) if MOMENT.fullmatch(value) else None
        except ValueError:
            moment = None
        if moment is None or moment.year not in YEARS:
            message = _("A day or a moment such as 2022-06-30T12:00:00+08:00.")
            raise ValidationError(message, code="invalid")
        return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def is_day(spelled: str) -> bool:
    """Tell a day from a moment, both well spelled."""
    return len(spelled.strip()) == len("2022-06-30")


class UntilField(MomentField):
    """A moment or a day, and a day until its end."""

    def to_python(self, value: str) -> datetime | None:
        moment = self.beginning(value)
        return moment + timedelta(days=1) - LEAST if moment and is_day(value) else moment

    def beginning(self, value: str) -> datetime | None:
        return super().to_python(value)


class MomentFilter(filters.Filter):
    """A moment or a day."""

    field_class = MomentField


class UntilFilter(filters.Filter):
    """A moment or a day, and a day until its end."""

    field_class = UntilField


class StableOrderingFilter(filters.OrderingFilter):
    """An order that both engines agree on: NULL last, text by its bytes, a unique column last."""

    # django-filter has the same words, and no Chinese for them.
    descending_fmt = _("%s (descending)")

    def __init__(
        self, *, unique: str, nullable: Collection[str] = (), text: Collection[str] = (), **kwargs
    ):
        self.unique, self.nullable, self.text = unique, nullable, text
        super().__init__(**kwargs)

    def filter(self, rows: QuerySet, words: list[str] | None) -> QuerySet:
        if not words:
            return rows if rows.ordered else rows.order_by(self._term(self.unique))
        terms = [self._term(self.get_ordering_value(word)) for word in words]
        return rows.order_by(*terms, self._term(self.unique))

    def _term(self, spelled: str):
        name = spelled.removeprefix("-")
        column = by_bytes(name) if name in self.text else F(name)
        last = True if name in self.nullable else None
        if spelled.startswith("-"):
            return column.desc(nulls_last=last)
        return column.asc(nulls_last=last)
