"""The description of the API, for programs and for people, from local files."""

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from rest_framework.permissions import AllowAny

from reform_apps.api.frame import questions
from reform_apps.api.frame.resources import Door


class SchemaView(Door, SpectacularAPIView):
    """The OpenAPI schema, as JSON or as YAML."""

    authentication_classes = []
    permission_classes = [AllowAny]
    renderer_classes = [
        OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer, OpenApiYamlRenderer2,
    ]  # fmt: skip

    def parameters(self):
        return ("lang",)

    @extend_schema(exclude=True)
    def get(self, request, *args, **kwargs):
        """Describe the API."""
        language = request.query_params.get("lang")
        if language not in (None, *dict(settings.LANGUAGES)):
            questions.refuse("lang", _("This language is not offered."), "invalid_choice")
        return super().get(request, *args, **kwargs)


class DocsView(Door, SpectacularSwaggerView):
    """The schema as pages to read and try, without anything from elsewhere."""

    authentication_classes = []
    permission_classes = [AllowAny]
    url_name = "api:schema"

    @extend_schema(exclude=True)
    def get(self, request, *args, **kwargs):
        """Show the pages."""
        return super().get(request, *args, **kwargs)
