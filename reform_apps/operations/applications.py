"""Taking applications into the ledger, and amending what it says of them."""

from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from reform_apps.models import Application, Numbering, User, Verb
from reform_apps.operations.writing import acts, citations, filling, journal, names
from reform_apps.queries import snapshots
from reform_apps.queries.rights import roles
from reform_apps.rules import permissions
from reform_apps.rules.codes import ledger_code
from reform_apps.rules.lifecycle import Status


@transaction.atomic
def register(
    *,
    particulars: Mapping[str, object],
    by: User,
    at: datetime,
    effective_on: date | None = None,
    reason: str = "",
    evidence: str = "",
    status: Status = Status.PLANNING,
    basis: Mapping[str, Mapping[str, str]] | None = None,
    beside: Mapping[str, object] | None = None,
) -> Application:
    """Take an application into the ledger: it gets the next code and its first journal entry.

    Another status than planning is for what was there before the ledger; `basis` cites, by
    field, how values are known that nobody has entered; `beside` goes into the changes of the
    journal entry.

    :raises ActRefused: if it is not theirs to register, or to decide one of these fields.
    :raises ValidationError: by field.
    """
    filling.refuse_unknown(particulars)
    acts.refuse_impossible_days(at=at, effective_on=effective_on)
    held = roles.held_for(
        by, system=particulars.get("system"), organization=particulars.get("organization")
    )
    acts.require(permissions.MAY_REGISTER, held)
    application = Application(number=0, status=status, version=0, created_at=at)
    untouched = snapshots.own_fields(application)
    filling.fill_in(application, particulars)
    filled = filling.moved(application, since=untouched)
    filling.require_to_fill_in(filled, held)
    filling.judge(application, filled, at=at)
    if status == Status.PLANNING:
        application.status_since = effective_on or timezone.localdate(at)
    application.basis = citations.basis_of(application, Application.SOURCED, cited=basis)
    aliases = particulars.get("aliases", [])
    numbering = names.lock()
    number(application, numbering)
    numbering.save()
    names.claim(application, aliases=[alias["name"] for alias in aliases])
    acts.save(application, at=at)
    names.replace_aliases(application, aliases)
    journal.record(
        application=application,
        before={},
        verb=Verb.REGISTER,
        by=by,
        at=at,
        effective_on=effective_on,
        reason=reason,
        evidence=evidence,
        changes=beside or {},
    )
    return application


@transaction.atomic
def amend(
    *,
    application: Application,
    changes: Mapping[str, object],
    version: int,
    by: User,
    at: datetime,
    effective_on: date | None = None,
    reason: str = "",
    evidence: str = "",
    beside: Mapping[str, object] | None = None,
) -> Application:
    """Change an application's particulars; nothing is written when nothing differs.

    `beside` goes into the changes of the journal entry.

    :raises ActRefused: naming the fields that are not theirs to change, and who could.
    :raises StaleVersion: if the application no longer stands at `version`.
    :raises ValidationError: by field.
    """
    filling.refuse_unknown(changes)
    acts.refuse_impossible_days(at=at, effective_on=effective_on)
    application = acts.locked(application, version=version)
    held = roles.held(by, application)
    before, digest = journal.state_and_digest(application)
    filling.fill_in(application, changes)
    moved = filling.moved(application, since=before)
    aliases = changes.get("aliases")
    if aliases is not None and (
        names.differ(aliases, before["aliases"])
        # What was altered in the rows past the journal is put right.
        or names.differ(aliases, snapshots.frozen(application)["aliases"])
    ):
        moved.append("aliases")
    if not moved:
        return application
    filling.require_to_amend(moved, held, status=application.status)
    filling.judge(application, moved, at=at)
    application.basis = citations.basis_of(application, moved)
    if {"name", "aliases"} & set(moved):
        names.lock()
        sent = before["aliases"] if aliases is None else aliases
        names.claim(application, aliases=[alias["name"] for alias in sent])
    acts.save(application, at=at)
    if "aliases" in moved:
        names.replace_aliases(application, aliases)
    journal.record(
        application=application,
        before=before,
        keeps="aliases" not in moved,
        previous_digest=digest,
        verb=Verb.AMEND,
        by=by,
        at=at,
        effective_on=effective_on,
        reason=reason,
        evidence=evidence,
        changes=beside or {},
    )
    return application


def number(application: Application, numbering: Numbering) -> None:
    """Give an application the next number, and its code; the row that counts is locked."""
    numbering.last_number += 1
    application.number = numbering.last_number
    application.code = ledger_code(prefix=settings.REGISTRY_CODE_PREFIX, number=application.number)
