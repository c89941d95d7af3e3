"""Rows that applications point to are read once, and anew as soon as one of them is written."""

from contextlib import suppress

import pytest
from django.db import connection, transaction
from rest_framework.test import APIClient

from reform_apps.models import (
    Application,
    Indicator,
    Observation,
    Organization,
    Region,
    Runway,
    Source,
    System,
)
from reform_apps.operations import observations
from reform_apps.operations.writing import names
from reform_apps.queries.lists import references, revisions
from reform_apps.queries.proofs import consistency
from tests.clock import NOON, TODAY
from tests.factories import (
    ApplicationFactory,
    OrganizationFactory,
    RegionFactory,
    RunwayFactory,
    SourceFactory,
    SystemFactory,
)

pytestmark = pytest.mark.django_db
FACTORIES = {
    System: SystemFactory, Runway: RunwayFactory, Organization: OrganizationFactory,
    Region: RegionFactory, Source: SourceFactory,
}  # fmt: skip
# Of regions the factory makes each once.
ANOTHER = {Region: {"code": "340000", "name": "安徽省"}}


def moved(write):
    before = revisions.standing()
    write()
    after = revisions.standing()
    return after.token != before.token


@pytest.mark.parametrize("model", FACTORIES, ids=lambda model: model.__name__)
def test_whoever_writes_a_row_gives_another_token(model):
    row = FACTORIES[model]()
    table = model._meta.db_table

    def run(statement):
        connection.check_constraints()
        with connection.cursor() as cursor:
            cursor.execute(statement)

    assert moved(lambda: FACTORIES[model](**ANOTHER.get(model, {})))
    assert moved(lambda: run(f"UPDATE {table} SET code = code WHERE id = {row.pk}"))
    assert moved(lambda: run(f"DELETE FROM {table} WHERE id = {row.pk}"))
    assert not moved(lambda: list(model.objects.all()))


def test_acts_are_counted_and_give_no_token(officer):
    application = ApplicationFactory()
    before = revisions.standing()
    usage = Indicator.objects.get(code="usage_rate")
    values = {"indicator": usage, "value": 3, "unit": usage.unit, "as_of": TODAY}

    observations.record(application=application, values=values, by=officer, at=NOON)

    assert revisions.standing() == revisions.Revision(before.token, before.acts + 1)
    assert Observation.objects.count() == 1


def test_rows_are_read_once(django_assert_num_queries):
    OrganizationFactory(code="unit")
    references.standing()

    with django_assert_num_queries(1):
        known = references.standing()

    assert known.by_code[Organization]["unit"].code == "unit"
    OrganizationFactory(code="unit-b")
    assert "unit-b" in references.standing().by_code[Organization]


def test_an_application_is_given_its_rows(django_assert_num_queries):
    application = ApplicationFactory(complete=True, runway=None)
    references.standing()
    row = type(application).objects.get(pk=application.pk)

    with django_assert_num_queries(1):
        references.attach(row)
        told = (row.system, row.runway, row.organization, row.origin_region)

    assert told == (
        application.system, None, application.organization, application.origin_region,
    )  # fmt: skip


def test_a_row_that_is_not_known_is_not_lost(officer):
    application = ApplicationFactory(complete=True)
    stale = references.References(None, {model: {} for model in references.MODELS.values()})
    row = Application.objects.get(pk=application.pk)

    references.attach(row, stale)

    assert row.organization == application.organization


def test_what_was_written_between_two_readings_is_shown(monkeypatch):
    """The rows are read after those that they point to; one of these may be newer."""
    visitor_api = APIClient()
    stale = references.References(None, {model: {} for model in references.MODELS.values()})
    application = ApplicationFactory(complete=True)
    names.replace_aliases(
        application, [{"name": "甲名", "basis": "stated", "source": SourceFactory().code,
                       "locator": "L1"}]
    )  # fmt: skip
    url = "/api/v1/applications/"
    addresses = [url, f"{url}{application.code}/", f"{url}facets/"]
    expected = [visitor_api.get(each).json() for each in addresses]

    monkeypatch.setattr(references, "at", lambda _token: stale)

    assert [visitor_api.get(each).json() for each in addresses] == expected


def test_a_trigger_that_is_gone_is_named():
    assert consistency.missing_guards() == []
    table = "reform_apps_indicator"
    of_table = f" ON {table}" if connection.vendor == "postgresql" else ""

    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {table}_revises_update{of_table}")

    (fault,) = consistency.missing_guards()
    assert fault.startswith(f"{table}: the trigger {table}_revises_update is gone")


def test_what_was_taken_back_gives_no_token_that_another_writing_gives():
    seen = set()
    for _ in range(20):
        with suppress(ZeroDivisionError), transaction.atomic():
            SystemFactory()
            seen.add(references.standing().token)
            raise ZeroDivisionError
    assert len(seen) == 20
    system = SystemFactory()
    assert references.standing().by_code[System][system.code] == system
