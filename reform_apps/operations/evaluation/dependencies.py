"""Saying which platforms, portals, brains and components an application uses."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from reform_apps.models import Application, Dependency, User, Verb
from reform_apps.operations.writing import acts, journal, rows
from reform_apps.queries import snapshots
from reform_apps.queries.evaluation.impact import foundations
from reform_apps.queries.rights import roles
from reform_apps.rules.lifecycle import TERMINAL
from reform_apps.rules.permissions import MAY_DECLARE_USE
from reform_apps.rules.vocabulary import Kind

MOST = 100


@transaction.atomic
def declare(
    *,
    application: Application,
    uses: Sequence[Application],
    version: int,
    by: User,
    at: datetime,
    reason: str = "",
) -> Application:
    """Say all that an application uses; nothing is written when nothing differs.

    :raises ActRefused: if it is not theirs to declare.
    :raises StaleVersion: if the application no longer stands at `version`.
    :raises ValidationError: naming what cannot be used, and why.
    """
    # Two who declare at once could close a circle that neither sees: they come one by one.
    at_stake = Application.objects.filter(~Q(kind=Kind.APPLICATION) | Q(pk=application.pk))
    list(at_stake.for_act().values_list("pk"))
    application = acts.locked(application, version=version)
    acts.require(MAY_DECLARE_USE, roles.held(by, application))
    known = {row.uses_id: row for row in application.dependencies.select_related("uses")}
    wanted = {each.pk: each for each in uses}
    faults = [
        sentence
        for each in wanted.values()
        if (sentence := _fault(application, each, is_new=each.pk not in known))
    ]
    if len(wanted) > MOST:
        faults.append(_("At most %s.") % MOST)
    if faults:
        raise ValidationError({"uses": faults})
    if wanted.keys() == known.keys():
        return application
    before, state = _codes(row.uses for row in known.values()), snapshots.frozen(application)
    application.dependencies.exclude(uses__in=list(wanted)).delete()
    for key in wanted.keys() - known.keys():
        rows.write(Dependency(application=application, uses=wanted[key]))
    acts.save(application, at=at)
    journal.record(
        application=application, before=state, verb=Verb.USE, by=by, at=at, reason=reason.strip(),
        changes={"uses": [before, _codes(wanted.values())]},
    )  # fmt: skip
    return application


def _codes(rows) -> list[str]:
    return sorted(row.code for row in rows)


def _fault(application: Application, each: Application, *, is_new: bool) -> str:
    if each.pk == application.pk:
        return _("An application does not use itself.")
    if each.kind == Kind.APPLICATION:
        message = _("%s is an application: what is used is a platform, portal, brain or component.")
        return message % each.code
    if is_new and each.status in TERMINAL:
        message = _("%(code)s is “%(status)s”: nothing new stands upon it.")
        return message % {"code": each.code, "status": each.get_status_display()}
    below = foundations(each)
    if application.pk in below:
        message = _("%(code)s itself uses %(own)s, directly or by way of others.")
        return message % {"code": each.code, "own": application.code}
    return ""
