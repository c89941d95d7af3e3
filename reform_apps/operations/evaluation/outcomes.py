"""Recording theory and institutional results, and the applications that they came from."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from reform_apps.models import Application, Outcome, Tier, User, Verb
from reform_apps.operations.writing import acts, citations, journal, rows
from reform_apps.queries import snapshots
from reform_apps.queries.rights import roles
from reform_apps.rules.permissions import MAY_RECORD_FINDINGS


@transaction.atomic
def record(
    *,
    values: Mapping[str, object],
    by: User,
    at: datetime,
    applications: Sequence[Application] = (),
    reason: str = "",
) -> Outcome:
    """Record a result; each application that it came from says so in its journal.

    :raises ActRefused: if it is not theirs to record.
    :raises ValidationError: by field.
    """
    return _write(Outcome(recorded_at=at), values, applications, by=by, at=at, reason=reason)


@transaction.atomic
def correct(
    *,
    outcome: Outcome,
    values: Mapping[str, object],
    by: User,
    at: datetime,
    reason: str,
    applications: Sequence[Application] | None = None,
) -> Outcome:
    """Correct a result; without `applications` those that it came from stay.

    Only that it came from an application is in a journal: what stood in the rest is gone.

    :raises ActRefused: if it is not theirs to correct.
    :raises ValidationError: by field.
    """
    current = Outcome.objects.select_for_update(of=("self",)).get(pk=outcome.pk)
    known = list(current.applications.all()) if applications is None else applications
    if not reason.strip():
        raise ValidationError({"reason": _("A correction says what was wrong.")})
    return _write(current, values, known, by=by, at=at, reason=reason)


def _write(outcome, values, applications, *, by, at, reason) -> Outcome:
    acts.require(MAY_RECORD_FINDINGS, roles.of(by))
    own = dict(values)
    for name in ("system", "code"):
        if name in own:
            setattr(outcome, name, own.pop(name))
    if outcome.system_id is None or outcome.system.tier != Tier.SUPPORT:
        raise ValidationError({"system": _("A result belongs to theory or to institutions.")})
    citations.fill_in(outcome, own)
    rows.check(outcome)
    acts.refuse_impossible_days(at=at, issued_on=outcome.issued_on)
    rows.write(outcome)
    known = {each.pk: each for each in outcome.applications.all()}
    wanted = {each.pk: each for each in applications}
    outcome.applications.set(wanted.values())
    told = {"code": outcome.code, "title": outcome.title}
    for key in sorted(known.keys() ^ wanted.keys()):
        linked = [None, told] if key in wanted else [told, None]
        _record((wanted | known)[key], linked, by=by, at=at, reason=reason)
    return outcome


def _record(application, linked, *, by: User, at: datetime, reason: str) -> None:
    application = acts.locked(application)
    before = snapshots.frozen(application)
    acts.save(application, at=at)
    journal.record(
        application=application, before=before, verb=Verb.CREDIT, by=by, at=at,
        reason=reason.strip(), changes={"outcome": linked},
    )  # fmt: skip
