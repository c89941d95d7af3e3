"""Recording what a duplicate check came to."""

from datetime import datetime

from django.db import transaction

from reform_apps.models import Application, DuplicateCheck, User, Verb
from reform_apps.operations.writing import acts, journal, rows
from reform_apps.queries import duplicates, snapshots
from reform_apps.queries.rights import roles
from reform_apps.rules.lifecycle import TERMINAL
from reform_apps.rules.permissions import MAY_CHECK_DUPLICATES
from reform_apps.rules.roles import OFFICE


@transaction.atomic
def record(
    *, application: Application, decision: str, reason: str, by: User, at: datetime
) -> DuplicateCheck:
    """Record a decision on an application, with the candidates as they stand at this moment.

    :raises ActRefused: if it is not theirs to decide.
    :raises ValidationError: by field.
    """
    application = acts.locked(application)
    able = OFFICE if application.status in TERMINAL else MAY_CHECK_DUPLICATES
    acts.require(able, roles.held(by, application))
    before = snapshots.frozen(application)
    acts.save(application, at=at)
    check = DuplicateCheck(
        application=application,
        name=application.name,
        candidates=duplicates.candidates(name=application.name, exclude=application),
        decision=decision,
        reason=reason.strip(),
        by=by,
        recorded_at=application.updated_at,
    )
    rows.write(check)
    journal.record(
        application=application,
        before=before,
        verb=Verb.CHECK,
        by=by,
        at=at,
        reason=check.reason,
        changes={"duplicate_check": [None, snapshots.decided(check)]},
    )
    return check
