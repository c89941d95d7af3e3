"""Editions: read them, begin a draft, publish it, carry it away."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from reform_apps.api.frame import files
from reform_apps.api.frame.descriptions import CONFLICT
from reform_apps.api.frame.resources import Download, Shelf
from reform_apps.api.serializers.edition_acts import EditionSentSerializer, PublicationSerializer
from reform_apps.api.serializers.editions import EditionDetailSerializer, EditionSerializer
from reform_apps.exchange import bundles
from reform_apps.filtersets.editions import EditionFilterSet
from reform_apps.models import Edition, EditionState
from reform_apps.operations import editions
from reform_apps.operations.editions import EditionRefused


class EditionRows(Shelf):
    """What all views of editions have in common."""

    lookup_field = "code"
    lookup_value_regex = "[A-Za-z0-9-]+"
    queryset = Edition.objects.select_related("previous", "seal").order_by("position")

    def get_queryset(self):
        return super().get_queryset().visible_to(self.request.user)


class EditionViewSet(
    EditionRows, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    """The editions of the ledger, in their order; drafts only for people who have signed in."""

    serializer_class = EditionDetailSerializer
    list_serializer_class = EditionSerializer
    filterset_class = EditionFilterSet

    @extend_schema(
        request=EditionSentSerializer, responses={201: EditionDetailSerializer, **CONFLICT}
    )
    def create(self, request, *args, **kwargs):
        """Begin a draft, rolled over from the edition before it."""
        sent = EditionSentSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        edition = editions.start(**sent.validated_data, by=request.user, at=timezone.now())
        return self._shown(edition, status.HTTP_201_CREATED)

    @extend_schema(
        request=EditionSentSerializer, responses={200: EditionDetailSerializer, **CONFLICT}
    )
    def partial_update(self, request, *args, **kwargs):
        """Call a draft otherwise."""
        edition = self.get_object()
        sent = EditionSentSerializer(data=request.data, partial=True)
        sent.is_valid(raise_exception=True)
        stands = {name: getattr(edition, name) for name in ("code", "title", "note")}
        told = stands | sent.validated_data
        edition = editions.rename(edition=edition, **told, by=request.user, at=timezone.now())
        return self._shown(edition)

    @extend_schema(
        request=PublicationSerializer, responses={200: EditionDetailSerializer, **CONFLICT}
    )
    @action(detail=True, methods=["post"])
    def publish(self, request, code):
        """Pin every entry, seal the edition and freeze it; or tell all that stands in the way."""
        edition = self.get_object()
        sent = PublicationSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        now = timezone.now()
        told = {"issued_on": timezone.localdate(now)} | sent.validated_data
        return self._shown(editions.publish(edition=edition, **told, by=request.user, at=now))

    def _shown(self, edition, code=status.HTTP_200_OK):
        edition = self.get_queryset().get(pk=edition.pk)
        return Response(self.get_serializer(edition).data, status=code)


class EditionFileViewSet(Download, EditionRows, viewsets.GenericViewSet):
    """An edition to carry away."""

    pagination_class = None

    @extend_schema(responses={**files.described(files.ZIP), **CONFLICT})
    def bundle(self, request, code):
        """Send a published edition with all that it takes to verify it elsewhere."""
        edition = self.get_object()
        if edition.state != EditionState.PUBLISHED:
            raise EditionRefused(_("“%s” is not published yet.") % edition)
        file = bundles.file(edition, user=request.user)
        return files.opened(file, name=f"edition-{code}.zip", content_type=files.ZIP)
