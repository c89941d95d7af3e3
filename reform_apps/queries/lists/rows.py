"""Applications as a list shows them: the columns that are shown, read straight into dicts."""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from reform_apps.models import User
from reform_apps.rules.vocabulary import Visibility

# Rows that are pointed to, each shown by its code and its name.
NAMED = ("system", "runway", "organization", "origin_region", "merged_into")
MOMENTS = ("updated_at", "attested_at")
NUMBER = "number"  # by which a cursor goes on


def read(rows: QuerySet, fields: Sequence[str]) -> QuerySet:
    """Let a list read nothing but what these fields show; each row is a tuple with names."""
    return rows.values_list(NUMBER, *_columns(fields), named=True)


def told(
    found: Iterable[tuple], fields: Sequence[str], user: User | AnonymousUser
) -> list[dict[str, object]]:
    """Make of each row that `read` has read what is shown of it: {field: value}.

    Moments are the registry's; a row that whoever asks may not see is None.
    """
    columns = _columns(fields)
    zone = timezone.get_current_timezone()
    moments = [name for name in MOMENTS if name in fields]
    named = [name for name in NAMED if name in fields]
    hides = "merged_into" in fields and not user.is_authenticated
    shown = []
    for values in found:
        row = dict(zip(columns, values[1:], strict=True))
        if hides and row["merged_into__visibility"] != Visibility.PUBLIC:
            row["merged_into__code"] = None
        for name in named:
            code, called = row[f"{name}__code"], row[f"{name}__name"]
            row[name] = None if code is None else {"code": code, "name": called}
        for name in moments:
            row[name] = row[name] and row[name].astimezone(zone)
        shown.append({name: row[name] for name in fields})
    return shown


def _columns(fields: Sequence[str]) -> list[str]:
    columns = []
    for name in fields:
        columns += [f"{name}__code", f"{name}__name"] if name in NAMED else [name]
    if "merged_into" in fields:
        columns.append("merged_into__visibility")
    return columns
