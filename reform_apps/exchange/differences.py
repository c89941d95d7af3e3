"""A difference as a workbook that an office circulates."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from itertools import islice

from django.db.models import DateField, DateTimeField
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reform_apps.exchange import sheets
from reform_apps.exchange.sheets import Column
from reform_apps.models import Application, EditionEntry, User
from reform_apps.models.editions import NOW
from reform_apps.queries.differences import Difference
from reform_apps.queries.wording import differences, words
from reform_apps.queries.wording.differences import Told
from reform_apps.rules.changes import Change

AT_ONCE = 500
# A difference holds only what its reader may be told, successors included.
READER = User()
DAYS = frozenset(
    field.name
    for model in (Application, EditionEntry)
    for field in model._meta.concrete_fields
    if isinstance(field, DateField) and not isinstance(field, DateTimeField)
)
NUMBERS = frozenset({"slips"})


def workbook(difference: Difference) -> bytes:
    """Write a difference in the language of the call: a sheet of counts, a sheet of changes."""
    title = f"{_spelled(difference.older)} → {_spelled(difference.newer)}"
    file = BytesIO()
    with sheets.book(file, title=title) as book:
        summary = book.add(_("Summary"), [Column(_("Kind of change"), 36), Column(title, 40)])
        for _kind, label, count in differences.summary(difference):
            summary.add((label, count))
        summary.add((_("Total"), len(difference.changes)))
        changes = book.add(_("Changes"), _columns())
        for row in _rows(difference):
            changes.add(row)
    return file.getvalue()


def _columns() -> list[Column]:
    return [
        Column(capfirst(words.label("code")), 11),
        Column(capfirst(words.label("name")), 28),
        Column(_("Kind of change"), 18),
        Column(_("Field"), 14),
        Column(_("Before"), 32),
        Column(_("After"), 32),
        Column(_("Reason"), 36),
        Column(_("Successor"), 28),
    ]


def _rows(difference: Difference) -> Iterator[list[object]]:
    """Spell each changed field in a line; a change that names none has a line, too."""
    rest = iter(difference.changes)
    while some := list(islice(rest, AT_ONCE)):
        for change, told in zip(some, differences.told(some, user=READER), strict=True):
            about = [told.code, told.name, told.kind_label]
            why = [told.reason, str(told.successor) if told.successor else None]
            for label, before, after in _fields(change, told) or [(None, None, None)]:
                yield [*about, label, before, after, *why]


def _fields(change: Change, told: Told) -> list[tuple[str, object, object]]:
    return [
        (spelled.label, *_values(name, sides, (spelled.before, spelled.after)))
        for (name, sides), spelled in zip(change.fields.items(), told.fields, strict=True)
    ]


def _values(name: str, sides: list[object], lines: tuple[list[str], list[str]]) -> list[object]:
    if name in DAYS:
        return [side and date.fromisoformat(side) for side in sides]
    if name in NUMBERS:
        return sides
    return ["\n".join(side) for side in lines]


def _spelled(side: str) -> str:
    return _("now") if side == NOW else side
