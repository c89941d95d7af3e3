"""An application frozen into plain values."""

from datetime import date

import pytest

from reform_apps.models import Alias, Application, Assessment
from reform_apps.operations.writing import rows
from reform_apps.queries import snapshots
from reform_apps.rules.digests import canonical
from tests.clock import NOON
from tests.factories import ApplicationFactory, RunwayFactory

# What is not frozen, and why.
NOT_FROZEN = {
    "id": "a place in the table",
    "number": "stands in the code",
    "name_key": "follows from the name",
    "name_core": "follows from the name",
    "initials": "follows from the name",
    "version": "stands in the entry",
    "created_at": "stands in the first entry",
    "updated_at": "stands in the entry",
    "bases": "follows from the basis",
    "attested_at": "follows from the journal",
    "attested_by": "follows from the journal",
}

pytestmark = pytest.mark.django_db


def full():
    runway = RunwayFactory()
    application = ApplicationFactory(
        complete=True,
        status="online",
        online_on=date(2022, 1, 1),
        status_since=date(2022, 1, 1),
        system=runway.system,
        runway=runway,
    )
    for name in ("乙名", "甲名"):
        rows.write(Alias(application=application, name=name))
    for kind in ("nationwide", "frontrunner"):
        Assessment.objects.create(application=application, kind=kind, recorded_at=NOON)
    return Application.objects.for_list().get(pk=application.pk)


def test_every_column_is_frozen_or_said_not_to_be():
    columns = {field.name for field in Application._meta.fields}

    assert set(snapshots.own_fields(full())) == columns - set(NOT_FROZEN)


def test_relations_are_frozen_as_codes_and_days_as_text():
    application = full()
    state = snapshots.frozen(application)

    for field in ("system", "runway", "organization", "origin_region"):
        assert state[field] == getattr(application, field).code
    assert (state["online_on"], state["merged_into"]) == ("2022-01-01", None)
    assert [alias["name"] for alias in state["aliases"]] == ["乙名", "甲名"]
    assert [row["kind"] for row in state["assessments"]] == ["nationwide", "frontrunner"]
    assert canonical(state)


@pytest.mark.parametrize("length", [1, 3])
def test_freezing_costs_the_same_for_any_number(length, django_assert_num_queries):
    many = [full(), *ApplicationFactory.create_batch(length - 1)]

    with django_assert_num_queries(2):
        frozen = snapshots.frozen_all(many)

    assert [state["code"] for state in frozen] == [application.code for application in many]
    assert [len(state["aliases"]) for state in frozen] == [2] + [0] * (length - 1)
