"""Lists as files to keep: all that answers the questions, whole and without pages."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import IO

from django.db.models import Model, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets

from reform_apps.api.edition_entries import EDITION, PlacesViewSet
from reform_apps.api.frame import files
from reform_apps.api.frame.resources import Download, Shelf
from reform_apps.exchange import exports
from reform_apps.exchange.blocks import Blocks
from reform_apps.exchange.columns import APPLICATIONS
from reform_apps.exchange.schemas import EDITION_ENTRIES, OBSERVATIONS, ROLLOUTS
from reform_apps.filtersets.applications import ApplicationFilterSet
from reform_apps.filtersets.editions import EditionEntryFilterSet
from reform_apps.filtersets.findings import ObservationFilterSet
from reform_apps.filtersets.points import point_asked, today
from reform_apps.filtersets.rollouts import RolloutFilterSet
from reform_apps.models import Application, EditionEntry, Observation, Rollout
from reform_apps.queries import states
from reform_apps.queries.states import Point

CHUNK = 500


class FileViewSet(Download, Shelf, viewsets.GenericViewSet):
    """A filtered list as a file; signed in, with what it takes to send it back changed."""

    schema_of_file = APPLICATIONS
    pagination_class = None

    def is_filtered(self):
        return True

    def rows(self) -> Iterator[Model]:
        """List what is written; judged here: once the answer has begun, nothing can be refused."""
        return self.filter_queryset(self.get_queryset()).iterator(chunk_size=CHUNK)

    def lines(self) -> Iterator[bytes]:
        return exports.csv_lines(self.rows(), user=self.request.user, schema=self.schema_of_file)

    def workbook(self) -> IO[bytes]:
        return exports.xlsx_file(self.rows(), user=self.request.user, schema=self.schema_of_file)

    def file_name(self) -> str:
        return f"{self.schema_of_file.kind}-{today()}"

    @extend_schema(responses=files.described(files.CSV), filters=True)
    def csv(self, request, **kwargs):
        """Send the filtered list as CSV."""
        return files.streamed(self.lines(), name=f"{self.file_name()}.csv", content_type=files.CSV)

    @extend_schema(responses=files.described(files.XLSX), filters=True)
    def xlsx(self, request, **kwargs):
        """Send the filtered list as a workbook."""
        return files.opened(
            self.workbook(), name=f"{self.file_name()}.xlsx", content_type=files.XLSX
        )


class ExportViewSet(FileViewSet):
    """The applications, as they stand or stood."""

    filterset_class = ApplicationFilterSet
    queryset = Application.objects.none()

    def get_queryset(self):
        return states.ledger(self.request.user, self.point)

    @property
    def point(self) -> Point | None:
        return point_asked(self.request.query_params)

    def rows(self):
        return _walked(self.filter_queryset(self.get_queryset()))

    def blocks(self) -> Blocks:
        found = self.filter_queryset(self.get_queryset())
        return Blocks(found, user=self.request.user, day=today())

    def lines(self):
        return super().lines() if self.point else exports.csv_of(self.blocks())

    def workbook(self):
        return super().workbook() if self.point else exports.xlsx_of(self.blocks())

    def file_name(self):
        return f"{self.schema_of_file.kind}-{_day(self.point) if self.point else today()}"


class ObservationExportViewSet(FileViewSet):
    """The measured values."""

    schema_of_file = OBSERVATIONS
    filterset_class = ObservationFilterSet
    queryset = Observation.objects.for_list().order_by("pk")

    def get_queryset(self):
        return super().get_queryset().visible_to(self.request.user)


class RolloutExportViewSet(FileViewSet):
    """How far applications are connected in the regions."""

    schema_of_file = ROLLOUTS
    filterset_class = RolloutFilterSet
    queryset = Rollout.objects.for_list().order_by("application__number", "region__code")

    def get_queryset(self):
        return super().get_queryset().visible_to(self.request.user)


class EditionEntryExportViewSet(FileViewSet, PlacesViewSet):
    """The applications that an edition holds."""

    schema_of_file = EDITION_ENTRIES
    filterset_class = EditionEntryFilterSet
    queryset = EditionEntry.objects.for_list().order_by("application__number")

    def file_name(self):
        return f"edition-{self.kwargs['code']}-{today()}"

    @extend_schema(responses=files.described(files.CSV), parameters=[EDITION], filters=True)
    def csv(self, request, code):
        """Send the filtered entries as CSV."""
        return super().csv(request)

    @extend_schema(responses=files.described(files.XLSX), parameters=[EDITION], filters=True)
    def xlsx(self, request, code):
        """Send the filtered entries as a workbook."""
        return super().xlsx(request)


def _day(point: Point) -> date:
    return point.effective_on or timezone.localdate(point.recorded_by)


def _walked(rows: QuerySet) -> Iterator[Application]:
    walk = rows.iterator(chunk_size=CHUNK)
    while some := list(islice(walk, CHUNK)):
        yield from states.thawed(some)
