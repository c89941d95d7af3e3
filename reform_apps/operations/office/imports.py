"""Keeping the files that were sent, and what became of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from reform_apps.models import ImportBatch, ImportState, User
from reform_apps.operations.writing import acts, rows
from reform_apps.queries.rights import roles
from reform_apps.rules.permissions import MAY_IMPORT


class ImportRefused(Exception):
    """An import cannot be carried out; the sentence says why."""


@transaction.atomic
def keep(
    *,
    file_name: str,
    content: bytes,
    kind: str,
    summary: Mapping[str, int],
    lines: Sequence[Mapping[str, object]],
    problems: Sequence[Mapping[str, object]],
    notes: Sequence[str],
    by: User,
    at: datetime,
) -> ImportBatch:
    """Keep a file with the plan that was made of it.

    :raises ActRefused: if it is not theirs to import anything.
    :raises ValidationError: if the file's name cannot be read.
    """
    acts.require(MAY_IMPORT, roles.of(by))
    batch = ImportBatch(
        file_name=file_name,
        kind=kind,
        sha256=sha256(content).hexdigest(),
        content=content,
        by=by,
        uploaded_at=at,
    )
    _plan(batch, summary, lines, problems, notes)
    rows.write(batch)
    return batch


@transaction.atomic
def replan(
    *,
    batch: ImportBatch,
    summary: Mapping[str, int],
    lines: Sequence[Mapping[str, object]],
    problems: Sequence[Mapping[str, object]],
    notes: Sequence[str],
) -> ImportBatch:
    """Keep another plan of a file that is not carried out yet: the ledger has gone on.

    :raises ImportRefused: if it has been carried out.
    """
    batch = locked(batch)
    _plan(batch, summary, lines, problems, notes)
    rows.write(batch)
    return batch


def locked(batch: ImportBatch) -> ImportBatch:
    """Lock an import that is about to be carried out.

    :raises ImportRefused: if it, or the same file, has been carried out already.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    done = ImportBatch.objects.applied().filter(sha256=batch.sha256).first()
    if done:
        message = _("This file was carried out already, as import %(number)s on %(day)s.")
        raise ImportRefused(message % {"number": done.pk, "day": f"{done.applied_at:%Y-%m-%d}"})
    return batch


def close(*, batch: ImportBatch, summary: Mapping[str, int], at: datetime) -> ImportBatch:
    """Note that a locked import has been carried out, and what it did, in the same transaction."""
    _count(batch, summary)
    batch.state = ImportState.APPLIED
    batch.applied_at = at
    rows.write(batch)
    return batch


def _plan(batch: ImportBatch, summary, lines, problems, notes) -> None:
    _count(batch, summary)
    batch.lines, batch.problems, batch.notes = list(lines), list(problems), list(notes)


def _count(batch: ImportBatch, summary: Mapping[str, int]) -> None:
    batch.to_add, batch.to_amend = summary["add"], summary["amend"]
    batch.unchanged, batch.refused = summary["unchanged"], summary["refused"]
