"""The list as a file to keep: all that answers the questions, as it stands or stood."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets

from reform_apps.api.frame import files
from reform_apps.api.frame.resources import Download, Shelf
from reform_apps.exchange import exports
from reform_apps.filtersets.applications import ApplicationFilterSet
from reform_apps.filtersets.points import point_asked, today
from reform_apps.models import Application
from reform_apps.queries import states
from reform_apps.queries.states import Point

CHUNK = 500


class ExportViewSet(Download, Shelf, viewsets.GenericViewSet):
    """The filtered list, whole and without pages."""

    filterset_class = ApplicationFilterSet
    pagination_class = None
    queryset = Application.objects.none()

    def is_filtered(self):
        return True

    def get_queryset(self):
        point = point_asked(self.request.query_params)
        rows = states.ledger(self.request.user, point)
        return rows if point else rows.prefetch_related("aliases")

    @extend_schema(responses=files.described(files.CSV), filters=True)
    def csv(self, request):
        """Send the filtered list as CSV."""
        lines = exports.csv_lines(self._applications(), user=request.user)
        return files.streamed(lines, name=f"{self._name()}.csv", content_type=files.CSV)

    @extend_schema(responses=files.described(files.XLSX), filters=True)
    def xlsx(self, request):
        """Send the filtered list as a workbook."""
        file = exports.xlsx_file(self._applications(), user=request.user)
        return files.opened(file, name=f"{self._name()}.xlsx", content_type=files.XLSX)

    def _applications(self):
        # Judged here: once the answer has begun, nothing can be refused.
        return _walked(self.filter_queryset(self.get_queryset()))

    def _name(self):
        point = point_asked(self.request.query_params)
        return f"applications-{_day(point) if point else today()}"


def _day(point: Point) -> date:
    return point.effective_on or timezone.localdate(point.recorded_by)


def _walked(rows: QuerySet) -> Iterator[Application]:
    walk = rows.iterator(chunk_size=CHUNK)
    while some := list(islice(walk, CHUNK)):
        yield from states.thawed(some)
