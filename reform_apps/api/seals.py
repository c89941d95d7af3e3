"""Seals over the journal, and what it takes to check them elsewhere."""

from drf_spectacular.utils import extend_schema
from rest_framework import viewsets

from reform_apps.api.frame import files
from reform_apps.api.frame.resources import Download, Shelf
from reform_apps.api.serializers.seals import SealDetailSerializer, SealSerializer
from reform_apps.exchange import seals
from reform_apps.models import Seal


class SealViewSet(Shelf, viewsets.ReadOnlyModelViewSet):
    """The seals, from the first to the last."""

    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,9}"
    queryset = Seal.objects.order_by("number")
    serializer_class = SealDetailSerializer
    list_serializer_class = SealSerializer


class SealFileViewSet(Download, Shelf, viewsets.GenericViewSet):
    """What a seal closes, in full."""

    lookup_field = "number"
    queryset = Seal.objects.order_by("number")
    pagination_class = None

    @extend_schema(responses=files.described(files.TEXT))
    def digests(self, request, number):
        """Send the digests of all entries that a seal closes, in their order, a line each."""
        seal = self.get_object()
        name = f"seal-{seal.number}-digests.txt"
        parts = (line.encode() for line in seals.lines(seal))
        return files.streamed(parts, name=name, content_type=files.TEXT)
