"""What can be asked of reference data and of findings."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from reform_apps.filtersets import findings, reference
from reform_apps.models import (
    Assessment,
    DuplicateCheck,
    JournalEntry,
    Observation,
    Organization,
    Region,
    Runway,
    Source,
    System,
)
from tests.clock import NOON
from tests.factories import (
    ApplicationFactory,
    AssessmentFactory,
    ObservationFactory,
    OrganizationFactory,
    RegionFactory,
    RunwayFactory,
    SourceFactory,
    SystemFactory,
)

pytestmark = pytest.mark.django_db

FILTERSETS = {
    System: reference.SystemFilterSet,
    Runway: reference.RunwayFilterSet,
    Region: reference.RegionFilterSet,
    Organization: reference.OrganizationFilterSet,
    Source: reference.SourceFilterSet,
    Observation: findings.ObservationFilterSet,
    Assessment: findings.AssessmentFilterSet,
    DuplicateCheck: findings.DuplicateCheckFilterSet,
    JournalEntry: findings.JournalFilterSet,
}


def asked(model, query, user=None):
    request = SimpleNamespace(user=user or AnonymousUser())
    return FILTERSETS[model](QueryDict(query), model.objects.all(), request=request)


def found(model, query, user=None):
    answer = asked(model, query, user)
    assert answer.errors == {}
    return set(answer.qs)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", "brain society"),
        ("search=brain", "brain"),
        ("search=社会", "society"),
        ("search=SOCIETY", "society"),
        ("search=nothing", ""),
        ("search=Digital", "society"),
        ("tier=core", "society"),
        ("tier=core,platform", "brain society"),
        ("tier=support", ""),
        ("in_force_on=2021-12-31", "brain"),
        ("in_force_on=2022-01-01", "society"),
    ],
)
def test_systems(query, codes):
    SystemFactory(code="brain", name="大脑", tier="platform", closed_on=date(2022, 1, 1))
    SystemFactory(
        code="society", name="数字社会", name_en="Digital society", opened_on=date(2022, 1, 1)
    )

    assert {row.code for row in found(System, query)} == set(codes.split())


def test_runways_by_system():
    runway, _other = RunwayFactory(), RunwayFactory()

    assert found(Runway, f"system={runway.system.code}") == {runway}


def test_regions_by_level_and_by_the_region_above():
    county = RegionFactory(county=True)
    city, province = county.parent, county.parent.parent

    assert found(Region, "level=city,county") == {city, county}
    assert found(Region, f"parent={province.code}") == {city}


def test_organizations_by_kind_level_and_region():
    city = RegionFactory(city=True)
    bureau = OrganizationFactory(level="city", region=city, short_name="大数据局")
    company = OrganizationFactory(kind="enterprise")

    assert found(Organization, "kind=enterprise") == {company}
    assert found(Organization, "level=city") == {bureau}
    assert found(Organization, f"region={city.code}") == {bureau}
    assert found(Organization, "search=大数据") == {bureau}


def test_sources_by_title():
    source, _other = SourceFactory(title="年度报告"), SourceFactory()

    assert found(Source, "search=年度") == {source}


def test_observations_of_an_application_or_of_the_whole_province():
    observation = ObservationFactory()
    figure = ObservationFactory(application=None, indicator="cities", unit="count", value=11)

    assert found(Observation, f"application={observation.application.code}") == {observation}
    assert found(Observation, "has_application=false") == {figure}
    assert found(Observation, "indicator=cities,daily_visits") == {figure, observation}


def test_assessments_by_kind():
    best = AssessmentFactory(kind="provincial_best")
    AssessmentFactory()

    assert found(Assessment, "kind=provincial_best") == {best}


def test_duplicate_checks_by_application_and_decision(officer):
    application = ApplicationFactory()
    check, other = (
        DuplicateCheck.objects.create(
            application=application, decision=decision, reason="r", by=officer, recorded_at=NOON
        )
        for decision in ("reuse", "distinct")
    )

    assert found(DuplicateCheck, "decision=reuse") == {check}
    assert found(DuplicateCheck, f"application={application.code}") == {check, other}


def test_journal_by_act():
    entry = ApplicationFactory().journal.get()

    assert found(JournalEntry, "verb=register") == {entry}
    assert found(JournalEntry, "verb=amend,check") == set()
    assert found(JournalEntry, "transition=approve") == set()


def test_an_internal_application_is_unknown_to_the_public(reader):
    observation = ObservationFactory(application=ApplicationFactory(visibility="internal"))
    query = f"application={observation.application.code}"
    unknown = asked(Observation, "application=ZJ-0001").errors["application"].as_json()

    assert asked(Observation, query).errors["application"].as_json() == unknown.replace(
        "ZJ-0001", observation.application.code
    )
    assert found(Observation, query, reader) == {observation}


@pytest.mark.parametrize("model", FILTERSETS)
@pytest.mark.parametrize(
    "query", ["colour=red", "kind=nonsense", "in_force_on=2022-02-30", "level=moon", "verb=sing"]
)
def test_what_is_not_understood_is_refused_by_name(model, query):
    assert list(asked(model, query).errors) == [query.partition("=")[0]]
