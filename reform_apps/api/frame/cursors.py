"""Lists that are followed to their end: each page costs the same, and no row is lost."""

from collections.abc import Mapping

from django.core import signing
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from reform_apps.api.frame.questions import Pages, refuse
from reform_apps.queries.lists.pages import Found

CURSOR = "cursor"
ORDERING = "ordering"
FORWARD, BACKWARD = "code", "-code"
# Of the address, what does not say which rows are asked for.
BESIDE = (CURSOR, "page_size", "fields")
AT_LEAST = "at_least"
LONGEST = 200


class FollowedPages(Pages):
    """Pages by number for people; for programs a cursor, by the number that is given once."""

    follows = False

    def paginate_queryset(self, queryset: Found, request, view=None):
        self.total = None
        self.follows = CURSOR in request.query_params
        if self.follows:
            return self._from(queryset, request)
        rows = super().paginate_queryset(queryset, request, view=view)
        self.total = queryset.total
        return rows

    def get_page_number(self, request, paginator):
        number, most = super().get_page_number(request, paginator), paginator.object_list.most
        if (number - 1) * self.get_page_size(request) >= most:
            message = _("Pages end at row %(most)s; follow the list with “cursor” beyond it.")
            refuse(self.page_query_param, message % {"most": most}, "too_deep")
        return number

    def get_next_link(self):
        link = super().get_next_link()
        if link or self.total.is_exact:
            return link
        # There is more; the page that is named here says how to go on.
        url = self.request.build_absolute_uri()
        return replace_query_param(url, self.page_query_param, self.page.number + 1)

    def get_paginated_response(self, data):
        if self.follows:
            how = {"count": None, "count_is": None, "next": self.next, "previous": None}
            return Response(how | {"results": data})
        how = {"count": self.total.number, "count_is": "exact" if self.total.is_exact else AT_LEAST}
        pages = {"next": self.get_next_link(), "previous": self.get_previous_link()}
        return Response(how | pages | {"results": data})

    def get_paginated_response_schema(self, schema):
        described = super().get_paginated_response_schema(schema)
        count = described["properties"].pop("count") | {"nullable": True}
        told = _(
            "A large number that is not kept is counted up to a limit: there are at least so many."
        )
        how = {"type": "string", "enum": ["exact", AT_LEAST], "nullable": True, "description": told}
        described["properties"] = {"count": count, "count_is": how, **described["properties"]}
        return described

    def get_schema_operation_parameters(self, view):
        told = _("Empty at first, then as `next` names it: every page costs the same; no count.")
        cursor = {
            "name": CURSOR, "required": False, "in": "query", "description": told,
            "schema": {"type": "string"}, "allowEmptyValue": True,
        }  # fmt: skip
        return [*super().get_schema_operation_parameters(view), cursor]

    def _from(self, queryset: Found, request) -> list:
        params = request.query_params
        if self.page_query_param in params:
            refuse(self.page_query_param, _("Either a page or a cursor."))
        if params.get(ORDERING, FORWARD) not in (FORWARD, BACKWARD):
            refuse(ORDERING, _("A cursor goes by code: code, or -code."), "not_followed")
        backward = params.get(ORDERING) == BACKWARD
        signer = signing.Signer(salt=f"cursor {_asked(params)}")
        last, size = _last(signer, params[CURSOR]), self.get_page_size(request)
        found = queryset.after(last, most=size + 1, backward=backward)
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
