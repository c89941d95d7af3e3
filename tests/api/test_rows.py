"""The list is read without a serializer, and says the same as the detail and the schema."""

import io

import pytest
import yaml
from django.core.management import call_command
from jsonschema import Draft202012Validator

from reform_apps.api.serializers.applications import ApplicationSerializer
from tests.factories import ApplicationFactory, OrganizationFactory, RunwayFactory

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
def row_schema():
    told = io.StringIO()
    call_command("spectacular", stdout=told)
    described = yaml.safe_load(told.getvalue())
    schemas = {
        name: in_json_schema(each) for name, each in described["components"]["schemas"].items()
    }
    return {"$ref": "#/components/schemas/Application", "components": {"schemas": schemas}}


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
    with django_assert_num_queries(2) as captured:
        rows = officer_api.get(f"{LIST}?fields=status,code").json()["results"]
    assert rows[0] == {"code": "ZJ-9001", "status": "online"}
    assert not any("summary" in query["sql"] for query in captured.captured_queries)


def test_indented_json_says_the_same(officer_api, several):
    indented = officer_api.get(LIST, headers={"Accept": "application/json; indent=2"})
    assert b"\n  " in indented.content
    assert indented.json() == officer_api.get(LIST).json()
