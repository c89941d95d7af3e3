"""Applications: read the ledger, write to it, and take applications along their life."""

from functools import partial

from django.db.models import Prefetch
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from reform_apps.api.frame import questions
from reform_apps.api.frame.cursors import CURSOR, FollowedPages
from reform_apps.api.frame.descriptions import ETAG, IF_MATCH
from reform_apps.api.frame.preconditions import etag_of, is_known, version_named
from reform_apps.api.frame.resources import Shelf
from reform_apps.api.serializers.applications import (
    ApplicationDetailSerializer,
    ApplicationSerializer,
    FacetsSerializer,
    OfferSerializer,
)
from reform_apps.api.serializers.journal import JournalEntrySerializer, applications_told
from reform_apps.api.serializers.sent import (
    AttestationSerializer,
    ParticularsSerializer,
    TransitionSerializer,
)
from reform_apps.filtersets.applications import ApplicationFilterSet
from reform_apps.filtersets.findings import JournalFilterSet
from reform_apps.filtersets.points import PointFilterSet, point_asked
from reform_apps.models import Alias, Application, Assessment, Observation
from reform_apps.operations import applications, transitions
from reform_apps.operations.office import attestations
from reform_apps.queries import facets, states
from reform_apps.queries.lists import rows
from reform_apps.queries.rights import disclosures, offers
from reform_apps.rules.codes import CODE_PATTERN


class ApplicationViewSet(
    Shelf, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    """Read the ledger; register and amend applications, and take them along their life."""

    lookup_field = "code"
    lookup_value_regex = CODE_PATTERN
    serializer_class = ApplicationDetailSerializer
    list_serializer_class = ApplicationSerializer
    filterset_class = ApplicationFilterSet
    pagination_class = FollowedPages

    def parameters(self):
        if self.action == "list":
            return (*super().parameters(), CURSOR)
        return questions.PAGING if self.action == "journal" else super().parameters()

    def is_filtered(self):
        return self.action in ("list", "retrieve", "facets", "journal")

    def get_filterset_class(self):
        return PointFilterSet if self.action == "retrieve" else super().get_filterset_class()

    def get_queryset(self):
        point = self._point()
        found = states.ledger(self.request.user, point).attested()
        if point or self.action in ("list", "facets"):
            return found
        return found.prefetch_related(
            Prefetch("aliases", Alias.objects.select_related("source").order_by("key")),
            Prefetch("observations", Observation.objects.for_list().order_by("pk")),
            Prefetch("assessments", Assessment.objects.select_related("source").order_by("pk")),
        )

    def list(self, request, *args, **kwargs):
        """List applications, as they stand or stood."""
        self.filter_queryset(self.get_queryset())
        found, fields = self.asked.found(), self._fields()
        if self._point():
            page = self.paginate_queryset(found)
            shown = self.get_serializer(states.thawed(page), many=True).data
        else:
            found.read = partial(rows.read, fields=fields)
            shown = rows.told(self.paginate_queryset(found), fields, request.user)
        return self.get_paginated_response(shown)

    @extend_schema(parameters=[ETAG], filters=True)
    def retrieve(self, request, *args, **kwargs):
        """Show one application with all that is known of it, or was known at a point."""
        found = self.get_object()
        # No ETag of what has been: it is no version to write upon.
        return self._shown(found) if self._point() is None else Response(self._as_it_stood(found))

    @extend_schema(
        request=ParticularsSerializer,
        responses={201: ApplicationDetailSerializer},
        parameters=[ETAG],
    )
    def create(self, request, *args, **kwargs):
        """Take an application into the ledger; it starts in planning."""
        sent = ParticularsSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        particulars, account = sent.split()
        application = applications.register(
            particulars=particulars, by=request.user, at=timezone.now(), **account
        )
        return self._read_back(application, code=status.HTTP_201_CREATED)

    @extend_schema(
        request=ParticularsSerializer,
        responses=ApplicationDetailSerializer,
        parameters=[IF_MATCH, ETAG],
    )
    def partial_update(self, request, *args, **kwargs):
        """Amend an application's particulars; nothing is written when nothing differs."""
        application = self.get_object()
        version = version_named(request)
        sent = ParticularsSerializer(data=request.data, partial=True)
        sent.is_valid(raise_exception=True)
        changes, account = sent.split()
        application = applications.amend(
            application=application, changes=changes, version=version,
            by=request.user, at=timezone.now(), **account,
        )  # fmt: skip
        return self._read_back(application)

    @extend_schema(responses=OfferSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def transitions(self, request, code):
        """List every transition: whether it is open to whoever asks, and if not, why."""
        found = offers.offers(self.get_object(), request.user, at=timezone.now())
        return Response(OfferSerializer(found, many=True).data)

    @extend_schema(
        request=TransitionSerializer,
        responses={201: ApplicationDetailSerializer},
        parameters=[IF_MATCH, ETAG],
    )
    @transitions.mapping.post
    def make_transition(self, request, code):
        """Take an application one step along its life."""
        application = self.get_object()
        version = version_named(request)
        sent = TransitionSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        application = transitions.make_transition(
            application=application, version=version, by=request.user, at=timezone.now(),
            **sent.validated_data,
        )  # fmt: skip
        return self._read_back(application, code=status.HTTP_201_CREATED)

    @extend_schema(
        request=AttestationSerializer,
        responses={201: ApplicationDetailSerializer},
        parameters=[IF_MATCH, ETAG],
    )
    @action(detail=True, methods=["post"], pagination_class=None)
    def attestations(self, request, code):
        """Confirm that nothing of an application has changed."""
        application = self.get_object()
        version = version_named(request)
        sent = AttestationSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        application = attestations.attest(
            application=application, version=version, by=request.user, at=timezone.now(),
            **sent.validated_data,
        )  # fmt: skip
        return self._read_back(application, code=status.HTTP_201_CREATED)

    @extend_schema(responses=JournalEntrySerializer(many=True))
    @action(
        detail=True,
        filterset_class=JournalFilterSet,
        serializer_class=JournalEntrySerializer,
        pagination_class=questions.Pages,
    )
    def journal(self, request, code):
        """List what was done to an application, newest first."""
        application = get_object_or_404(Application.objects.visible_to(request.user), code=code)
        entries = disclosures.journal_of(application, user=request.user)
        page = self.paginate_queryset(self.filter_queryset(entries))
        context = self.get_serializer_context()
        context["applications_told"] = applications_told(page, user=request.user)
        shown = JournalEntrySerializer(page, many=True, context=context)
        return self.get_paginated_response(shown.data)

    @extend_schema(responses=FacetsSerializer, filters=True)
    @action(detail=False, pagination_class=None)
    def facets(self, request):
        """Count applications by each facet, under the filters of the list."""
        # Orders, and what does not fit the evidence, are of today and not public.
        found = self.filter_queryset(self.get_queryset())
        tallies = self.asked.found().tallies
        counted = facets.counts(found if tallies is None else tallies)
        if request.user.is_authenticated and self._point() is None:
            counted |= facets.of_today(found, timezone.localdate())
        if self._point() is None:
            counted["major"] = facets.major_applications(request.user)
        return Response(FacetsSerializer(counted).data)

    def _point(self):
        asked = self.action in ("list", "retrieve", "facets")
        return point_asked(self.request.query_params) if asked else None

    def _fields(self):
        known = ApplicationSerializer.Meta.fields
        asked = questions.fields_asked(self.request, known)
        return known if asked is None else [name for name in known if name in asked]

    def _as_it_stood(self, state):
        (application,) = states.thawed([state])
        today = Application.objects.select_related("merged_into").get(pk=application.pk)
        application.created_at = today.created_at
        known = states.observations_then(application.pk, self._point())
        application._prefetched_objects_cache["observations"] = known
        context = self.get_serializer_context() | {"today": today}
        return ApplicationDetailSerializer(application, context=context).data

    def _read_back(self, application, code=status.HTTP_200_OK):
        # An annotation or relation that is missing would be dropped silently.
        return self._shown(self.get_queryset().get(pk=application.pk), code)

    def _shown(self, application, code=status.HTTP_200_OK):
        shown = self.get_serializer(application).data
        etag = etag_of(application.version, shown)
        if self.action == "retrieve" and is_known(self.request, etag):
            return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": etag})
        return Response(shown, status=code, headers={"ETag": etag})
