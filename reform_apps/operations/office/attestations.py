"""Confirming that what the ledger says of an application still holds."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reform_apps.models import Application, User, Verb
from reform_apps.operations.writing import acts, journal
from reform_apps.queries.rights import roles
from reform_apps.rules.lifecycle import TERMINAL
from reform_apps.rules.permissions import MAY_ATTEST


class AttestationRefused(Exception):
    """There is nothing left to confirm; the sentence says why."""


@transaction.atomic
def attest(
    *, application: Application, version: int, by: User, at: datetime, reason: str = ""
) -> Application:
    """Confirm that nothing has changed; it counts until somebody else acts on the application.

    :raises ActRefused: if it is not theirs to confirm.
    :raises AttestationRefused: if the application has come to its end.
    :raises StaleVersion: if the application no longer stands at `version`.
    """
    application = acts.locked(application, version=version)
    acts.require(MAY_ATTEST, roles.held(by, application))
    if application.status in TERMINAL:
        message = _("The application is “%s”: nothing of it can change any more.")
        raise AttestationRefused(message % application.get_status_display())
    before, digest = journal.state_and_digest(application)
    acts.save(application, at=at)
    journal.record(
        application=application, before=before, keeps=True, previous_digest=digest,
        verb=Verb.ATTEST, by=by, at=at, reason=reason.strip(),
    )  # fmt: skip
    return application
