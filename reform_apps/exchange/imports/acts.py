"""Tables of which each row is an act: a plan is the acts themselves, made and taken back."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from reform_apps.exchange.catalog import Catalog
from reform_apps.exchange.imports import cells
from reform_apps.exchange.imports.kinds import Act, ActRow, Kind, OfEntries, OfObservations
from reform_apps.exchange.imports.plans import Plan, Unclean
from reform_apps.exchange.imports.reports import OfRollouts
from reform_apps.exchange.imports.tables import Row, Table
from reform_apps.models import ImportKind, User
from reform_apps.operations.editions import EditionRefused
from reform_apps.operations.writing.acts import ActRefused, StaleVersion

KINDS: dict[str, type[Kind]] = {
    ImportKind.EDITION_ENTRIES: OfEntries,
    ImportKind.OBSERVATIONS: OfObservations,
    ImportKind.ROLLOUTS: OfRollouts,
}
# Where it is seen what a constraint of the whole row refuses.
SAID_AT = {
    "observation_value_is_possible": "value",
    "observation_says_as_of_when": "as_of",
    "observation_citation_is_complete": "source",
    "observation_derivation_has_its_rule": "note",
    "rollout_day_is_of_a_connection": "connected_on",
    "rollout_connection_has_day_or_evidence": "connected_on",
    "rollout_citation_is_complete": "source",
    "rollout_derivation_has_its_rule": "note",
    "editionentry_citation_is_complete": "source",
    "editionentry_derivation_has_its_rule": "note",
}


class _TakenBack(Exception):
    """Ends a rehearsal: the database forgets it."""


def plan(table: Table, *, by: User, at: datetime) -> Plan:
    """Plan what the rows of a table would do: do it, see what comes of it, and take it back."""
    told = Plan(table=table)
    try:
        with transaction.atomic():
            _act(told, by=by, at=at, beside={})
            raise _TakenBack
    except _TakenBack:
        return told


def carry_out(table: Table, *, by: User, at: datetime, beside: Mapping[str, object]) -> Plan:
    """Do what the rows of a table wish, in the transaction of the call.

    :raises Unclean: if problems stand; what was done until then has to be rolled back.
    """
    told = Plan(table=table)
    _act(told, by=by, at=at, beside=beside)
    if told.problems:
        raise Unclean(told)
    return told


def _act(told: Plan, *, by: User, at: datetime, beside: Mapping[str, object]) -> None:
    table = told.table
    told.problems, told.notes = list(table.problems), list(table.notes)
    if not table.head:
        return
    catalog = Catalog(table.schema)
    told.rows = [_read(row, table, catalog) for row in table.rows]
    kind = KINDS[table.schema.kind](told.rows, catalog, by=by)
    _refuse_twice(told.rows, kind)
    for row in told.rows:
        act = None if row.problems else kind.act_of(row, at=at, beside=beside)
        if act and not row.problems:
            _try(row, kind, act)
    told.problems += [problem for row in told.rows for problem in row.problems]


def _read(row: Row, table: Table, catalog: Catalog) -> ActRow:
    read = ActRow(row, table.schema)
    for name, cell in row.cells.items():
        column = table.schema.known[name]
        try:
            read.said[name] = cells.read(column, cell, catalog) if column.reads else None
        except cells.Unreadable as fault:
            read.refuse(name, str(fault))
    return read


def _refuse_twice(rows: list[ActRow], kind: Kind) -> None:
    counted = Counter(kind.key(row) for row in rows)
    for row in rows:
        key = kind.key(row)
        if key is not None and counted[key] > 1:
            row.refuse(kind.key_column, _("More than one row is about this."))


def _try(row: ActRow, kind: Kind, act: Act) -> None:
    try:
        with transaction.atomic():
            row.changes = act()
    except StaleVersion as stale:
        kind.show_stale(row, stale)
    except EditionRefused as refusal:
        row.refuse("edition", str(refusal))
    except ActRefused as refusal:
        row.refuse(kind.key_column, str(refusal))
    except ValidationError as refusal:
        for name, errors in refusal.update_error_dict({}).items():
            for error in ValidationError(errors).error_list:
                for sentence in error.messages:
                    row.refuse(SAID_AT.get(error.code, name), sentence)
