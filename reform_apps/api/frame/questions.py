"""What may be asked in an address: filters, pages and fields; anything else is refused by name."""

from collections.abc import Callable, Collection

from django.forms import Form
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from django_filters.utils import translate_validation
from rest_framework.exceptions import ErrorDetail, NotFound, ValidationError
from rest_framework.pagination import PageNumberPagination

from reform_apps.queries.lists.memos import kept

PAGING = ("page", "page_size")
FIELDS = "fields"
# Longer numbers name no page that there could be.
LONGEST_NUMBER = 9
LONGEST_POSITION = 18
MOST_FIELDS = 100
MOST_UNDERSTOOD = 200


def refuse(name: str, message: str, code: str = "invalid") -> None:
    raise ValidationError({name: [ErrorDetail(message, code=code)]})


class Questions(DjangoFilterBackend):
    """Filters by the view's FilterSet, and tells it which parameters are the view's own."""

    def get_filterset_class(self, view, queryset=None):
        # As a point of time may change the rows from applications to states, so may their model.
        return view.get_filterset_class()

    def get_filterset_kwargs(self, request, queryset, view):
        door = view.parameters()
        how = super().get_filterset_kwargs(request, queryset, view)
        return how | {"door": door, "only_asked": True}

    def filter_queryset(self, request, queryset, view):
        view.asked = asked = self.get_filterset(request, queryset, view)
        if not asked.is_valid():
            raise translate_validation(asked.errors)
        return asked.qs


_understood: dict[tuple, object] = {}  # by each process


def understood(key: tuple, judge: Callable[[], object]) -> object:
    """Judge a question once; `key` must say all that the verdict depends on."""
    return kept(_understood, key, judge, most=MOST_UNDERSTOOD)


def refuse_unknown(request, known: Collection[str]) -> None:
    """Refuse parameters that a view without a FilterSet does not know, or that stand twice.

    :raises ValidationError: by name.
    """
    for name, values in request.query_params.lists():
        if name not in known:
            refuse(name, _("Unknown parameter."), "unknown_parameter")
        if len(values) > 1:
            refuse(name, _("Give this parameter once."), "repeated_parameter")


def fields_asked(request, known: Collection[str]) -> list[str] | None:
    """Read which fields are asked for; None means all.

    :raises ValidationError: naming those that are unknown.
    """
    if FIELDS not in request.query_params:
        return None
    names = request.query_params[FIELDS].split(",")
    if len(names) > MOST_FIELDS:
        refuse(FIELDS, _("At most %(most)s values.") % {"most": MOST_FIELDS}, "too_many")
    if unknown := [name for name in names if name not in known]:
        message = _("Unknown: %(unknown)s. Known: %(known)s.")
        named = {"unknown": ", ".join(unknown), "known": ", ".join(known)}
        refuse(FIELDS, message % named, "unknown_field")
    return names


def whole_number(request, name: str, *, default: int, least: int, most: int) -> int:
    """Read a number that may be left out.

    :raises ValidationError: by name.
    """
    text = request.query_params.get(name)
    if text is None:
        return default
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST_POSITION
    if not is_number or not least <= int(text) <= most:
        message = _("A whole number from %(least)s to %(most)s.")
        refuse(name, message % {"least": least, "most": most})
    return int(text)


def answered(form: Form) -> Form:
    """Go on only if a form has understood everything.

    :raises ValidationError: by name.
    """
    if not form.is_valid():
        raise translate_validation(form.errors)
    return form


class Pages(PageNumberPagination):
    """Pages of 50 rows, or as many as are asked for, up to 500."""

    page_size = 50
    max_page_size = 500
    page_size_query_param = "page_size"

    def get_page_size(self, request):
        if self.page_size_query_param not in request.query_params:
            return self.page_size
        size = _number(request, self.page_size_query_param)
        if size > self.max_page_size:
            message = _("At most %(most)s rows a page.") % {"most": self.max_page_size}
            refuse(self.page_size_query_param, message, "too_many")
        return size

    def get_page_number(self, request, paginator):
        if self.page_query_param not in request.query_params:
            return 1
        return _number(request, self.page_query_param)

    def paginate_queryset(self, queryset, request, view=None):
        try:
            return super().paginate_queryset(queryset, request, view=view)
        except NotFound as error:
            raise NotFound(_("There is no such page; the last one lies before it.")) from error


def _number(request, name: str) -> int:
    """Read a whole number from 1 on."""
    text = request.query_params[name]
    if not (text.isascii() and text.isdecimal() and text.strip("0")):
        refuse(name, _("A whole number, from 1 on."))
    return int(text) if len(text) <= LONGEST_NUMBER else 10**LONGEST_NUMBER
