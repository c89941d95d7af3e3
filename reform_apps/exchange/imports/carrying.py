"""Bringing a file into the ledger: planned first, then carried out as a whole or not at all."""

from dataclasses import asdict
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from reform_apps.exchange.imports import acts, files, plans, tables
from reform_apps.exchange.imports.plans import Plan, Unclean
from reform_apps.exchange.imports.tables import Table
from reform_apps.models import ImportBatch, ImportKind, User
from reform_apps.operations.office import imports
from reform_apps.operations.office.imports import ImportRefused
from reform_apps.operations.writing import acts as acts_of
from reform_apps.queries.rights import roles
from reform_apps.rules.permissions import MAY_IMPORT


def plan(content: bytes, *, by: User, at: datetime) -> Plan:
    """Plan what a file would do, as somebody and at this moment; nothing is written.

    :raises FileRefused: if it cannot be read at all.
    """
    table = _read(content)
    return _room_of(table).plan(table, by=by, at=at)


def upload(*, file_name: str, content: bytes, by: User, at: datetime) -> ImportBatch:
    """Plan what a file would do, and keep both.

    :raises FileRefused: if the file cannot be read at all.
    :raises ActRefused: if it is not theirs to import anything.
    """
    # Before the file is opened: who may not send one costs nothing.
    acts_of.require(MAY_IMPORT, roles.of(by))
    told = plan(content, by=by, at=at)
    return imports.keep(
        file_name=file_name, content=content, kind=told.table.schema.kind, **_told(told),
        by=by, at=at,
    )  # fmt: skip


def carry_out(*, batch: ImportBatch, by: User, at: datetime) -> ImportBatch:
    """Do all that a file wishes, an act and a journal entry for each change, or nothing of it.

    The ledger may have gone on since: it is planned anew, with every application locked.

    :raises ImportRefused: while problems stand; the import holds them as they are now.
    """
    try:
        return _carry_out(batch, by=by, at=at)
    except Unclean as found:
        batch = imports.replan(batch=batch, **_told(found.plan))
        raise ImportRefused(
            _("Nothing was carried out: %s problems stand.") % len(batch.problems)
        ) from found


@transaction.atomic
def _carry_out(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    batch = imports.locked(batch)
    table = _read(bytes(batch.content))
    told = {"id": batch.pk, "file": batch.file_name, "sha256": batch.sha256}
    try:
        done = _room_of(table).carry_out(table, by=by, at=at, beside={"import_batch": [None, told]})
    except ValidationError as refusal:
        raise ImportRefused(" ".join(refusal.messages)) from refusal
    return imports.close(batch=batch, summary=done.summary(), at=at)


def _read(content: bytes) -> Table:
    return tables.table(files.lines(content))


def _room_of(table: Table):
    """Choose who plans and carries out a table: applications by the hundred, the rest by acts."""
    return plans if table.schema.kind == ImportKind.APPLICATIONS else acts


def _told(told: Plan) -> dict[str, object]:
    return {
        "summary": told.summary(),
        "lines": told.lines(),
        "problems": [asdict(problem) for problem in told.problems],
        "notes": told.notes,
    }
