"""Lists that are followed to their end: each page costs the same, and no row is lost."""

from collections.abc import Mapping

from django.core import signing
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from reform_apps.api.frame.questions import Pages, refuse

CURSOR = "cursor"
ORDERING = "ordering"
FORWARD, BACKWARD = "code", "-code"
# Of the address, what does not say which rows are asked for.
BESIDE = (CURSOR, "page_size", "fields")
# A page further down is counted off row by row; a cursor goes there at once.
DEEPEST = 10_000
LONGEST = 200


class FollowedPages(Pages):
    """Pages by number for people; for programs a cursor, by the number that is given once."""

    follows = False

    def paginate_queryset(self, queryset, request, view=None):
        self.follows = CURSOR in request.query_params
        if not self.follows:
            return super().paginate_queryset(queryset, request, view=view)
        return self._from(queryset, request)

    def get_page_number(self, request, paginator):
        number = super().get_page_number(request, paginator)
        if number * self.get_page_size(request) > DEEPEST:
            message = _("Pages end at row %(most)s; follow the list with “cursor” beyond it.")
            refuse(self.page_query_param, message % {"most": DEEPEST}, "too_deep")
        return number

    def get_paginated_response(self, data):
        if not self.follows:
            return super().get_paginated_response(data)
        return Response({"count": None, "next": self.next, "previous": None, "results": data})

    def get_paginated_response_schema(self, schema):
        described = super().get_paginated_response_schema(schema)
        described["properties"]["count"] |= {"nullable": True}
        return described

    def get_schema_operation_parameters(self, view):
        told = _("Empty at first, then as `next` names it: every page costs the same; no count.")
        cursor = {
            "name": CURSOR, "required": False, "in": "query", "description": told,
            "schema": {"type": "string"}, "allowEmptyValue": True,
        }  # fmt: skip
        return [*super().get_schema_operation_parameters(view), cursor]

    def _from(self, queryset: QuerySet, request) -> list:
        params = request.query_params
        if self.page_query_param in params:
            refuse(self.page_query_param, _("Either a page or a cursor."))
        if params.get(ORDERING, FORWARD) not in (FORWARD, BACKWARD):
            refuse(ORDERING, _("A cursor goes by code: code, or -code."), "not_followed")
        backward = params.get(ORDERING) == BACKWARD
        signer = signing.Signer(salt=f"cursor {_asked(params)}")
        rows = queryset.order_by("-number" if backward else "number")
        if last := _last(signer, params[CURSOR]):
            rows = rows.filter(**{"number__lt" if backward else "number__gt": last})
        size = self.get_page_size(request)
        found = list(rows[: size + 1])
        self.next = None
        if len(found) > size:
            cursor = signer.sign(str(found[size - 1].number))
            self.next = replace_query_param(request.build_absolute_uri(), CURSOR, cursor)
        return found[:size]


def _asked(params: Mapping[str, object]) -> str:
    """Spell which rows are asked for, whatever the order of the parameters."""
    return repr([(name, params.getlist(name)) for name in sorted(params) if name not in BESIDE])


def _last(signer: signing.Signer, cursor: str) -> int | None:
    """Read after which number to go on.

    :raises ValidationError: if the cursor was not made here, or for another question.
    """
    if not cursor:
        return None
    try:
        return int(signer.unsign(cursor[:LONGEST]))
    except (signing.BadSignature, ValueError):
        refuse(CURSOR, _("This cursor was not given for this question."), "foreign_cursor")
