"""Which version a client has seen, and which one an answer shows."""

import re
from collections.abc import Mapping
from hashlib import sha256

from rest_framework.renderers import JSONRenderer

from reform_apps.api.frame.conditions import FORMAT, tags_known
from reform_apps.api.frame.errors import PreconditionRequired
from reform_apps.queries.lists.revisions import Revision

# The row version, and perhaps after a dot the reference revision.
NAMED = re.compile(r'(?:W/)?"([1-9][0-9]{0,8})(?:\.[0-9a-f]{16})?"')
REVISION_DIGITS = 16


def version_named(request) -> int:
    """Read from If-Match the version that the client has seen.

    A proxy that compresses answers turns "3" into W/"3"; both name version 3. The star names
    none, and neither does a list. What is compared is the row version: the reference revision
    tells apart what is shown, and a unit that was renamed does not stand in the way of a write.

    :raises PreconditionRequired: if no single version is named.
    """
    named = NAMED.fullmatch(request.headers.get("If-Match", "").strip())
    if not named:
        raise PreconditionRequired
    return int(named[1])


def version_named_if_any(request) -> int | None:
    """Read from If-Match the version that the client has seen, where it need not say so.

    :raises PreconditionRequired: if it names something, and that is no single version.
    """
    return version_named(request) if "If-Match" in request.headers else None


def version_tag_of(request, version: int, revision: Revision, *, is_merged: bool) -> str:
    """Spell the version of an application together with what else its answer depends on.

    That is what stands beside the journal, whether somebody is known, and of an application that
    was merged also what has become of the others. It speaks no language; each address has its own.
    """
    others = revision.acts if is_merged else 0
    told = (FORMAT, revision.token, others, request.user.is_authenticated)
    return f'"{version}.{sha256(repr(told).encode()).hexdigest()[:REVISION_DIGITS]}"'


def etag_of(version: int, shown: Mapping[str, object]) -> str:
    """Spell the version of an application together with a short digest of all that is shown."""
    body = JSONRenderer().render(shown)
    return f'"{version}.{sha256(body).hexdigest()[:REVISION_DIGITS]}"'


def is_known(request, etag: str) -> bool:
    """Tell whether the client already has what an ETag stands for."""
    known = tags_known(request)
    return known == {"*"} or etag in known
