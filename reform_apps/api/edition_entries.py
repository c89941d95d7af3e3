"""What editions hold and drop: read it, and prepare the draft."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status, viewsets
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from reform_apps.api.frame import questions
from reform_apps.api.frame.descriptions import CONFLICT, ETAG, IF_MATCH_IF_ANY
from reform_apps.api.frame.preconditions import etag_of, is_known, version_named_if_any
from reform_apps.api.frame.resources import Shelf
from reform_apps.api.serializers.edition_acts import (
    DropSerializer,
    NamedRevisionSerializer,
    NewPlaceSerializer,
    RevisionSerializer,
)
from reform_apps.api.serializers.edition_entries import (
    EditionDropSerializer,
    EditionEntrySerializer,
    systems_pinned,
)
from reform_apps.filtersets.editions import EditionDropFilterSet, EditionEntryFilterSet
from reform_apps.filtersets.points import today
from reform_apps.models import Application, Edition, EditionDrop, EditionEntry
from reform_apps.operations import edition_entries

EDITION = OpenApiParameter("code", OpenApiTypes.STR, OpenApiParameter.PATH)
APPLICATION = OpenApiParameter("application", OpenApiTypes.STR, OpenApiParameter.PATH)


class PlacesViewSet(Shelf, viewsets.GenericViewSet):
    """Rows of one edition."""

    def get_queryset(self):
        rows = super().get_queryset().visible_to(self.request.user)
        return rows.filter(edition=self.edition())

    def edition(self) -> Edition:
        editions = Edition.objects.visible_to(self.request.user)
        return get_object_or_404(editions, code=self.kwargs["code"])

    def place_of(self, application: Application) -> EditionEntry:
        """Find the entry of an application that a body names."""
        edition = self.edition()
        entry = edition.entries.filter(application=application).first()
        if entry is None:
            message = _("%(application)s is not in %(edition)s.")
            named = {"application": application.code, "edition": edition.code}
            questions.refuse("application", message % named, "not_in_edition")
        return entry


class EditionEntryViewSet(PlacesViewSet):
    """The applications that an edition holds; If-Match, where it is sent, is checked."""

    lookup_field = "application__code"
    lookup_url_kwarg = "application"
    queryset = EditionEntry.objects.for_list()
    serializer_class = EditionEntrySerializer
    filterset_class = EditionEntryFilterSet

    @extend_schema(parameters=[EDITION])
    def list(self, request, code):
        """List the applications that an edition holds."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self._serializer(page, many=True).data)

    @extend_schema(parameters=[EDITION, APPLICATION, ETAG])
    def retrieve(self, request, code, application):
        """Show one application's place in an edition."""
        return self._shown(self.get_object())

    @extend_schema(
        request=NewPlaceSerializer,
        responses={201: EditionEntrySerializer, **CONFLICT},
        parameters=[EDITION, ETAG],
    )
    def create(self, request, code):
        """Take an application into a draft."""
        edition = self.edition()
        sent = NewPlaceSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        application, values, reason = sent.split()
        entry = edition_entries.add(
            edition=edition, application=application, values=values, reason=reason,
            by=request.user, at=timezone.now(),
        )  # fmt: skip
        return self._read_back(entry, status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="editions_entries_partial_update_named",
        request=NamedRevisionSerializer,
        responses=EditionEntrySerializer,
        parameters=[EDITION, IF_MATCH_IF_ANY, ETAG],
    )
    def partial_update_named(self, request, code):
        """Change the place of the application that is named; of a published one, its completion."""
        sent = NamedRevisionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        return self._revised(self.place_of(sent.validated_data["application"]), sent)

    @extend_schema(
        request=RevisionSerializer,
        responses=EditionEntrySerializer,
        parameters=[EDITION, APPLICATION, IF_MATCH_IF_ANY, ETAG],
    )
    def partial_update(self, request, code, application):
        """Change an application's place; in a published edition, when its task was completed."""
        entry = self.get_object()
        sent = RevisionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        return self._revised(entry, sent)

    def _revised(self, entry, sent):
        _application, values, reason = sent.split()
        entry = edition_entries.revise(
            entry=entry, values=values, reason=reason, version=version_named_if_any(self.request),
            by=self.request.user, at=timezone.now(),
        )  # fmt: skip
        return self._read_back(entry)

    def _read_back(self, entry, code=status.HTTP_200_OK):
        return self._shown(self.get_queryset().get(pk=entry.pk), code)

    def _shown(self, entry, code=status.HTTP_200_OK):
        shown = self._serializer([entry], many=True).data[0]
        # The application's own version, which an act on its place has to name.
        etag = etag_of(entry.application.version, shown)
        if self.action == "retrieve" and is_known(self.request, etag):
            return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": etag})
        return Response(shown, status=code, headers={"ETag": etag})

    def _serializer(self, entries, **kwargs):
        context = self.get_serializer_context()
        context |= {"systems": systems_pinned(entries), "today": today()}
        return EditionEntrySerializer(entries, context=context, **kwargs)


class EditionDropViewSet(PlacesViewSet):
    """The applications of the edition before that an edition does not hold any more."""

    queryset = EditionDrop.objects.select_related("application").order_by("application__number")
    serializer_class = EditionDropSerializer
    filterset_class = EditionDropFilterSet

    @extend_schema(parameters=[EDITION])
    def list(self, request, code):
        """List what an edition has dropped, and why."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        request=DropSerializer,
        responses={201: EditionDropSerializer, 204: None, **CONFLICT},
        parameters=[EDITION],
    )
    def create(self, request, code):
        """Take an application out of a draft; if it had only just been added, nothing is left."""
        self.edition()
        sent = DropSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        values = dict(sent.validated_data)
        entry = self.place_of(values.pop("application"))
        drop = edition_entries.drop(entry=entry, **values, by=request.user, at=timezone.now())
        if drop is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        drop = self.get_queryset().get(pk=drop.pk)
        return Response(self.get_serializer(drop).data, status=status.HTTP_201_CREATED)
