"""Saved views: one's own questions to the list of applications, and those that are shared."""

from rest_framework import mixins, serializers, status, viewsets
from rest_framework.response import Response

from reform_apps.api.frame.access import SignedIn
from reform_apps.api.frame.resources import Shelf
from reform_apps.api.serializers.bodies import StrictSerializer
from reform_apps.api.serializers.rows import RowSerializer
from reform_apps.filtersets import saved
from reform_apps.models import SavedView
from reform_apps.operations.office import saved_views as operations
from reform_apps.queries.office import saved_views


class SavedViewSerializer(RowSerializer):
    """One question under its name; `query` is what follows `applications/?`."""

    owner = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = SavedView
        fields = ["id", "name", "query", "is_shared", "owner"]
        read_only_fields = fields


class SentViewSerializer(StrictSerializer):
    """A question that is to be kept."""

    name = serializers.CharField(max_length=60)
    query = serializers.CharField(max_length=saved.MOST_CHARACTERS, allow_blank=True)
    is_shared = serializers.BooleanField(default=False)

    def validate_query(self, query):
        return saved.kept(query)


class SavedViewViewSet(
    Shelf,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet,
):
    """The views that one is offered; writing one of the same name replaces it."""

    permission_classes = [SignedIn]
    http_method_names = ["get", "post", "delete", "head", "options"]
    serializer_class = SavedViewSerializer
    lookup_value_regex = "[0-9]{1,9}"
    queryset = SavedView.objects.order_by("pk")

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return saved_views.offered_to(self.request.user)

    def create(self, request, *args, **kwargs):
        """Keep a question under a name."""
        sent = SentViewSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        view = operations.save(**sent.validated_data, by=request.user)
        return Response(SavedViewSerializer(view).data, status=status.HTTP_201_CREATED)

    def perform_destroy(self, instance):
        operations.remove(view=instance, by=self.request.user)
