"""The list is read without a serializer, and says the same as the detail and the schema."""

import io
import json
from types import SimpleNamespace

import pytest
import yaml
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db.models import Prefetch
from jsonschema import Draft202012Validator
from rest_framework.renderers import JSONRenderer

from reform_apps.api.serializers.applications import (
    ApplicationDetailSerializer,
    ApplicationSerializer,
)
from reform_apps.models import Alias, Application, Indicator
from reform_apps.operations import assessments, observations
from reform_apps.operations.writing import names
from reform_apps.queries.lists import references
from tests.clock import NOON, TODAY
from tests.factories import ApplicationFactory, OrganizationFactory, RunwayFactory, SourceFactory

LIST = "/api/v1/applications/"


@pytest.fixture
def several(db):
    """Applications with every relation and with none, merged into what the public does not see."""
    runway = RunwayFactory(code="S1-R1")
    full = ApplicationFactory(
        code="ZJ-9001", runway=runway, system=runway.system, name_en="Health code",
        summary="一\n二", organization=OrganizationFactory(), terminals=["pc", "mobile"],
        status="online", status_since="2022-01-31", online_on="2022-01-01", scope="local",
        complete=True,
    )  # fmt: skip
    bare = ApplicationFactory(code="ZJ-9002")
    hidden = ApplicationFactory(code="ZJ-9003", visibility="internal")
    merged = {"status": "merged", "scope": None}
    ApplicationFactory(code="ZJ-9004", merged_into=hidden, **merged)
    ApplicationFactory(code="ZJ-9005", merged_into=full, **merged)
    return full, bare


@pytest.fixture(scope="module")
def row_schema(all_schemas):
    return {"$ref": "#/components/schemas/Application", **all_schemas}


@pytest.fixture(scope="module")
def all_schemas():
    told = io.StringIO()
    call_command("spectacular", stdout=told)
    described = yaml.safe_load(told.getvalue())
    schemas = {
        name: in_json_schema(each) for name, each in described["components"]["schemas"].items()
    }
    return {"components": {"schemas": schemas}}


def in_json_schema(node):
    """OpenAPI 3.0 says "nullable" where JSON Schema knows a type of its own."""
    if isinstance(node, list):
        return [in_json_schema(each) for each in node]
    if not isinstance(node, dict):
        return node
    told = {name: in_json_schema(each) for name, each in node.items()}
    return {"anyOf": [told, {"type": "null"}]} if node.get("nullable") is True else told


@pytest.mark.parametrize("who", ["visitor_api", "officer_api"])
def test_a_row_of_the_list_is_what_the_detail_shows(who, several, request):
    api = request.getfixturevalue(who)
    rows = api.get(LIST).json()["results"]
    assert [row["code"] for row in rows][:2] == ["ZJ-9001", "ZJ-9002"]
    for row in rows:
        detail = api.get(f"{LIST}{row['code']}/").json()
        assert list(row) == ApplicationSerializer.Meta.fields
        assert row == {name: detail[name] for name in row}


def test_a_row_of_the_list_is_what_the_schema_describes(officer_api, several, row_schema):
    validator = Draft202012Validator(row_schema)
    rows = officer_api.get(LIST).json()["results"]
    assert len(rows) == 5
    assert [list(validator.iter_errors(row)) for row in rows] == [[]] * 5


def test_a_confirmed_row_says_since_when(officer_api, officer, several):
    application, _bare = several
    sent = {"reason": "核对"}
    url = f"{LIST}{application.code}/attestations/"
    answer = officer_api.post(url, sent, headers={"If-Match": '"1"'})
    assert answer.status_code == 201, answer.json()
    row = officer_api.get(LIST).json()["results"][0]
    detail = officer_api.get(f"{LIST}{application.code}/").json()
    assert row["attested_at"]
    assert row["attested_at"] == detail["attested_at"]


def test_fields_are_read_one_by_one(officer_api, several, django_assert_num_queries):
    references.standing()
    with django_assert_num_queries(3) as captured:
        rows = officer_api.get(f"{LIST}?fields=status,code").json()["results"]
    assert rows[0] == {"code": "ZJ-9001", "status": "online"}
    assert not any("summary" in query["sql"] for query in captured.captured_queries)


def test_indented_json_says_the_same(officer_api, several):
    indented = officer_api.get(LIST, headers={"Accept": "application/json; indent=2"})
    assert b"\n  " in indented.content
    assert indented.json() == officer_api.get(LIST).json()


def test_a_last_page_grows_with_the_ledger(visitor_api):
    ApplicationFactory.create_batch(2)
    assert len(visitor_api.get(LIST).json()["results"]) == 2

    ApplicationFactory()

    answer = visitor_api.get(LIST).json()
    assert (answer["count"], len(answer["results"])) == (3, 3)


def test_what_one_address_understands_another_still_refuses(visitor_api):
    assert visitor_api.get(f"{LIST}?page=1").status_code == 200
    assert visitor_api.get(f"{LIST}facets/?page=1").status_code == 400


@pytest.mark.parametrize("who", ["visitor_api", "officer_api"])
def test_the_detail_is_what_its_serializer_shows(who, several, request, officer):
    api = request.getfixturevalue(who)
    full, _bare = several
    names.replace_aliases(
        full, [{"name": "乙名", "kind": "variant", "note": "注"}, {"name": "甲名"}]
    )
    source = SourceFactory()
    usage = Indicator.objects.get(code="usage_rate")
    values = {"indicator": usage, "value": "33.50", "unit": usage.unit, "as_of": TODAY,
              "basis": "stated", "source": source.code, "locator": "L1"}  # fmt: skip
    observations.record(application=full, values=values, by=officer, at=NOON)
    assessments.record(
        application=full, values={"kind": "nationwide", "basis": "derived", "source": source.code,
                                  "locator": "L2", "note": "规则"},
        by=officer, at=NOON,
    )  # fmt: skip
    shown = Application.objects.for_list().prefetch_related(
        Prefetch("aliases", Alias.objects.order_by("key")), "observations", "assessments"
    )
    person = officer if who == "officer_api" else AnonymousUser()
    for application in shown.visible_to(person):
        context = {"request": SimpleNamespace(user=person)}
        serialized = ApplicationDetailSerializer(application, context=context).data
        told = api.get(f"{LIST}{application.code}/").content
        assert json.loads(told) == json.loads(JSONRenderer().render(serialized))
        assert list(json.loads(told)) == ApplicationDetailSerializer.Meta.fields


def test_what_is_answered_is_what_the_schema_describes(officer_api, several, all_schemas):
    full, _bare = several
    for url, name in ((f"{full.code}/", "ApplicationDetail"), ("facets/", "Facets")):
        schema = {"$ref": f"#/components/schemas/{name}", **all_schemas}
        answer = officer_api.get(f"{LIST}{url}")
        assert list(Draft202012Validator(schema).iter_errors(answer.json())) == []
