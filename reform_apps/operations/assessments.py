"""Recording what applications were recognized as."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from reform_apps.models import Application, Assessment, User, Verb
from reform_apps.operations.writing import acts, citations, journal, rows
from reform_apps.queries import snapshots
from reform_apps.queries.rights import roles
from reform_apps.rules.permissions import MAY_RECORD_FINDINGS


@transaction.atomic
def record(
    *,
    application: Application,
    values: Mapping[str, object],
    by: User,
    at: datetime,
    reason: str = "",
) -> Assessment:
    """Record a recognition of an application.

    :raises ActRefused: if it is not theirs to record.
    :raises ValidationError: by field.
    """
    return _write(
        Assessment(application=application, recorded_at=at), values, by=by, at=at, reason=reason
    )


@transaction.atomic
def correct(
    *, assessment: Assessment, values: Mapping[str, object], by: User, at: datetime, reason: str
) -> Assessment:
    """Correct a recognition that was recorded wrongly; the journal keeps what stood there.

    :raises ActRefused: if it is not theirs to correct.
    :raises ValidationError: by field.
    """
    current = Assessment.objects.select_for_update().get(pk=assessment.pk)
    return _write(current, values, by=by, at=at, reason=reason)


def _write(
    assessment: Assessment, values: Mapping[str, object], *, by: User, at: datetime, reason: str
) -> Assessment:
    application = acts.locked(assessment.application)
    acts.require(MAY_RECORD_FINDINGS, roles.of(by))
    before = snapshots.frozen(application)
    citations.fill_in(assessment, values)
    rows.check(assessment)
    acts.refuse_impossible_days(at=at, assessed_on=assessment.assessed_on)
    rows.write(assessment)
    if snapshots.frozen(application) == before:
        return assessment
    acts.save(application, at=at)
    journal.record(
        application=application, before=before, verb=Verb.ASSESS, by=by, at=at, reason=reason
    )
    return assessment
