"""The change feed: the whole journal in its one order, to be read on from any position."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from reform_apps.api.frame import questions
from reform_apps.api.frame.resources import Shelf
from reform_apps.api.serializers.journal import FeedSerializer, applications_told
from reform_apps.filtersets.journal import FeedFilterSet
from reform_apps.models import JournalEntry
from reform_apps.operations import positions as placing
from reform_apps.queries import positions
from reform_apps.queries.rights import disclosures

AFTER, LIMIT = "after", "limit"
USUAL, MOST = 100, 1000
WHERE = [
    OpenApiParameter(
        AFTER,
        OpenApiTypes.INT,
        description=gettext_lazy("Only entries after this position; 0, or nothing, means all."),
    ),
    OpenApiParameter(
        LIMIT, OpenApiTypes.INT, description=gettext_lazy("At most so many entries, up to 1000.")
    ),
]


class FeedViewSet(Shelf, viewsets.GenericViewSet):
    """The journal, without gaps: nothing appears later before a position that was served."""

    queryset = JournalEntry.objects.none()
    serializer_class = FeedSerializer
    filterset_class = FeedFilterSet
    pagination_class = None

    def parameters(self):
        return (AFTER, LIMIT)

    def is_filtered(self):
        return True

    def get_queryset(self):
        return disclosures.feed(user=self.request.user)

    @extend_schema(parameters=WHERE, filters=True, operation_id="journal_feed")
    def list(self, request):
        """List what was done to all applications, in the order of the journal."""
        entries = self.filter_queryset(self.get_queryset())
        limit = questions.whole_number(request, LIMIT, default=USUAL, least=1, most=MOST)
        placing.give()
        # Read before the entries: what gets a position in between is left for the next time.
        last = positions.last()
        after = self._after(last)
        page = list(entries.filter(place__gt=after, place__lte=last)[:limit])
        reached = page[-1].place if len(page) == limit else last
        context = self.get_serializer_context()
        context["applications_told"] = applications_told(page, user=request.user)
        told = {
            "results": page,
            "next_after": reached,
            "last": last,
            "next": self._address(reached) if reached < last else None,
        }
        return Response(FeedSerializer(told, context=context).data)

    def _after(self, last):
        most = 10**questions.LONGEST_POSITION
        after = questions.whole_number(self.request, AFTER, default=0, least=0, most=most)
        if after > last:
            # Whoever has been so far has read another journal, and would miss what comes.
            message = _("No position beyond %s has been given yet.") % last
            questions.refuse(AFTER, message, "beyond_the_last")
        return after

    def _address(self, after):
        return replace_query_param(self.request.build_absolute_uri(), AFTER, after)
