"""What a table of applications would do: everything that it changes, and all that is wrong."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from reform_apps.exchange.catalog import Catalog
from reform_apps.exchange.columns import KNOWN
from reform_apps.exchange.imports import cells, steps, wishes
from reform_apps.exchange.imports.steps import StepWished
from reform_apps.exchange.imports.tables import Problem, Row, Table
from reform_apps.exchange.imports.wishes import Wished
from reform_apps.models import Application, User
from reform_apps.operations import bulk, transitions
from reform_apps.operations.bulk import Prepared, Wish
from reform_apps.operations.transitions import TransitionRefused
from reform_apps.operations.writing.acts import ActRefused, StaleVersion

AT_ONCE = 500
ADD, AMEND, UNCHANGED, REFUSED = "add", "amend", "unchanged", "refused"


@dataclass(slots=True)
class PlannedRow:
    """One row: what is to become of it."""

    wished: Wished
    prepared: Prepared | None = None  # None: it is not known which application it is about
    step: StepWished | None = None

    is_lost: bool = False

    @property
    def action(self) -> str:
        if self.wished.problems:
            return REFUSED
        if self.prepared.is_new:
            return ADD
        return AMEND if self.prepared.moved or self.step else UNCHANGED

    def told(self) -> dict[str, object]:
        """Tell what would be written, as it is kept and shown."""
        application = self.prepared.application
        changes = self.prepared.changes()
        if self.step:
            changes |= {"status": [application.status, self.step.to_status]}
        return {
            "row": self.wished.row.number,
            "action": self.action,
            "code": application.code or None,
            "name": application.name,
            "changes": changes,
        }


@dataclass(slots=True)
class Plan:
    """All rows of a file, what is wrong with them, and what is only noted."""

    rows: list[PlannedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    table: Table | None = None

    def summary(self) -> dict[str, int]:
        """Count the rows by what is to become of them."""
        counted = Counter(row.action for row in self.rows)
        return {action: counted[action] for action in (ADD, AMEND, UNCHANGED, REFUSED)}

    def lines(self) -> list[dict[str, object]]:
        """Tell every row that changes something."""
        return [row.told() for row in self.rows if row.action in (ADD, AMEND)]


class Unclean(Exception):
    """Between the plan and its carrying out something has come in the way."""

    def __init__(self, plan: Plan):
        super().__init__()
        self.plan = plan


def plan(table: Table, *, by: User, at: datetime) -> Plan:
    """Plan what the rows of a table would do, as somebody and at this moment."""
    return of_table(table, _fetched, by=by, at=at)


def carry_out(table: Table, *, by: User, at: datetime, beside: Mapping[str, object]) -> Plan:
    """Plan once more, with all applications locked, and do it.

    :raises Unclean: while problems stand.
    :raises ValidationError: if the rows cannot stand beside each other.
    """
    told = of_table(table, bulk.lock, by=by, at=at)
    if told.problems:
        raise Unclean(told)
    bulk.write([row.prepared for row in told.rows], by=by, at=at, beside=beside)
    for row in told.rows:
        if row.step:
            _step(row, told, by=by, at=at, beside=beside)
    return told


def _step(row: PlannedRow, told: Plan, *, by: User, at: datetime, beside: Mapping) -> None:
    application = row.prepared.application
    try:
        transitions.make_transition(
            application=application, transition=row.step.transition, version=application.version,
            by=by, at=at, effective_on=row.wished.wish.effective_on, **row.step.inputs,
            beside=beside,
        )  # fmt: skip
    except ValidationError as refusal:
        sentences = refusal.messages
    except (ActRefused, StaleVersion, TransitionRefused) as refusal:
        sentences = [str(refusal)]
    else:
        return
    # Only in sight of the rows before it: a target that an earlier row has ended, say.
    for sentence in sentences:
        row.wished.refuse("status", sentence)
    told.problems += row.wished.problems
    raise Unclean(told)


def of_table(table: Table, fetch, *, by: User, at: datetime) -> Plan:
    told = Plan(problems=list(table.problems), notes=list(table.notes), table=table)
    if not table.head:
        return told
    catalog = Catalog()
    codes = {row.number: _code_of(row, catalog) for row in table.rows}
    applications = fetch({code for code in codes.values() if code})
    told_twice = {code for code, number in Counter(codes.values()).items() if code and number > 1}
    for row in table.rows:
        code = codes[row.number]
        if code in told_twice:
            told.rows.append(_lost(row, _("More than one row has the code %s.") % code))
        elif code and code not in applications:
            told.rows.append(_lost(row, _("There is no application %s.") % code))
        else:
            wished = wishes.read(row, applications.get(code), catalog, by=by)
            told.rows.append(PlannedRow(wished))
    known = [row for row in told.rows if not row.is_lost]
    prepared = bulk.prepare([row.wished.wish for row in known], by=by, at=at)
    for row, each in zip(known, prepared, strict=True):
        row.prepared = each
        _note_faults(row.wished, each)
    steps.wish(known, by=by, at=at)
    told.problems += [problem for row in told.rows for problem in row.wished.problems]
    return told


def _lost(row: Row, sentence: str) -> PlannedRow:
    wished = Wished(row, Wish(values={}))
    wished.refuse("code", sentence)
    return PlannedRow(wished, is_lost=True)


def _code_of(row: Row, catalog: Catalog) -> str | None:
    cell = row.cells.get("code")
    try:
        code = cell and cells.read(KNOWN["code"], cell, catalog)
    except cells.Unreadable:
        return None
    return str(code).upper() if code else None


def _fetched(codes: Sequence[str]) -> dict[str, Application]:
    codes, found = sorted(codes), {}
    for start in range(0, len(codes), AT_ONCE):
        rows = Application.objects.for_list().prefetch_related("aliases")
        found |= {row.code: row for row in rows.filter(code__in=codes[start : start + AT_ONCE])}
    return found


def _note_faults(wished: Wished, prepared: Prepared) -> None:
    for name, sentences in prepared.faults.items():
        for sentence in sentences:
            wished.refuse(_column_of(name, wished.row.cells), sentence)


def _column_of(field_name: str, present: Mapping[str, object]) -> str | None:
    """Choose the cell that shows what is wrong with a field."""
    for name in (field_name, f"{field_name}_name"):
        if name in present:
            return name
    if field_name == NON_FIELD_ERRORS or field_name not in present:
        return next((name for name in ("code", "name") if name in present), None)
    return None
