"""What is the same behind every address."""

from django.utils.cache import patch_vary_headers
from rest_framework.views import APIView

from reform_apps.api.frame import questions
from reform_apps.api.serializers.bodies import StrictJSONParser

# What an answer depends on, besides its address.
VARY = ("Authorization", "Cookie")


class Door(APIView):
    """What every view has in common."""

    http_method_names = ["get", "head", "post", "patch"]
    parser_classes = [StrictJSONParser]

    def parameters(self) -> tuple[str, ...]:
        """List the parameters that the view reads itself."""
        return ()

    def is_filtered(self) -> bool:
        """Tell whether a FilterSet judges the parameters."""
        return False

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if not self.is_filtered():
            questions.refuse_unknown(request, self.parameters())

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(response, VARY)
        return response


class Shelf(Door):
    """What every view of rows has in common, for a generic view to build on."""

    filter_backends = [questions.Questions]
    pagination_class = questions.Pages
    # The serializer of the list, where it is another one than that of a single row.
    list_serializer_class = None
    filterset_class = None

    def parameters(self):
        if self.action == "list":
            return (*questions.PAGING, questions.FIELDS)
        return (questions.FIELDS,) if self.action == "retrieve" else ()

    def is_filtered(self):
        return self.action == "list" and self.get_filterset_class() is not None

    def get_filterset_class(self):
        return self.filterset_class

    def filter_queryset(self, queryset):
        # get_object() filters too: `ZJ-0001/?status=online` would be a 404 for a trial.
        return super().filter_queryset(queryset) if self.is_filtered() else queryset

    def get_serializer_class(self):
        if self.action == "list" and self.list_serializer_class:
            return self.list_serializer_class
        return super().get_serializer_class()

    def get_serializer_context(self):
        context = super().get_serializer_context()
        if questions.FIELDS in self.parameters():
            known = self.get_serializer_class().Meta.fields
            context["fields"] = questions.fields_asked(self.request, known)
        return context


class Download(Door):
    """A view that answers with a file, whatever kind of answer was asked for."""

    def perform_content_negotiation(self, request, force=False):
        # Of what is refused, JSON tells, as everywhere.
        return super().perform_content_negotiation(request, force=True)
