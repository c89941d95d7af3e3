"""Recording measured values, of an application or of the whole province."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from reform_apps.models import Application, Observation, User, Verb
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
    application: Application | None = None,
    reason: str = "",
    beside: Mapping[str, object] | None = None,
) -> Observation:
    """Record a value; one of the whole province belongs to no application and to no journal.

    `beside` goes into the changes of the journal entry.

    :raises ActRefused: if it is not theirs to record.
    :raises ValidationError: by field.
    """
    return _write(
        Observation(application=application, recorded_at=at), values,
        by=by, at=at, reason=reason, beside=beside,
    )  # fmt: skip


@transaction.atomic
def correct(
    *,
    observation: Observation,
    values: Mapping[str, object],
    by: User,
    at: datetime,
    reason: str,
    beside: Mapping[str, object] | None = None,
) -> Observation:
    """Correct a value that was recorded wrongly; its application's journal keeps what stood there.

    A value of the whole province has no journal: what stood there is gone. `beside` goes into the
    changes of the journal entry.

    :raises ActRefused: if it is not theirs to correct.
    :raises ValidationError: by field.
    """
    current = Observation.objects.select_for_update().get(pk=observation.pk)
    return _write(current, values, by=by, at=at, reason=reason, beside=beside)


def _write(
    observation: Observation,
    values: Mapping[str, object],
    *,
    by: User,
    at: datetime,
    reason: str,
    beside: Mapping[str, object] | None,
) -> Observation:
    application = observation.application and acts.locked(observation.application)
    acts.require(MAY_RECORD_FINDINGS, roles.of(by))
    before = snapshots.measured(observation) if observation.pk else None
    citations.fill_in(observation, values)
    rows.check(observation)
    acts.refuse_impossible_days(at=at, as_of=observation.as_of)
    if before == snapshots.measured(observation):
        return observation
    rows.write(observation)
    if application:
        state = snapshots.frozen(application)
        acts.save(application, at=at)
        journal.record(
            application=application,
            before=state,
            verb=Verb.OBSERVE,
            by=by,
            at=at,
            reason=reason,
            changes={"observation": [before, snapshots.measured(observation)], **(beside or {})},
        )
    return observation
