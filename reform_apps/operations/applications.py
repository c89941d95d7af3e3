"""Taking applications into the ledger, and amending what it says of them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reform_apps.models import Application, Numbering, User, Verb
from reform_apps.operations.writing import acts, citations, journal, names, rows
from reform_apps.queries import snapshots
from reform_apps.queries.rights import roles
from reform_apps.rules import permissions
from reform_apps.rules.codes import ledger_code
from reform_apps.rules.lifecycle import Status
from reform_apps.rules.roles import Role, named
from reform_apps.rules.vocabulary import FrontEnd, Terminal

UNKNOWN_IS_NULL = ("scope", "irs_code")
LISTS = {"terminals": Terminal, "front_ends": FrontEnd}
REFERENCES = ("system", "runway", "organization", "origin_region")


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
) -> Application:
    """Take an application into the ledger: it gets the next code and its first journal entry.

    Another status than planning is for what was there before the ledger; `basis` cites, by
    field, how values are known that nobody has entered.

    :raises ActRefused: if it is not theirs to register, or to decide one of these fields.
    :raises ValidationError: by field.
    """
    _refuse_unknown(particulars)
    acts.refuse_impossible_days(at=at, effective_on=effective_on)
    held = roles.held_for(
        by, system=particulars.get("system"), organization=particulars.get("organization")
    )
    acts.require(permissions.MAY_REGISTER, held)
    application = Application(number=0, status=status, version=0, created_at=at)
    untouched = snapshots.own_fields(application)
    _fill_in(application, particulars)
    filled = _moved(application, since=untouched)
    _require_fields({field: permissions.able_to_fill_in(field) for field in filled}, held)
    rows.check(application)
    _refuse_impossible(application, filled, at=at)
    if status == Status.PLANNING:
        application.status_since = effective_on or timezone.localdate(at)
    application.basis = citations.basis_of(application, Application.SOURCED, cited=basis)
    aliases = particulars.get("aliases", [])
    _number(application, names.lock())
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
) -> Application:
    """Change an application's particulars; nothing is written when nothing differs.

    :raises ActRefused: naming the fields that are not theirs to change, and who could.
    :raises StaleVersion: if the application no longer stands at `version`.
    :raises ValidationError: by field.
    """
    _refuse_unknown(changes)
    acts.refuse_impossible_days(at=at, effective_on=effective_on)
    application = acts.locked(application, version=version)
    held = roles.held(by, application)
    before = snapshots.frozen(application)
    _fill_in(application, changes)
    moved = _moved(application, since=before)
    aliases = changes.get("aliases")
    if aliases is not None and names.differ(aliases, before["aliases"]):
        moved.append("aliases")
    if not moved:
        return application
    status = application.status
    _require_fields({f: permissions.able_to_amend(f, status=status) for f in moved}, held)
    rows.check(application)
    _refuse_impossible(application, moved, at=at)
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
        verb=Verb.AMEND,
        by=by,
        at=at,
        effective_on=effective_on,
        reason=reason,
        evidence=evidence,
    )
    return application


def _refuse_unknown(fields: Iterable[str]) -> None:
    if beyond := set(fields) - set(Application.PARTICULARS):
        message = _("This is not filled in; an act of its own changes it.")
        raise ValidationError(dict.fromkeys(sorted(beyond), message))


def _fill_in(application: Application, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        if name == "aliases":
            continue
        if isinstance(value, str):
            value = value.strip()
        if name in UNKNOWN_IS_NULL:
            value = value or None
        elif name in LISTS and isinstance(value, list):
            order = LISTS[name].values
            value = sorted(value, key=lambda word: order.index(word) if word in order else -1)
        setattr(application, name, value)


def _moved(application: Application, *, since: Mapping[str, object]) -> list[str]:
    now = snapshots.own_fields(application)
    fields = (field for field in Application.PARTICULARS if field in now)
    return [field for field in fields if now[field] != since[field]]


def _require_fields(able: Mapping[str, tuple[Role, ...]], held: frozenset[Role]) -> None:
    sentences = [
        _("“%(field)s” takes: %(roles)s.") % {"field": field_label(field), "roles": named(who)}
        for field, who in able.items()
        if not set(who) & held
    ]
    if sentences:
        raise acts.ActRefused(" ".join([_("Not yours to change."), *sentences]))


def field_label(field: str) -> str:
    """Name a field as people know it."""
    if field == "aliases":
        return _("aliases")
    return str(Application._meta.get_field(field).verbose_name)


def _refuse_impossible(application: Application, fields: Iterable[str], *, at: datetime) -> None:
    """Refuse days to come, and rows that are no longer in force."""
    today = timezone.localdate(at)
    if "online_on" in fields:
        acts.refuse_impossible_days(at=at, online_on=application.online_on)
    for field in set(REFERENCES) & set(fields):
        row = getattr(application, field)
        if row and not row.is_in_force(today):
            raise ValidationError({field: _("“%s” is not in force any more, or not yet.") % row})


def _number(application: Application, numbering: Numbering) -> None:
    numbering.last_number += 1
    numbering.save()
    application.number = numbering.last_number
    application.code = ledger_code(prefix=settings.REGISTRY_CODE_PREFIX, number=application.number)
