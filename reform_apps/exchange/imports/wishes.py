"""What one row of a file wishes: values of an application, and perhaps another status."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model
from django.utils.translation import gettext as _

from reform_apps.exchange.catalog import Catalog
from reform_apps.exchange.columns import KNOWN, Column
from reform_apps.exchange.imports import cells
from reform_apps.exchange.imports.files import Cell
from reform_apps.exchange.imports.tables import Problem, Row
from reform_apps.models import Application, User
from reform_apps.operations.bulk import Wish
from reform_apps.rules.lifecycle import ONCE_ONLINE, Status

REFERENCES = ("system", "runway", "organization", "origin_region")
# What is said of the row or of the act, and is no particular.
BESIDE = ("code", "version", "status", "merged_into", "effective_on", "reason", "evidence")
# Of a moment a spreadsheet keeps what it likes; the version says the same. How an application does
# is computed anew each day.
NOT_COMPARED = ("updated_at", "coverage", "uses", "disposition", "flag")
TEXTS_OF_THE_ACT = ("reason", "evidence")


@dataclass(slots=True)
class Wished:
    """A row that was read: what it wishes, and which of its cells cannot be taken."""

    row: Row
    wish: Wish
    status: str | None = None
    merged_into: str | None = None
    online_on: date | None = None  # the day that going online sets
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, column: str | None, message: str) -> None:
        """Note what is wrong, once for each cell and sentence."""
        problem = Problem(message, row=self.row.number, column=column)
        if problem not in self.problems:
            self.problems.append(problem)


def read(row: Row, application: Application | None, catalog: Catalog, *, by: User) -> Wished:
    """Read a row that is about an application, or about one that is still to come."""
    wished = Wished(row, Wish(values={}, application=application))
    said = {}
    for name, cell in row.cells.items():
        column = KNOWN[name]
        if column.reads and column.reads != "name" and name not in REFERENCES:
            try:
                said[name] = cells.read(column, cell, catalog)
            except cells.Unreadable as fault:
                wished.refuse(name, str(fault))
    _say(wished, said)
    if application and application.status not in ONCE_ONLINE and wished.status in ONCE_ONLINE:
        wished.online_on = wished.wish.values.pop("online_on", None)
    for name in REFERENCES:
        if {name, f"{name}_name"} & row.cells.keys():
            _choose(wished, name, application, catalog)
    if application is None:
        _begin(wished, said)
    elif not _is_stale(wished):
        _compare(wished, application, catalog, by=by)
    return wished


def _say(wished: Wished, said: Mapping[str, object]) -> None:
    wish, new = wished.wish, wished.wish.application is None
    wished.status, wished.merged_into = said.get("status"), said.get("merged_into")
    wish.version = said.get("version")
    wish.effective_on = said.get("effective_on")
    wish.reason, wish.evidence = (said.get(name) or "" for name in TEXTS_OF_THE_ACT)
    for name, value in said.items():
        if name in BESIDE or (new and value is None):
            continue
        wish.values[name] = _emptied(KNOWN[name]) if value is None else value


def _emptied(column: Column) -> object:
    """Tell what a blank cell says of a field."""
    if column.reads in ("words", "lines"):
        return []
    return "" if column.reads == "text" else None


def _choose(wished: Wished, name: str, application: Application | None, catalog: Catalog) -> None:
    """Read a row's code and name: of two that differ, the one that somebody has changed counts."""
    current = application and getattr(application, name)
    given = {}
    for each in (name, f"{name}_name"):
        if each in wished.row.cells:
            try:
                given[each] = _named(KNOWN[each], wished.row.cells[each], catalog, given.get(name))
            except cells.Unreadable as fault:
                wished.refuse(each, str(fault))
                return
    said = list(dict.fromkeys(given.values()))
    changed = [row for row in said if row != current]
    if len(changed) > 1:
        changed = [row for row in changed if row is not None]
    if len(changed) > 1:
        message = _("Code and name are those of two: leave one of them empty.")
        wished.refuse(f"{name}_name", message)
        return
    value = changed[0] if changed else current
    if application is not None or value is not None:
        wished.wish.values[name] = value


def _named(column: Column, cell: Cell, catalog: Catalog, coded: Model | None) -> Model | None:
    # Of several of one name, the code says which.
    if column.reads == "name" and coded in catalog.by_name(column.model, str(cell.value).strip()):
        return coded
    return cells.read(column, cell, catalog)


def _begin(wished: Wished, said: Mapping[str, object]) -> None:
    if "name" not in wished.wish.values and "name" not in _columns_of(wished):
        wished.refuse("name", _("A new application has a name."))
    if said.get("status") not in (None, Status.PLANNING):
        wished.refuse("status", _("A new application starts in planning."))
    if said.get("version") is not None:
        wished.refuse("code", _("A row with a version is one of the ledger: give its code."))


def _is_stale(wished: Wished) -> bool:
    """Tell whether the row is of another version; without one it cannot be told."""
    wish = wished.wish
    if wish.version is None and "version" not in _columns_of(wished):
        message = _("Say by its version how the application stood when the row was written.")
        wished.refuse("version" if "version" in wished.row.cells else "code", message)
    elif (wish.version or 0) > wish.application.version:
        message = _("There is no such version; the ledger stands at %s.")
        wished.refuse("version", message % wish.application.version)
    return wish.version != wish.application.version


def _compare(wished: Wished, application: Application, catalog: Catalog, *, by: User) -> None:
    """Refuse what somebody has written where an import changes nothing."""
    for name, cell in wished.row.cells.items():
        column = KNOWN[name]
        shown_only = not column.reads or (name == "merged_into" and wished.status != Status.MERGED)
        if cell.is_blank or not shown_only or name in NOT_COMPARED:
            continue
        if cell.fault:
            wished.refuse(name, cell.fault)
        elif not _is_the_same(column, cell, column.read(application, by), catalog):
            wished.refuse(name, _("An import does not change this: it is changed by an act."))


def _is_the_same(column: Column, cell: Cell, stands: object, catalog: Catalog) -> bool:
    if column.name == "status_since":
        try:
            return cells.READERS["day"](column, cell) == stands
        except cells.Unreadable:
            return False
    if column.name == "batch":
        said = catalog.word(column, str(cell.value).strip())
        return said is not None and said == catalog.word(column, str(stands))
    return str(cell.value).strip() == str(stands or "")


def _columns_of(wished: Wished) -> set[str | None]:
    return {problem.column for problem in wished.problems}
