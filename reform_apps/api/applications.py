"""Applications: read the ledger, write to it, and take applications along their life."""

from dataclasses import replace

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from reform_apps.api.frame import conditions, questions
from reform_apps.api.frame.cursors import CURSOR, FollowedPages
from reform_apps.api.frame.descriptions import ETAG, IF_MATCH, TAG
from reform_apps.api.frame.preconditions import is_known, version_named, version_tag_of
from reform_apps.api.frame.resources import Shelf
from reform_apps.api.serializers.applications import (
    ApplicationDetailSerializer,
    ApplicationSerializer,
    FacetsSerializer,
    OfferSerializer,
)
from reform_apps.api.serializers.findings import MeasurementSerializer
from reform_apps.api.serializers.journal import JournalEntrySerializer, applications_told
from reform_apps.api.serializers.sent import (
    AttestationSerializer,
    ParticularsSerializer,
    TransitionSerializer,
)
from reform_apps.filtersets.applications import LASTING, MINE, ApplicationFilterSet
from reform_apps.filtersets.findings import JournalFilterSet
from reform_apps.filtersets.points import PointFilterSet, point_asked
from reform_apps.models import Application
from reform_apps.operations import applications, transitions
from reform_apps.operations.office import attestations
from reform_apps.queries import facets, states
from reform_apps.queries.lists import details, references, revisions, rows
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
        return states.ledger(self.request.user, self._point()).attested()

    @extend_schema(parameters=[TAG])
    def list(self, request, *args, **kwargs):
        """List applications, as they stand or stood."""
        revision = revisions.standing()
        tag = self._tag(revision)
        if conditions.is_unchanged(request, tag):
            return conditions.unchanged(tag)
        found, fields = self._found(revision), self._fields()
        if self._point():
            page = self.paginate_queryset(found)
            shown = self.get_serializer(states.thawed(page), many=True).data
        else:
            found.fields = fields
            page = self.paginate_queryset(found)
            shown = rows.told(page, fields, request.user, references.at(revision.token))
        return conditions.tagged(self.get_paginated_response(shown), tag)

    @extend_schema(parameters=[ETAG], filters=True)
    def retrieve(self, request, *args, **kwargs):
        """Show one application with all that is known of it, or was known at a point."""
        if self._point():
            # No ETag of what has been: it is no version to write upon.
            return Response(self._as_it_stood(self.get_object()))
        self.filter_queryset(Application.objects.none())
        return self._shown(self.kwargs["code"])

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
        application = self._named()
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
        application = self._named()
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
        application = self._named()
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

    @extend_schema(responses=FacetsSerializer, parameters=[TAG], filters=True)
    @action(detail=False, pagination_class=None)
    def facets(self, request):
        """Count applications by each facet, under the filters of the list."""
        revision = revisions.standing()
        tag = self._tag(revision)
        if conditions.is_unchanged(request, tag):
            return conditions.unchanged(tag)
        found = self._found(revision)
        told = found.rows if found.tallies is None else found.tallies
        counted = facets.counts(told, references.at(revision.token))
        if self._point() is None:
            counted["major"] = {
                "named": facets.named_major_applications(request.user),
                "stated": self._stated(revision),
            }
        # Orders, and what does not fit the evidence, are of today and not public.
        if request.user.is_authenticated and self._point() is None:
            counted |= facets.of_today(found.rows, timezone.localdate())
        return conditions.tagged(Response(counted), tag)

    def _point(self):
        asked = self.action in ("list", "retrieve", "facets")
        return point_asked(self.request.query_params) if asked else None

    def _named(self):
        """Find whom to act on; the act reads the rest, under its lock."""
        found = Application.objects.visible_to(self.request.user).only("code")
        return get_object_or_404(found, code=self.kwargs["code"])

    def _stated(self, revision):
        """Tell the number that a source states; whoever records another gives another token."""

        def told():
            stated = facets.stated_major_applications()
            return stated and MeasurementSerializer(stated).data

        if revision.token is None:
            return told()
        # In a tuple, for there may be none to tell.
        return questions.understood((revision.token, "stated"), lambda: (told(),))[0]

    def _found(self, revision):
        asked = self.request.query_params
        if not (revision.token and asked.keys() <= LASTING | {*self.parameters()}):
            return self._judged()
        if len(asked.getlist(CURSOR)) == 1:
            # From where a list is followed is not judged here.
            asked = asked.copy()
            asked[CURSOR] = ""
        known = self.request.user.is_authenticated
        key = (revision.token, self.action, known, asked.urlencode())
        # A copy, for a total is counted anew.
        return replace(questions.understood(key, self._judged))

    def _judged(self):
        self.filter_queryset(self.get_queryset())
        return self.asked.found()

    def _tag(self, revision):
        # Whose own an application is, no revision tells.
        return (
            None if MINE in self.request.query_params else conditions.tag_of(self.request, revision)
        )

    def _fields(self):
        known = self.get_serializer_class().Meta.fields
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
        # What an act has written is told from the ledger, and not from memory.
        return self._shown(application.code, code)

    def _shown(self, named, code=status.HTTP_200_OK):
        fields, user = self._fields(), self.request.user
        revision = revisions.standing()
        row = details.read(named, fields, everything=user.is_authenticated)
        if row is None:
            raise Http404
        merged = row.merged_into__code is not None
        tag = version_tag_of(self.request, row.version, revision, is_merged=merged)
        if self.action == "retrieve" and is_known(self.request, tag):
            return conditions.unchanged(tag)
        shown = details.told(row, fields, user, references.at(revision.token))
        return Response(shown, status=code, headers={"ETag": tag})
