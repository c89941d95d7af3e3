"""Applications as a list shows them: the columns that are shown, read straight into dicts."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from reform_apps.models import User
from reform_apps.queries.lists.references import NAMED, References, afresh
from reform_apps.rules.vocabulary import Visibility

MERGED = "merged_into"
MERGED_COLUMNS = [f"{MERGED}__{name}" for name in ("code", "name", "visibility")]
MOMENTS = ("updated_at", "attested_at", "created_at")
NUMBER = "number"  # by which a cursor goes on


def read(rows: QuerySet, fields: Sequence[str], *, key: str = NUMBER) -> QuerySet:
    """Let a list read nothing but what these fields show; each row is a tuple with names.

    First stands what the row is known by, which nobody is shown.
    """
    return rows.values_list(*columns(fields, key=key), named=True)


def columns(fields: Sequence[str], *, key: str = NUMBER) -> list[str]:
    """List the columns that are read."""
    own = [f"{name}_id" if name in NAMED else name for name in fields if name != MERGED]
    return [key, *own, *(MERGED_COLUMNS if MERGED in fields else ())]


def told(
    found: Sequence[tuple],
    fields: Sequence[str],
    user: User | AnonymousUser,
    references: References,
) -> list[dict[str, object]]:
    """Make of each row that `read` has read what is shown of it: {field: value}.

    Moments are the registry's; a row that whoever asks may not see is None.
    """
    try:
        return _told(found, fields, user, references)
    except KeyError:
        # A row that is pointed to was written between the two readings.
        return _told(found, fields, user, afresh())


def _told(
    found: Sequence[tuple],
    fields: Sequence[str],
    user: User | AnonymousUser,
    references: References,
) -> list[dict[str, object]]:
    names = [name for name in fields if name != MERGED]
    zone = timezone.get_current_timezone()
    moments = [name for name in MOMENTS if name in fields]
    named = [(name, references.shown[name]) for name in NAMED if name in fields]
    shown = []
    for _number, *values in found:
        # The columns of a merger stand last.
        row = dict(zip(names, values, strict=False))
        for name, rows in named:
            row[name] = rows[row[name]]
        for name in moments:
            row[name] = row[name] and row[name].astimezone(zone)
        if MERGED in fields:
            row[MERGED] = _merged(*values[-len(MERGED_COLUMNS) :], user=user)
            row = {name: row[name] for name in fields}
        shown.append(row)
    return shown


def _merged(code: str | None, name: str, visibility: str, *, user) -> dict[str, str] | None:
    hidden = visibility != Visibility.PUBLIC and not user.is_authenticated
    return None if code is None or hidden else {"code": code, "name": name}
