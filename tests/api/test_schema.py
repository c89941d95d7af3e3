"""What the API says of itself, held against what it does."""

import io

import pytest
import yaml
from django.core.management import call_command
from django.urls import reverse
from drf_spectacular.drainage import GENERATOR_STATS

from reform_apps.filtersets.applications import ApplicationFilterSet
from reform_apps.filtersets.editions import EditionEntryFilterSet
from reform_apps.filtersets.journal import FeedFilterSet
from reform_apps.operations import edition_entries
from tests.clock import NOON
from tests.factories import (
    ApplicationFactory,
    AssessmentFactory,
    ObservationFactory,
    OrganizationFactory,
    RegionFactory,
    RunwayFactory,
    SourceFactory,
)
from tests.operations.worlds import drafted, published

ROWS = {
    "systems": "System",
    "runways": "Runway",
    "regions": "Region",
    "organizations": "Organization",
    "sources": "Source",
    "applications": "Application",
    "observations": "Observation",
    "assessments": "Assessment",
    "editions": "Edition",
    "editions/S0/entries": "EditionEntry",
    "editions/S0/drops": "EditionDrop",
    "seals": "Seal",
    "journal": "FeedEntry",
}


@pytest.fixture(scope="module")
def schema():
    return described()


def described():
    GENERATOR_STATS.reset()
    told = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=told)
    return yaml.safe_load(told.getvalue())


def parameters(schema, path, method="get"):
    operation = schema["paths"][f"/api/v1/{path}"][method]
    return {parameter["name"]: parameter for parameter in operation["parameters"]}


def test_it_is_whole(schema):
    assert schema["openapi"].startswith("3.")


@pytest.fixture
def world(officer):
    application = ApplicationFactory(complete=True)
    published(officer, application, ApplicationFactory(), code="before")
    draft = drafted(officer, code="S0")
    entry = draft.entries.exclude(application=application).get()
    told = {"reason": "r", "document": "d"}
    edition_entries.drop(entry=entry, by=officer, at=NOON, **told)
    ObservationFactory(application=application)
    AssessmentFactory(application=application)
    RunwayFactory()
    SourceFactory()
    OrganizationFactory()
    RegionFactory(city=True)


@pytest.mark.parametrize("noun", ROWS)
def test_rows_have_the_keys_that_are_described(noun, schema, world, reader_api):
    row = reader_api.get(f"/api/v1/{noun}/").json()["results"][0]

    assert list(row) == list(schema["components"]["schemas"][ROWS[noun]]["properties"])


def test_one_application_has_the_keys_that_are_described(schema, world, visitor_api, officer_api):
    code = visitor_api.get("/api/v1/applications/").json()["results"][0]["code"]
    shown = visitor_api.get(f"/api/v1/applications/{code}/").json()
    schemas = schema["components"]["schemas"]

    assert list(shown) == list(schemas["ApplicationDetail"]["properties"])
    for part, name in [("observations", "Measurement"), ("assessments", "Recognition")]:
        assert list(shown[part][0]) == list(schemas[name]["properties"])
    entry = visitor_api.get(f"/api/v1/applications/{code}/journal/").json()["results"][0]
    assert list(entry) == list(schemas["JournalEntry"]["properties"])
    offer = visitor_api.get(f"/api/v1/applications/{code}/transitions/").json()[0]
    assert list(offer) == list(schemas["Offer"]["properties"])
    facets = officer_api.get("/api/v1/applications/facets/").json()
    assert list(facets) == list(schemas["Facets"]["properties"])


def test_editions_and_what_hangs_on_them_have_the_keys_that_are_described(
    schema, world, visitor_api
):
    schemas = schema["components"]["schemas"]

    def keys_are_those_of(name, shown):
        assert list(shown) == list(schemas[name]["properties"])

    shown = visitor_api.get("/api/v1/editions/before/").json()
    keys_are_those_of("EditionDetail", shown)
    keys_are_those_of("EditionSeal", shown["seal"])
    keys_are_those_of("JournalSeal", shown["seal"]["journal_seal"])
    keys_are_those_of("SealDetail", visitor_api.get("/api/v1/seals/1/").json())
    keys_are_those_of("Feed", visitor_api.get("/api/v1/journal/").json())
    difference = visitor_api.get("/api/v1/applications/diff/?from=2022-01-01").json()
    keys_are_those_of("Difference", difference)
    keys_are_those_of("Summary", difference["summary"])
    keys_are_those_of("Change", difference["changes"][0])


def test_every_filter_is_described(schema):
    listed = parameters(schema, "applications/")

    paging = {"page", "page_size", "cursor", "fields"}
    assert set(listed) == {*ApplicationFilterSet.base_filters, *paging}
    assert all(parameter["description"] for parameter in listed.values())
    assert set(parameters(schema, "applications/facets/")) == set(ApplicationFilterSet.base_filters)
    assert set(parameters(schema, "applications/{code}/")) == {
        "code", "fields", "as_of", "effective_as_of",
    }  # fmt: skip
    assert set(parameters(schema, "applications/{code}/journal/")) == {
        "code", "verb", "transition", "page", "page_size",
    }  # fmt: skip
    for file in ("export.csv", "export.xlsx"):
        described = parameters(schema, f"applications/{file}")
        assert set(described) == set(ApplicationFilterSet.base_filters)
    assert set(parameters(schema, "journal/")) == {*FeedFilterSet.base_filters, "after", "limit"}
    assert set(parameters(schema, "editions/{code}/entries/")) == {
        *EditionEntryFilterSet.base_filters, "code", "page", "page_size", "fields",
    }  # fmt: skip
    assert set(parameters(schema, "applications/diff/")) == {"from", "to", "kind"}
    assert set(parameters(schema, "editions/{code}/diff/")) == {"code", "against", "kind"}


def test_the_words_of_a_filter_are_described(schema):
    listed = parameters(schema, "applications/")

    assert listed["batch"]["schema"]["items"]["enum"] == ["upgrade", "launch", "plan"]
    assert listed["has_system"]["schema"]["enum"] == ["true", "false"]
    assert set(listed["ordering"]["schema"]["items"]["enum"]) == {
        f"{sign}{name}"
        for sign in ("", "-")
        for name in ("code", "name", "status_since", "online_on", "updated_at")
    }


@pytest.mark.parametrize(
    ("path", "method", "codes"),
    [
        ("applications/", "get", "200 400 401 404"),
        ("applications/", "post", "201 400 401 403 404 413 415"),
        ("applications/{code}/", "patch", "200 400 401 403 404 409 412 413 415 428"),
        ("applications/{code}/transitions/", "post", "201 400 401 403 404 409 412 413 415 428"),
        ("applications/{code}/attestations/", "post", "201 400 401 403 404 409 412 413 415 428"),
        ("editions/", "post", "201 400 401 403 404 409 413 415"),
        ("editions/{code}/publish/", "post", "200 400 401 403 404 409 413 415"),
        ("editions/{code}/entries/", "post", "201 400 401 403 404 409 413 415"),
        ("editions/{code}/entries/", "patch", "200 400 401 403 404 409 412 413 415 428"),
        ("editions/{code}/drops/", "post", "201 204 400 401 403 404 409 413 415"),
        ("editions/{code}/bundle.zip", "get", "200 400 401 404 409"),
        ("editions/{code}/diff/", "get", "200 400 401 404"),
    ],
)
def test_refusals_are_described(path, method, codes, schema):
    answers = schema["paths"][f"/api/v1/{path}"][method]["responses"]

    assert sorted(answers) == codes.split()
    refused = answers["400"]["content"]["application/json"]["schema"]["$ref"]
    assert refused == "#/components/schemas/Errors"


def test_writes_name_their_version(schema):
    posted = [("{code}/transitions/", "post"), ("{code}/attestations/", "post")]
    for path, method in [("{code}/", "patch"), *posted]:
        named = parameters(schema, f"applications/{path}", method)
        assert named["If-Match"]["required"] is True


@pytest.mark.django_db
class TestServed:
    @pytest.mark.parametrize(
        ("accept", "kind"),
        [("*/*", "application/json"), ("application/yaml", "application/yaml"),
         ("application/vnd.oai.openapi", "application/vnd.oai.openapi")],
    )  # fmt: skip
    def test_the_schema_in_the_form_that_is_asked_for(self, accept, kind, visitor_api):
        answer = visitor_api.get(reverse("api:schema"), headers={"Accept": accept})

        assert answer.status_code == 200
        assert answer["Content-Type"].startswith(kind)
        assert yaml.safe_load(answer.content)["info"]["version"] == "1"

    @pytest.mark.parametrize(
        ("query", "status"),
        [("lang=en", 200), ("lang=zh-hans", 200), ("lang=xx", 400), ("version=1%0A2", 400),
         ("format=json", 400), ("lang=en&lang=en", 400)],
    )  # fmt: skip
    def test_what_the_schema_can_be_asked(self, query, status, visitor_api):
        assert visitor_api.get(f"{reverse('api:schema')}?{query}").status_code == status

    def test_the_pages_take_no_parameter(self, visitor_api):
        assert visitor_api.get(f"{reverse('api:docs')}?colour=red").status_code == 400

    def test_the_pages_load_nothing_from_elsewhere(self, visitor_api):
        page = visitor_api.get(reverse("api:docs"), headers={"Accept": "text/html"})

        assert page.status_code == 200
        assert (
            "drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js" in page.content.decode()
        )
        assert "//cdn" not in page.content.decode()
        assert reverse("api:schema") in page.content.decode()
