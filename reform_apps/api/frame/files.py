"""Answers that are files to keep."""

from collections.abc import Iterable
from typing import IO

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse

from reform_apps.exchange.sheets import XLSX as XLSX

CSV = "text/csv; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
ZIP = "application/zip"


def described(content_type: str) -> dict[tuple[int, str], OpenApiResponse]:
    """Describe an answer of this type for the schema."""
    return {(200, content_type.partition(";")[0]): OpenApiResponse(OpenApiTypes.BINARY)}


def whole(content: bytes, *, name: str, content_type: str) -> HttpResponse:
    return _named(HttpResponse(content, content_type=content_type), name)


def streamed(parts: Iterable[bytes], *, name: str, content_type: str) -> StreamingHttpResponse:
    return _named(StreamingHttpResponse(parts, content_type=content_type), name)


def opened(file: IO[bytes], *, name: str, content_type: str) -> FileResponse:
    return FileResponse(file, as_attachment=True, filename=name, content_type=content_type)


def _named(response, name: str):
    # Names are made of codes and days, which need no quoting.
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
