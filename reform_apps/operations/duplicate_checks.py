"""Recording what a duplicate check came to."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from reform_apps.models import Application, Decision, DuplicateCheck, Synonym, User, Verb
from reform_apps.operations.writing import acts, journal, rows
from reform_apps.queries import duplicates, snapshots
from reform_apps.queries.rights import roles
from reform_apps.rules.lifecycle import TERMINAL
from reform_apps.rules.likeness import differing_words
from reform_apps.rules.permissions import MAY_CHECK_DUPLICATES
from reform_apps.rules.roles import OFFICE


@transaction.atomic
def record(
    *,
    application: Application,
    decision: str,
    reason: str,
    by: User,
    at: datetime,
    twin: Application | None = None,
) -> DuplicateCheck:
    """Record a decision on an application, with the candidates as they stand at this moment.

    `twin` is the one that it was found to be the same as; where both names go by the same words
    but one, the ledger learns that the two words mean the same.

    :raises ActRefused: if it is not theirs to decide.
    :raises ValidationError: by field.
    """
    application = acts.locked(application)
    able = OFFICE if application.status in TERMINAL else MAY_CHECK_DUPLICATES
    acts.require(able, roles.held(by, application))
    if twin and (twin.pk == application.pk or decision == Decision.DISTINCT):
        raise ValidationError({"twin": _("What is distinct, or the same entry, is no twin.")})
    before = snapshots.frozen(application)
    acts.save(application, at=at)
    check = DuplicateCheck(
        application=application,
        name=application.name,
        candidates=duplicates.frozen(duplicates.of_application(application)),
        decision=decision,
        twin=twin,
        reason=reason.strip(),
        by=by,
        recorded_at=application.updated_at,
    )
    rows.write(check)
    if decision == Decision.REUSE and twin:
        _learn(check, application, twin)
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


def _learn(check: DuplicateCheck, application: Application, twin: Application) -> None:
    found = differing_words(application.name_core, twin.name_core)
    if found is None:
        return
    word, read_as = sorted(found, key=lambda each: (len(each), each))
    if not duplicates.synonyms().keys() & {word, read_as}:
        rows.write(Synonym(word=word, read_as=read_as, check_recorded=check))
