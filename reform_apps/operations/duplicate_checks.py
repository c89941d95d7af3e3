"""Recording what a duplicate check came to."""

from datetime import datetime

from django.db import transaction

from reform_apps.models import Application, DuplicateCheck, User, Verb
from reform_apps.operations import acts, journal, records
from reform_apps.queries import duplicates, roles, snapshots
from reform_apps.rules.permissions import MAY_CHECK_DUPLICATES


@transaction.atomic
def record(
    *, application: Application, decision: str, reason: str, by: User, at: datetime
) -> DuplicateCheck:
    """Record a decision on an application, with the candidates as they stand at this moment.

    :raises ActRefused: if it is not theirs to decide.
    :raises ValidationError: by field.
    """
    application = acts.locked(application)
    acts.require(MAY_CHECK_DUPLICATES, roles.held(by, application))
    before = snapshots.frozen(application)
    check = DuplicateCheck(
        application=application,
        candidates=duplicates.candidates(name=application.name, exclude=application),
        decision=decision,
        reason=reason.strip(),
        by=by,
        recorded_at=at,
    )
    records.write(check)
    acts.save(application, at=at)
    journal.record(
        application=application,
        before=before,
        verb=Verb.CHECK,
        by=by,
        at=at,
        reason=check.reason,
        changes={"duplicate_check": [None, {"decision": decision, "candidates": check.candidates}]},
    )
    return check
