"""The kinds of tables whose rows are acts: what a row is about, and which act it wishes."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reform_apps.exchange.catalog import Catalog
from reform_apps.exchange.columns import Schema
from reform_apps.exchange.imports import cells
from reform_apps.exchange.imports.plans import ADD, AMEND, REFUSED, UNCHANGED
from reform_apps.exchange.imports.tables import Problem, Row
from reform_apps.models import Application, Edition, EditionEntry, Observation, User
from reform_apps.operations import edition_entries, observations
from reform_apps.operations.writing.acts import StaleVersion
from reform_apps.queries import snapshots

# Does it, and tells what it has changed: {what: [before, after]}.
Act = Callable[[], dict[str, list[object]]]
AT_ONCE = 500
UNVERSIONED = gettext_lazy("Say by its version how the application stood when the row was written.")
# By what a value is known to be recorded already.
SAME = ("indicator", "value", "unit", "as_of", "as_of_note")


@dataclass(slots=True)
class ActRow:
    """One row: what it says, and what came of it."""

    row: Row
    schema: Schema
    wished: str = UNCHANGED
    said: dict[str, object] = field(default_factory=dict)  # by column; None: a blank cell
    code: str | None = None
    name: str = ""
    changes: dict[str, list[object]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, column: str | None, message: str) -> None:
        """Note what is wrong, once for each cell and sentence."""
        if column not in self.row.cells:
            column = next(iter(self.row.cells), None)
        problem = Problem(message, row=self.row.number, column=column)
        if problem not in self.problems:
            self.problems.append(problem)

    @property
    def action(self) -> str:
        return REFUSED if self.problems else self.wished

    def told(self) -> dict[str, object]:
        """Tell what would be written, as it is kept and shown."""
        return {
            "row": self.row.number,
            "action": self.action,
            "code": self.code,
            "name": self.name,
            "changes": self.changes,
        }

    def of_the_act(self, name: str) -> str:
        return self.said.get(name) or ""


class Kind(Protocol):
    """What one kind of table asks of its rows; made once for all rows of a file."""

    key_column: str

    def key(self, row: ActRow) -> object:
        """Tell what a row is about; None if that cannot be told, or nobody has it yet."""

    def act_of(self, row: ActRow, *, at: datetime, beside: Mapping[str, object]) -> Act | None:
        """Find the act that a row wishes; None if nothing would change, or it is refused."""

    def show_stale(self, row: ActRow, stale: StaleVersion) -> None:
        """Say what somebody else has changed since the row was written."""


class OfEntries:
    """Places of applications in editions."""

    key_column = "application"
    FIELDS = ("batch", "task", "due_on", "completed_on", "basis", "source", "locator", "note")

    def __init__(self, rows: Sequence[ActRow], catalog: Catalog, *, by: User) -> None:
        self.by, self.catalog = by, catalog
        self.applications = applications_named(rows)
        # An act of this very file takes the application one version on.
        self.moved = Counter()
        codes = {row.said.get("edition") for row in rows} - {None}
        visible = Edition.objects.visible_to(by)
        self.editions = {each.code: each for each in visible.filter(code__in=codes)}
        found = EditionEntry.objects.for_list().filter(edition__in=self.editions.values())
        self.entries = {(each.edition.code, each.application.code): each for each in found}

    def key(self, row: ActRow) -> object:
        return (row.said.get("edition"), code_of(row)) if code_of(row) else None

    def act_of(self, row: ActRow, *, at: datetime, beside: Mapping[str, object]) -> Act | None:
        edition = self.editions.get(row.said.get("edition"))
        if edition is None:
            row.refuse("edition", _("There is no edition “%s”.") % (row.said.get("edition") or ""))
            return None
        application = application_of(row, self.applications)
        if application is None:
            return None
        row.code, row.name = application.code, application.name
        why = {"by": self.by, "at": at, "reason": row.of_the_act("reason"), "beside": beside}
        entry = self.entries.get((edition.code, application.code))
        if entry is None:
            row.wished = ADD
            values = {n: row.said[n] for n in self.FIELDS if row.said.get(n) is not None}
            return lambda: self._added(edition, application, values, why)
        refuse_shown(row, entry, self.catalog, self.by)
        values = differing(row, entry, self.FIELDS)
        if not values:
            return None
        if row.said.get("version") is None:
            row.refuse("version", str(UNVERSIONED))
            return None
        row.wished = AMEND
        return lambda: self._revised(entry, values, row.said["version"], why)

    def _added(self, edition, application, values, why):
        done = edition_entries.add(edition=edition, application=application, values=values, **why)
        self.moved[application.pk] += 1
        return {"edition_entry": [None, snapshots.planned(done)]}

    def _revised(self, entry, values, version, why):
        before = snapshots.planned(entry)
        version += self.moved[entry.application_id]
        done = edition_entries.revise(entry=entry, values=values, version=version, **why)
        self.moved[entry.application_id] += 1
        return {"edition_entry": [before, snapshots.planned(done)]}

    def show_stale(self, row: ActRow, stale: StaleVersion) -> None:
        entry = self.entries[self.key(row)]
        names = differing(row, entry, self.FIELDS)
        refuse_conflict(row, names, entry, by=self.by, version=stale.application.version)


class OfObservations:
    """Measured values."""

    key_column = "id"
    FIELDS = (
        "indicator", "value", "unit", "printed", "is_rounded", "as_of", "as_of_note",
        "basis", "source", "locator", "note",
    )  # fmt: skip

    def __init__(self, rows: Sequence[ActRow], catalog: Catalog, *, by: User) -> None:
        self.by, self.catalog = by, catalog
        self.applications = applications_named(rows)
        numbers = sorted({row.said["id"] for row in rows if row.said.get("id") is not None})
        self.known = {}
        for start in range(0, len(numbers), AT_ONCE):
            some = Observation.objects.for_list()
            self.known |= some.in_bulk(numbers[start : start + AT_ONCE])

    def key(self, row: ActRow) -> object:
        return row.said.get("id")

    def act_of(self, row: ActRow, *, at: datetime, beside: Mapping[str, object]) -> Act | None:
        why = {"by": self.by, "at": at, "reason": row.of_the_act("reason"), "beside": beside}
        number = row.said.get("id")
        self._name_indicator(row)
        if number is None:
            return self._new(row, why)
        if (known := self.known.get(number)) is None:
            row.refuse("id", _("There is no observation %s.") % number)
            return None
        row.code = known.application and known.application.code
        row.name = known.application.name if known.application else str(known)
        if "application" in row.said and code_of(row) != row.code:
            row.refuse("application", _("An observation stays with what it was recorded of."))
        refuse_shown(row, known, self.catalog, self.by)
        values = differing(row, known, self.FIELDS)
        if not values:
            return None
        if not why["reason"]:
            row.refuse("reason", _("A correction says what was wrong."))
        self._refuse_stale(row, known, values)
        row.wished = AMEND
        return lambda: self._corrected(known, values, why)

    @staticmethod
    def _name_indicator(row: ActRow) -> None:
        """Take the indicator that is named where there is no code; both must be the same one."""
        named, coded = row.said.pop("indicator_name", None), row.said.get("indicator")
        if named and coded and named != coded:
            row.refuse("indicator_name", _("The code and the name are those of two."))
        elif named:
            row.said["indicator"] = named

    def _new(self, row: ActRow, why: Mapping[str, object]) -> Act | None:
        application = application_of(row, self.applications) if code_of(row) else None
        values = {n: row.said[n] for n in self.FIELDS if row.said.get(n) is not None}
        for name in ("indicator", "value"):
            if name not in values:
                row.refuse(name, _("This is missing."))
        row.code = application and application.code
        row.name = application.name if application else _("the whole province")
        row.wished = ADD
        return lambda: self._recorded(application, values, why)

    def _refuse_stale(self, row: ActRow, known: Observation, values: Mapping[str, object]) -> None:
        """Refuse to write over a correction; of the whole province's values none can be told."""
        if known.application is None:
            return
        if row.said.get("version") is None:
            row.refuse("version", str(UNVERSIONED))
        elif row.said["version"] != known.application.version:
            refuse_conflict(row, values, known, by=self.by, version=known.application.version)

    @staticmethod
    def _recorded(application, values, why):
        same = {n: v for n, v in values.items() if n in SAME}
        known = Observation.objects.filter(application=application, **same).first()
        if known:
            told = _("The same value is recorded already, as number %s.") % known.pk
            raise ValidationError({"value": told})
        done = observations.record(application=application, values=values, **why)
        return {"observation": [None, snapshots.measured(done)]}

    @staticmethod
    def _corrected(known, values, why):
        before = snapshots.measured(known)
        done = observations.correct(observation=known, values=values, **why)
        return {"observation": [before, snapshots.measured(done)]}

    def show_stale(self, row: ActRow, stale: StaleVersion) -> None:
        row.refuse("id", str(stale))


def code_of(row: ActRow) -> str | None:
    code = row.said.get("application")
    return str(code).upper() if code else None


def applications_named(rows: Sequence[ActRow]) -> dict[str, Application]:
    codes = sorted({code for row in rows if (code := code_of(row))})
    found = {}
    for start in range(0, len(codes), AT_ONCE):
        some = Application.objects.for_list().filter(code__in=codes[start : start + AT_ONCE])
        found |= {each.code: each for each in some}
    return found


def application_of(row: ActRow, known: Mapping[str, Application]) -> Application | None:
    code = code_of(row)
    if code in known:
        return known[code]
    row.refuse(
        "application", _("There is no application %s.") % code if code else _("This is missing.")
    )
    return None


def differing(row: ActRow, stands: Model, names: Sequence[str]) -> dict[str, object]:
    """Tell what a row says otherwise than it stands; what its file has no column for, stays."""
    said = {name: _filled(row.said[name], stands, name) for name in names if name in row.said}
    return {name: value for name, value in said.items() if value != getattr(stands, name)}


def _filled(said: object, stands: Model, name: str) -> object:
    """Tell what a blank cell says of a field: the empty text, no, or nothing."""
    if said is not None:
        return said
    asked = stands._meta.get_field(name)
    if name in ("is_rounded", "basis"):
        return asked.get_default()
    return None if asked.null else ""


def refuse_conflict(
    row: ActRow, names: Iterable[str], stands: Model, *, by: User, version: int
) -> None:
    """Show at each cell what stands there by now."""
    message = _("Version %(version)s was read, the ledger stands at %(stands)s, with: %(value)s.")
    for name in names:
        value = row.schema.known[name].read(stands, by) or "–"
        told = {"version": row.said["version"], "stands": version, "value": value}
        row.refuse(name, message % told)


def refuse_shown(row: ActRow, stands: Model, catalog: Catalog, by: User) -> None:
    """Refuse what somebody has written where an import changes nothing."""
    for name, cell in row.row.cells.items():
        column = row.schema.known[name]
        if column.reads or cell.is_blank:
            continue
        if not cells.shows(column, cell, column.read(stands, by), catalog):
            row.refuse(name, _("An import does not change this: it is changed by an act."))
