"""How the schema describes each operation."""

from django.utils.translation import gettext_lazy
from drf_spectacular.extensions import OpenApiFilterExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from reform_apps.api.frame import questions
from reform_apps.filtersets.strict import (
    LONGEST_SEARCH,
    DayFilter,
    OneOfFilter,
    OneOfRowsFilter,
    SearchFilter,
    StableOrderingFilter,
    YesOrNoFilter,
)

IF_MATCH = OpenApiParameter(
    "If-Match",
    location=OpenApiParameter.HEADER,
    required=True,
    description=gettext_lazy("The version that you have read: the ETag, or the version alone."),
)
IF_MATCH_IF_ANY = OpenApiParameter(
    "If-Match",
    location=OpenApiParameter.HEADER,
    description=gettext_lazy("The version of the application that you have read, to be checked."),
)
ETAG = OpenApiParameter(
    "ETag",
    location=OpenApiParameter.HEADER,
    response=[200, 201],
    description=gettext_lazy("The version that is shown, for If-Match and If-None-Match."),
)
TAG = OpenApiParameter(
    "ETag",
    location=OpenApiParameter.HEADER,
    response=[200],
    description=gettext_lazy("What this answer is known by: send it back in If-None-Match."),
)
FIELDS = OpenApiParameter(
    questions.FIELDS,
    description=gettext_lazy("Only these fields, joined by commas."),
    explode=False,
    many=True,
)
REFUSALS = {
    "GET": (400, 401, 404),
    "POST": (400, 401, 403, 404, 413, 415),
    "PATCH": (400, 401, 403, 404, 413, 415),
    "DELETE": (400, 401, 403, 404),
}
REFUSALS_OF_VERSIONS = (409, 412, 428)


class ErrorSerializer(serializers.Serializer):
    """One reason of a refusal."""

    code = serializers.CharField(help_text=gettext_lazy("For programs"))
    detail = serializers.CharField(help_text=gettext_lazy("For people, in their language"))
    attr = serializers.CharField(
        allow_null=True, help_text=gettext_lazy("The field or parameter that it is about")
    )


class ErrorsSerializer(serializers.Serializer):
    """Why a request was refused: every reason that is known."""

    type = serializers.ChoiceField(["validation_error", "client_error", "server_error"])
    errors = ErrorSerializer(many=True)


CONFLICT = {409: ErrorsSerializer}


class Description(AutoSchema):
    """An operation with the refusals that it knows, in the one shape that they have."""

    def get_override_parameters(self):
        parameters = [*super().get_override_parameters()]
        if questions.FIELDS in self.view.parameters():
            parameters.append(FIELDS)
        return parameters

    def _get_response_bodies(self, direction="response"):
        bodies = super()._get_response_bodies(direction=direction)
        if direction != "response":
            return bodies
        codes = REFUSALS[self.method]
        if {IF_MATCH, IF_MATCH_IF_ANY} & {*self.get_override_parameters()}:
            codes = (*codes, *REFUSALS_OF_VERSIONS)
        refusals = {
            str(code): self._get_response_for_code(ErrorsSerializer, str(code)) for code in codes
        }
        return refusals | bodies


class QuestionsExtension(OpenApiFilterExtension):
    """The parameters of our filter sets, as strict as they are."""

    target_class = "reform_apps.api.frame.questions.Questions"
    priority = 1

    def get_schema_operation_parameters(self, auto_schema, *args, **kwargs):
        filterset = auto_schema.view.get_filterset_class()
        if filterset is None or not auto_schema.view.is_filtered():
            return []
        return [
            {"in": "query", "name": name, "description": str(asked.label), **_shape(asked)}
            for name, asked in filterset.base_filters.items()
        ]


def _shape(asked) -> dict[str, object]:
    """Describe what a filter takes."""
    if isinstance(asked, StableOrderingFilter):
        words = [word for word, _label in asked.extra["choices"]]
        return _list({"type": "string", "enum": words}, explode=False)
    if isinstance(asked, OneOfFilter):
        words = [str(word) for word, _label in asked.extra["choices"]]
        return _list({"type": "string", "enum": words}, explode=True)
    if isinstance(asked, OneOfRowsFilter):
        return _list({"type": "string"}, explode=True)
    schema: dict[str, object] = {"type": "string"}
    if isinstance(asked, YesOrNoFilter):
        schema["enum"] = ["true", "false"]
    elif isinstance(asked, DayFilter):
        schema["format"] = "date"
    elif isinstance(asked, SearchFilter):
        schema["maxLength"] = LONGEST_SEARCH
    return {"schema": schema}


def _list(items: dict[str, object], *, explode: bool) -> dict[str, object]:
    return {"schema": {"type": "array", "items": items}, "explode": explode, "style": "form"}
