"""Reporting how far applications are connected, and making a local one the whole province's."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reform_apps.models import (
    Application,
    Assessment,
    AssessmentKind,
    Region,
    Rollout,
    RolloutState,
    User,
    Verb,
)
from reform_apps.models.reference.regions import Level
from reform_apps.operations.writing import acts, citations, journal, rows
from reform_apps.queries import snapshots
from reform_apps.queries.evaluation.coverage import regions_in_scope
from reform_apps.queries.rights import roles
from reform_apps.rules.lifecycle import ONCE_ONLINE
from reform_apps.rules.permissions import MAY_PROMOTE, MAY_REPORT_ROLLOUT
from reform_apps.rules.vocabulary import Scope

Report = Mapping[str, object]


class ReportRefused(Exception):
    """Reports of rollouts cannot be taken in: {index: {field: sentences}}."""

    def __init__(self, faults: Mapping[int, Mapping[str, list[str]]]):
        super().__init__(_("%s reports are refused.") % len(faults))
        self.faults = faults


@transaction.atomic
def report(
    *,
    application: Application,
    reports: Sequence[Report],
    by: User,
    at: datetime,
    version: int | None = None,
    reason: str = "",
    beside: Mapping[str, object] | None = None,
) -> Application:
    """Take in how far an application has come in some regions: all reports or none, as one act.

    Each report is {region, state, connected_on, evidence, basis, source, locator, note}; what it
    leaves out stays as it is. `beside` goes into the changes of the journal entry. Nothing is
    written when nothing differs.

    :raises ActRefused: if it is not theirs to report.
    :raises StaleVersion: if the application no longer stands at `version`.
    :raises ReportRefused: by the index of the report and by field.
    """
    application = acts.locked(application, version=version)
    acts.require(MAY_REPORT_ROLLOUT, roles.held(by, application))
    return _take_in(
        application, reports, by=by, at=at, reason=reason, beside=beside, verb=Verb.ROLL_OUT
    )


@transaction.atomic
def promote(
    *,
    application: Application,
    by: User,
    at: datetime,
    reason: str,
    version: int | None = None,
    evidence: str = "",
) -> Application:
    """Make a local application the whole province's: it keeps its origin, all cities get a row.

    Cities of which nothing is reported yet are opened as not started, and its recognitions say
    that it was promoted.

    :raises ActRefused: if it is not theirs to promote.
    :raises StaleVersion: if the application no longer stands at `version`.
    :raises ValidationError: if it is no local one, or was never online.
    """
    application = acts.locked(application, version=version)
    acts.require(MAY_PROMOTE, roles.of(by))
    if application.scope != Scope.LOCAL:
        raise ValidationError({"scope": _("Only a local application is promoted.")})
    if application.status not in ONCE_ONLINE:
        raise ValidationError({"status": _("It is promoted once it is online.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Give a reason.")})
    before = snapshots.frozen(application)
    application.scope = Scope.PROVINCIAL_MAJOR
    application.basis = citations.basis_of(application, ["scope"])
    _recognize(application, at=at)
    said = set(application.rollouts.values_list("region", flat=True))
    regions = regions_in_scope(application, day=timezone.localdate(at))
    opened = [
        {"region": region, "state": RolloutState.NOT_STARTED.value}
        for region in regions
        if region.level == Level.CITY and region.pk not in said
    ]
    return _take_in(
        application, opened, by=by, at=at, reason=reason, evidence=evidence, before=before,
        verb=Verb.PROMOTE,
    )  # fmt: skip


def _recognize(application: Application, *, at: datetime) -> None:
    """Let the recognitions say, too, that it has become the whole province's."""
    kind = AssessmentKind.PROMOTED_MAJOR
    if not application.assessments.filter(kind=kind).exists():
        day = timezone.localdate(at)
        rows.write(Assessment(application=application, kind=kind, assessed_on=day, recorded_at=at))


def _take_in(
    application, reports, *, by, at, verb, reason="", evidence="", before=None, beside=None
) -> Application:
    faults, written = {}, []
    known = {row.region_id: row for row in application.rollouts.select_related("region", "source")}
    scope = {row.pk for row in regions_in_scope(application, day=timezone.localdate(at))}
    named = set()
    for index, each in enumerate(reports):
        try:
            row, told = _filled(application, each, known, at=at)
            _judge(row, scope=scope, named=named, application=application, at=at)
        except ValidationError as refusal:
            faults[index] = refusal.update_error_dict({})
            faults[index] = {
                name: ValidationError(errors).messages for name, errors in faults[index].items()
            }
            continue
        after = snapshots.reached(row)
        if told != after:
            written.append((row, told, after))
    if faults:
        raise ReportRefused(faults)
    if not written and before is None:
        return application
    before = before or snapshots.frozen(application)
    for row, _told, _after in written:
        rows.write(row)
    acts.save(application, at=at)
    moved = [[told for _row, told, _after in written if told],
             [after for _row, _told, after in written]]  # fmt: skip
    journal.record(
        application=application, before=before, verb=verb, by=by, at=at, reason=reason.strip(),
        evidence=evidence, changes=({"rollout": moved} if written else {}) | dict(beside or {}),
    )  # fmt: skip
    return application


def _filled(application, each: Report, known: Mapping[int, Rollout], *, at: datetime):
    values = dict(each)
    region = values.pop("region")
    row = known.get(region.pk) or Rollout(application=application, region=region)
    told = snapshots.reached(row) if row.pk else None
    row.recorded_at = at
    if values.get("state") not in (None, RolloutState.CONNECTED):
        values.setdefault("connected_on", None)
    citations.fill_in(row, values)
    rows.check(row)
    return row, told


def _judge(row: Rollout, *, scope: set[int], named: set[int], application, at: datetime) -> None:
    region: Region = row.region
    if region.pk in named:
        raise ValidationError({"region": _("This region is reported twice.")})
    named.add(region.pk)
    if region.level == Level.PROVINCE:
        raise ValidationError({"region": _("A city or a county is reported, not the province.")})
    if region.pk not in scope:
        message = _("“%s” is not in the scope of the application, or not in force.")
        raise ValidationError({"region": message % region})
    if row.state != RolloutState.CONNECTED:
        return
    acts.refuse_impossible_days(at=at, connected_on=row.connected_on)
    if application.status not in ONCE_ONLINE:
        raise ValidationError({"state": _("It is connected nowhere before it is online.")})
    if row.connected_on and application.online_on and row.connected_on < application.online_on:
        message = _("The application is online only since %s.")
        raise ValidationError({"connected_on": message % application.online_on.isoformat()})
