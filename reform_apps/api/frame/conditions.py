"""What an answer is known by before it is made, so that it is sent only if it has changed."""

from hashlib import sha256

from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.translation import get_language
from rest_framework import status
from rest_framework.response import Response

from reform_apps.queries.lists.revisions import Revision

FORMAT = 1  # raised when an answer gains or loses something
DIGITS = 32


def tag_of(request, revision: Revision) -> str | None:
    """Spell what the answer to a question is known by: the question, who asks, and the revision.

    Whoever names it again has had that answer from here, so the question was a good one. The day
    counts, for flags and overdue orders are of today. None if the answer cannot be known by it.
    """
    if revision.token is None:
        return None
    told = (
        FORMAT, revision.token, revision.acts, request.build_absolute_uri(),
        request.headers.get("Accept"), get_language(), request.user.pk, timezone.localdate(),
    )  # fmt: skip
    return f'"{sha256(repr(told).encode()).hexdigest()[:DIGITS]}"'


def tags_known(request) -> set[str]:
    """List the tags of answers that the client has; weak ones, as compressing leaves them, too."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return {each.removeprefix("W/") for each in known}


def is_unchanged(request, tag: str | None) -> bool:
    """Tell whether the client has just this answer; the star names none."""
    return tag is not None and tag in tags_known(request)


def unchanged(tag: str) -> Response:
    """Answer that what the client has still holds."""
    return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": tag})


def tagged(response: Response, tag: str | None) -> Response:
    """Let an answer say what it is known by."""
    if tag is not None:
        response.headers["ETag"] = tag
    return response
