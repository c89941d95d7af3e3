"""Bringing a file into the ledger: planned first, then carried out as a whole or not at all."""

from dataclasses import asdict
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from reform_apps.exchange.imports import plans
from reform_apps.exchange.imports.plans import Plan, PlannedRow
from reform_apps.models import ImportBatch, User
from reform_apps.operations import bulk, transitions
from reform_apps.operations.office import imports
from reform_apps.operations.office.imports import ImportRefused
from reform_apps.operations.transitions import TransitionRefused
from reform_apps.operations.writing.acts import ActRefused, StaleVersion


class Unclean(Exception):
    """Between the plan and its carrying out something has come in the way."""

    def __init__(self, plan: Plan):
        super().__init__()
        self.plan = plan


def upload(*, file_name: str, content: bytes, by: User, at: datetime) -> ImportBatch:
    """Plan what a file would do, and keep both.

    :raises FileRefused: if the file cannot be read at all.
    :raises ActRefused: if it is not theirs to import anything.
    """
    plan = plans.plan(content, by=by, at=at)
    return imports.keep(file_name=file_name, content=content, **_told(plan), by=by, at=at)


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
    plan = plans.locked(bytes(batch.content), by=by, at=at)
    if plan.problems:
        raise Unclean(plan)
    told = {"id": batch.pk, "file": batch.file_name, "sha256": batch.sha256}
    beside = {"import_batch": [None, told]}
    try:
        bulk.write([row.prepared for row in plan.rows], by=by, at=at, beside=beside)
    except ValidationError as refusal:
        raise ImportRefused(" ".join(refusal.messages)) from refusal
    for row in plan.rows:
        if row.step:
            _step(row, plan, by=by, at=at, beside=beside)
    return imports.close(batch=batch, at=at)


def _step(row: PlannedRow, plan: Plan, *, by: User, at: datetime, beside: dict) -> None:
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
    plan.problems += row.wished.problems
    raise Unclean(plan)


def _told(plan: Plan) -> dict[str, object]:
    return {
        "summary": plan.summary(),
        "lines": plan.lines(),
        "problems": [asdict(problem) for problem in plan.problems],
        "notes": plan.notes,
    }
