"""Days and moments: what cannot be, and what comes in the wrong order."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from reform_apps.operations import applications, assessments, observations
from tests.clock import NOON, TODAY
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db

IMPOSSIBLE = [TODAY + timedelta(days=1), date(9999, 12, 31), date(1, 1, 1), date(1989, 12, 31)]


@pytest.mark.parametrize("day", IMPOSSIBLE)
def test_no_act_takes_effect_on_an_impossible_day(day, officer):
    application = ApplicationFactory()

    with pytest.raises(ValidationError) as refusal:
        # Nothing differs: the day is judged all the same.
        applications.amend(
            application=application, changes={}, version=1, by=officer, at=NOON, effective_on=day
        )

    assert list(refusal.value.error_dict) == ["effective_on"]


@pytest.mark.parametrize("day", IMPOSSIBLE)
def test_nothing_is_measured_or_recognized_on_an_impossible_day(day, officer):
    application = ApplicationFactory()
    measured = {"indicator": "daily_visits", "value": "1", "unit": "visits_per_day", "as_of": day}

    with pytest.raises(ValidationError) as refusal:
        observations.record(values=measured, application=application, by=officer, at=NOON)
    assert list(refusal.value.error_dict) == ["as_of"]

    with pytest.raises(ValidationError) as refusal:
        assessments.record(
            application=application,
            values={"kind": "frontrunner", "assessed_on": day},
            by=officer,
            at=NOON,
        )
    assert list(refusal.value.error_dict) == ["assessed_on"]
    assert application.journal.count() == 1


def test_an_act_that_waited_is_not_recorded_before_the_one_it_waited_for(officer):
    application = ApplicationFactory()
    later = NOON + timedelta(seconds=5)
    applications.amend(
        application=application, changes={"summary": "甲"}, version=1, by=officer, at=later
    )

    assessments.record(application=application, values={"kind": "frontrunner"}, by=officer, at=NOON)

    application.refresh_from_db()
    moments = list(application.journal.order_by("version").values_list("recorded_at", flat=True))
    assert moments == [NOON, later, later]
    assert application.updated_at == later


@pytest.mark.parametrize("value", ["99999999999999.99", "123456789012.3456"])
def test_a_value_that_an_engine_could_not_keep_exactly_is_refused(value, officer):
    values = {"indicator": "daily_visits", "value": value, "unit": "visits_per_day", "as_of": TODAY}

    with pytest.raises(ValidationError) as refusal:
        observations.record(values=values, application=ApplicationFactory(), by=officer, at=NOON)

    assert list(refusal.value.error_dict) == ["value"]
