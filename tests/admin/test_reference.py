"""What applications refer to: kept by the reform office, closed by a date."""

import pytest

from reform_apps.models import Organization, System
from tests.admin.addresses import adding, changing, errors_of, form_of, listing, typed
from tests.factories import (
    ApplicationFactory,
    OrganizationFactory,
    RegionFactory,
    RunwayFactory,
    SourceFactory,
    SystemFactory,
)

ROWS = [OrganizationFactory, RegionFactory, RunwayFactory, SourceFactory, SystemFactory]


def test_office_adds_a_unit(at_the_office):
    page = at_the_office.get(adding("organization"))
    unit = {"code": "water", "name": "水利厅", "kind": "government", "level": "province"}

    at_the_office.post(adding("organization"), typed(page, **unit))

    assert Organization.objects.get().name == "水利厅"


def test_office_closes_a_unit_by_a_date(at_the_office):
    unit = OrganizationFactory()
    page = at_the_office.get(changing(unit))

    at_the_office.post(changing(unit), typed(page, closed_on="2022-06-30"))

    unit.refresh_from_db()
    assert unit.closed_on.isoformat() == "2022-06-30"


@pytest.mark.parametrize("factory", ROWS)
def test_code_is_given_once(factory, at_the_office):
    row = factory()
    code = row.code

    page = at_the_office.get(changing(row))
    at_the_office.post(changing(row), typed(page, code="another"))

    row.refresh_from_db()
    assert "code" not in form_of(page).fields
    assert row.code == code


@pytest.mark.parametrize("factory", ROWS)
@pytest.mark.parametrize("who", ["as_lead", "as_editor", "as_reader"])
def test_others_look_and_do_not_write(factory, who, request):
    client, row = request.getfixturevalue(who), factory()

    assert client.get(changing(row)).status_code == 200
    assert client.post(changing(row), {"name": "换名"}).status_code == 403
    assert client.get(adding(row._meta.model_name)).status_code == 403


@pytest.mark.parametrize("length", [1, 3])
@pytest.mark.parametrize("factory", [OrganizationFactory, RunwayFactory, SystemFactory])
def test_lists_cost_the_same_for_any_length(
    factory, length, at_the_office, django_assert_max_num_queries
):
    factory.create_batch(length)
    noun = factory._meta.model._meta.model_name

    # Session, user, roles, the count, the page, and the choices of a filter.
    with django_assert_max_num_queries(6):
        at_the_office.get(listing(noun))


def test_system_keeps_its_other_names_one_on_a_line(at_the_office):
    system = SystemFactory(aliases=["旧名"])
    page = at_the_office.get(changing(system))

    at_the_office.post(changing(system), typed(page, aliases="旧名\n\n 新名 "))

    assert form_of(page)["aliases"].value() == "旧名"
    assert System.objects.get().aliases == ["旧名", "新名"]


def test_what_is_in_use_does_not_move(at_the_office):
    runway = RunwayFactory()
    ApplicationFactory(system=runway.system, runway=runway)

    assert "system" not in form_of(at_the_office.get(changing(runway))).fields
    assert "tier" not in form_of(at_the_office.get(changing(runway.system))).fields
    assert "system" in form_of(at_the_office.get(changing(RunwayFactory()))).fields


@pytest.mark.parametrize(
    ("field", "value", "blamed"),
    [
        ("code", "空 格", "code"),
        ("name", "控\u0007制", "name"),
        ("name", "长" * 101, "name"),
        ("uscc", "123", "uscc"),
        ("region", "x", "region"),
        ("basis", "stated", "__all__"),
        ("closed_on", "2022-02-31", "closed_on"),
    ],
)
def test_bad_input_is_shown_at_its_field(field, value, blamed, at_the_office):
    page = at_the_office.get(adding("organization"))
    unit = {"code": "water", "name": "水利厅", "kind": "government", "level": "province"}

    answer = at_the_office.post(adding("organization"), typed(page, **{**unit, field: value}))

    assert list(errors_of(answer)) == [blamed]
