"""Recording measured values, of an application or of the whole province."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from reform_apps.models import Application, Indicator, Observation, User, Verb
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


class ValuesRefused(Exception):
    """Values cannot be recorded: {index: {field: sentences}}."""

    def __init__(self, faults: Mapping[int, Mapping[str, list[str]]]):
        super().__init__(_("%s values are refused.") % len(faults))
        self.faults = faults


@transaction.atomic
def record_all(
    *, told: Sequence[Mapping[str, object]], by: User, at: datetime, reason: str = ""
) -> list[Observation]:
    """Record many values, each an act of its own: all of them, or none.

    Each is told as `record` takes it, with its `application` among the values.

    :raises ActRefused: if it is not theirs to record.
    :raises ValuesRefused: by the index of the value and by field.
    """
    acts.require(MAY_RECORD_FINDINGS, roles.of(by))
    done, faults = [], {}
    for index, each in enumerate(told):
        values = dict(each)
        application = values.pop("application", None)
        try:
            with transaction.atomic():
                done.append(
                    record(values=values, application=application, by=by, at=at, reason=reason)
                )
        except ValidationError as refusal:
            faults[index] = {
                name: ValidationError(errors).messages
                for name, errors in refusal.update_error_dict({}).items()
            }
    if faults:
        raise ValuesRefused(faults)
    return done


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
    citations.fill_in(observation, _of_its_indicator(values))
    if observation.indicator_id is None:
        raise ValidationError({"indicator": _("Say what is measured.")})
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


def _of_its_indicator(values: Mapping[str, object]) -> dict[str, object]:
    """Name the indicator's row for its code, and its unit where none is sent."""
    if "indicator" not in values:
        return dict(values)
    indicator = values["indicator"]
    if not isinstance(indicator, Indicator):
        indicator = Indicator.objects.filter(code=indicator).first()
    if indicator is None:
        message = _("There is no indicator %s.")
        raise ValidationError({"indicator": message % values["indicator"]})
    sent = {name: value for name, value in values.items() if name != "unit" or value}
    return {"unit": indicator.unit, **sent, "indicator": indicator}
