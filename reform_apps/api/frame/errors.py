"""Every refusal, translated in one place into the one shape that errors have."""

import json
from collections.abc import Iterable, Mapping

from django.core.exceptions import NON_FIELD_ERRORS, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelValidationError
from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import CLIENT_ERROR, Error
from rest_framework import status
from rest_framework.exceptions import (
    APIException,
    ErrorDetail,
    ParseError,
    PermissionDenied,
    ValidationError,
)
from rest_framework.settings import api_settings

from reform_apps.operations.editions import EditionRefused, PublicationRefused
from reform_apps.operations.evaluation.rollouts import ReportRefused
from reform_apps.operations.observations import ValuesRefused
from reform_apps.operations.office.attestations import AttestationRefused
from reform_apps.operations.office.imports import ImportRefused
from reform_apps.operations.office.proposals import ProposalRefused
from reform_apps.operations.transitions import TransitionRefused
from reform_apps.operations.wishes import WishesRefused
from reform_apps.operations.writing.acts import ActRefused, StaleVersion
from reform_apps.rules.lifecycle import Block

# The first kind that stands in the way decides.
STATUS_OF_BLOCK = {
    "role": status.HTTP_403_FORBIDDEN,
    "status": status.HTTP_409_CONFLICT,
    "fact": status.HTTP_409_CONFLICT,
    "input": status.HTTP_400_BAD_REQUEST,
}
ABOUT_A_FIELD = ("fact", "input")
# What stands against an act as things are now, told in one sentence.
CONFLICTS = {
    EditionRefused: "edition_refused",
    AttestationRefused: "attestation_refused",
    ImportRefused: "import_refused",
    ProposalRefused: "proposal_refused",
}

# What is refused of many things at once, by index.
BY_INDEX = {ReportRefused: "rollouts", ValuesRefused: "observations", WishesRefused: "applications"}


class PreconditionRequired(APIException):
    """A write did not say which version it has seen."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "precondition_required"
    default_detail = gettext_lazy(
        'Name the one version that you have read: If-Match with the ETag, such as If-Match: "3".'
    )


class BodyTooLarge(APIException):
    """A body is longer than any that could be meant."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = gettext_lazy("The body is too large.")


class LockedOut(APIException):
    """Too many passwords were wrong."""

    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_code = "locked_out"
    default_detail = gettext_lazy("Too many failed attempts to sign in. Try again later.")

    def __init__(self, *, wait: float):
        super().__init__()
        self.wait = wait


class Refused(APIException):
    """A refusal for several reasons, each told."""

    def __init__(self, status_code: int, errors: Iterable[Error]):
        self.status_code = status_code
        self.errors = list(errors)
        super().__init__(" ".join(error.detail for error in self.errors))


class Formatter(ExceptionFormatter):
    """Tells every reason of a refusal, whether or not it is about a field."""

    def get_errors(self) -> list[Error]:
        return getattr(self.exc, "errors", None) or super().get_errors()

    def get_error_type(self) -> str:
        return CLIENT_ERROR if isinstance(self.exc, Refused) else super().get_error_type()


class Refusals(ExceptionHandler):
    """What the operations refuse, as HTTP says it."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, ActRefused):
            return PermissionDenied(str(exc))
        if isinstance(exc, StaleVersion):
            return Refused(status.HTTP_412_PRECONDITION_FAILED, _differences(exc))
        if isinstance(exc, TransitionRefused):
            return _blocked(exc.blocks)
        if type(exc) in BY_INDEX:
            return ValidationError({BY_INDEX[type(exc)]: exc.faults})
        if isinstance(exc, PublicationRefused):
            return Refused(status.HTTP_409_CONFLICT, _faults(exc))
        for kind, code in CONFLICTS.items():
            if isinstance(exc, kind):
                return Refused(status.HTTP_409_CONFLICT, [Error(code, str(exc), None)])
        if isinstance(exc, SuspiciousOperation):
            # Such as more parameters than a form could have.
            return ParseError()
        if isinstance(exc, ModelValidationError):
            return ValidationError(by_field(exc))
        return super().convert_known_exceptions(exc)


def by_field(error: ModelValidationError) -> dict[str, list[ErrorDetail]]:
    """Translate what a model or an operation finds wrong."""
    found = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: [error]}
    details = {}
    for field, errors in found.items():
        name = api_settings.NON_FIELD_ERRORS_KEY if field == NON_FIELD_ERRORS else field
        details[name] = [
            ErrorDetail(message, code=each.code or "invalid")
            for part in errors
            for each in part.error_list
            for message in each.messages
        ]
    return details


@csrf_exempt
def nowhere(request, *args, **kwargs):
    """Answer for an address of the API that does not exist."""
    detail = _("There is nothing at this address.")
    if not request.path.endswith("/"):
        detail = _("There is nothing at this address; addresses end with a slash.")
    error = {"code": "not_found", "detail": detail, "attr": None}
    return JsonResponse(
        {"type": CLIENT_ERROR, "errors": [error]},
        status=status.HTTP_404_NOT_FOUND,
        json_dumps_params={"ensure_ascii": False},
    )


# Otherwise every address without a slash would be sent on to here.
nowhere.should_append_slash = False


def _blocked(blocks: Iterable[Block]) -> APIException:
    kinds = {block.kind for block in blocks}
    answer = next(code for kind, code in STATUS_OF_BLOCK.items() if kind in kinds)
    if answer == status.HTTP_400_BAD_REQUEST:
        return ValidationError(
            {block.code: ErrorDetail(block.message, code="required") for block in blocks}
        )
    return Refused(answer, [_reason(block) for block in blocks])


def _reason(block: Block) -> Error:
    if block.kind in ABOUT_A_FIELD:
        return Error("missing" if block.kind == "fact" else "required", block.message, block.code)
    return Error(block.code, block.message, None)


def _faults(refused: PublicationRefused) -> list[Error]:
    return [Error(fault.code, fault.message, fault.application or None) for fault in refused.faults]


def _differences(stale: StaleVersion) -> list[Error]:
    message = _("It was %(read)s when you read it, and is %(now)s now.")
    return [
        Error("stale_version", message % {"read": _spelled(read), "now": _spelled(now)}, field)
        # How values are known goes with the values.
        for field, (read, now) in stale.fields.items()
        if field != "basis"
    ] or [Error("stale_version", str(stale), None)]


def _spelled(value: object | Mapping) -> str:
    return json.dumps(value, ensure_ascii=False)
