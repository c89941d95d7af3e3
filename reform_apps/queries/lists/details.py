"""One application as it is shown with all that is known of it, read straight into a dict."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from reform_apps.models import Alias, Application, Assessment, Observation, Source, User
from reform_apps.queries.lists import rows
from reform_apps.queries.lists.compiled import Compiled
from reform_apps.queries.lists.references import References
from reform_apps.queries.successors import final_successor
from reform_apps.rules.vocabulary import Visibility

KEY = "pk"
CITATION = ("basis", "source_id", "locator", "note")
# What hangs on an application: its model, its columns and its order.
HANGING = {
    "aliases": (Alias, ("name", "kind", *CITATION), "key"),
    "observations": (
        Observation,
        ("id", "indicator_id", "value", "unit", "printed", "is_rounded", "as_of", "as_of_note",
         *CITATION, "recorded_at"),
        KEY,
    ),
    "assessments": (
        Assessment, ("id", "kind", "assessed_on", "body", *CITATION, "recorded_at"), KEY,
    ),
}  # fmt: skip
UNCITED = {"basis": "entered", "source": None, "locator": "", "note": ""}
NOT_OWN = (*HANGING, "successor")
# What stands in a question for the code and the key that it is asked by.
A_CODE, A_KEY = "?", -1


def read(code: str, fields: Sequence[str], *, everything: bool) -> tuple | None:
    """Read of one application the columns that these fields show, its key first.

    Its `version` and whether it was merged are read in any case. None if there is none, or, unless
    `everything` may be seen, none that is public.
    """
    found = _of_code(tuple(fields), everything).ask(code)
    return found[0] if found else None


def told(
    row: tuple, fields: Sequence[str], user: User | AnonymousUser, references: References
) -> dict[str, object]:
    """Make of a row that `read` has read what is shown of it and of all that hangs on it.

    One statement for each noun that hangs on it, and one more for each merger.
    """
    (shown,) = rows.told([row], _own(fields), user, references)
    if "basis" in shown:
        shown["basis"] = {name: UNCITED | cited for name, cited in shown["basis"].items()}
    for name in HANGING:
        if name in fields:
            shown[name] = list(_hanging(name, row[0], references))
    if "successor" in fields:
        shown["successor"] = _successor(row, user)
    return {name: shown[name] for name in fields}


@lru_cache
def _of_code(fields: tuple[str, ...], everything: bool) -> Compiled:
    found: QuerySet = Application.objects.filter(code=A_CODE)
    found = found if everything else found.filter(visibility=Visibility.PUBLIC)
    columns = rows.columns(_own(fields), key=KEY)
    return Compiled(found.values_list(*columns), columns, asked=A_CODE)


@lru_cache
def _of_key(name: str) -> Compiled:
    model, columns, order = HANGING[name]
    found = model.objects.filter(application=A_KEY).order_by(order)
    names = [column.removesuffix("_id") for column in columns]
    return Compiled(found.values_list(*columns), names, asked=A_KEY)


def _own(fields: Sequence[str]) -> list[str]:
    asked = (name for name in fields if name not in NOT_OWN)
    return list(dict.fromkeys([*asked, "version", rows.MERGED]))


def _hanging(name: str, key: int, references: References) -> Iterator[dict[str, object]]:
    zone = timezone.get_current_timezone()
    for found in _of_key(name).ask(key):
        row = found._asdict()
        if row["source"]:
            row["source"] = references.row(Source, row["source"]).code
        if "recorded_at" in row:
            row["recorded_at"] = row["recorded_at"].astimezone(zone)
        if "value" in row:
            row["value"] = f"{Decimal(row['value']).normalize():f}"
        yield row


def _successor(row: tuple, user: User | AnonymousUser) -> dict[str, str] | None:
    """Tell the application at the end of the mergers, by what is known today."""
    if row.merged_into__code is None:
        return None
    merged = Application.objects.select_related(rows.MERGED).get(pk=row[0])
    final = final_successor(merged)
    hidden = final.visibility != Visibility.PUBLIC and not user.is_authenticated
    return None if hidden else {"code": final.code, "name": final.name}
