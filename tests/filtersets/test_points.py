"""Every question on the ledger, asked of how it stood before everything changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from reform_apps.filtersets.applications import ApplicationFilterSet
from reform_apps.filtersets.points import point_asked
from reform_apps.operations import applications, assessments, edition_entries, editions, transitions
from reform_apps.operations.office.attestations import attest
from reform_apps.queries import facets, states
from reform_apps.queries.states import Point
from tests.clock import NOON, TODAY
from tests.factories import (
    ApplicationFactory,
    OrganizationFactory,
    RegionFactory,
    RunwayFactory,
    SystemFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=3)
MIDNIGHT = datetime(2022, 6, 30, 15, 59, 59, 999999, tzinfo=UTC)  # of the last moment of the day

QUESTIONS = [
    "search=应用",
    "search=zj-0010",
    "search=旧名",
    "search=second",
    "search=ZJ-9999",
    "status=online",
    "status=online,trial",
    "status=retired,planning",
    "system=politics",
    "system=politics,society",
    "runway=society-1",
    "kind=application",
    "kind=platform",
    "scope=local,provincial_major",
    "batch=plan",
    "batch=plan,launch",
    "organization=unit-a",
    "region=331082",
    "region=331000",
    "region=330000",
    "recognition=frontrunner",
    "recognition=frontrunner,nationwide",
    "recognition=provincial_best",
    "terminal=pc",
    "terminal=tv,mobile",
    "basis=entered",
    "basis=external",
    "online_after=2022-01-01",
    "online_before=2021-12-31",
    "updated_since=2022-06-30T13:30:00",
    "updated_since=2022-07-01",
    "attested_before=2022-06-30T13:30:00",
    "has_attestation=true",
    "has_attestation=false",
    "has_system=true",
    "has_system=false",
    "has_runway=true",
    "has_runway=false",
    "has_organization=true",
    "has_organization=false",
    "ordering=code",
    "ordering=-code",
    "ordering=name",
    "ordering=-name",
    "ordering=status_since",
    "ordering=-status_since",
    "ordering=online_on",
    "ordering=-online_on",
    "ordering=updated_at",
    "ordering=-updated_at",
    "ordering=online_on,-code",
]
# What is found neither before nor after.
NEVER = ["recognition=provincial_best", "basis=external", "online_after=2022-01-01"]


def found(query, point=None, user=None):
    """Name what a question finds now, or at a point, in its order."""
    data = QueryDict(f"{query}&{point}" if point else query)
    rows = states.ledger(user or AnonymousUser(), point_asked(data))
    asked = ApplicationFilterSet(data, rows)
    assert asked.errors == {}
    return [application.name for application in states.thawed(asked.qs)]


@pytest.fixture
def world(officer):
    """Three applications that differ in everything that can be asked."""
    politics = SystemFactory(code="politics", position=101)
    society = SystemFactory(code="society", position=102)
    runway = RunwayFactory(code="society-1", system=society)
    city = RegionFactory(city=True, code="331000")
    county = RegionFactory(county=True, code="331082", parent=city)
    first = ApplicationFactory(number=9, code="ZJ-0009", name="甲应用", updated_at=NOON)
    second = ApplicationFactory(
        number=10, code="ZJ-0010", name="乙平台", kind="platform", scope="local", batch="plan",
        system=politics, status="online", terminals=["pc", "mobile"], origin_region=county,
        online_on=date(2021, 5, 1), status_since=date(2021, 5, 1),
    )  # fmt: skip
    third = ApplicationFactory(
        number=9999, code="ZJ-9999", name="丙应用", scope="provincial_major", batch="launch",
        system=society, runway=runway, organization=OrganizationFactory(code="unit-a"),
        origin_region=city, status="trial", status_since=date(2022, 1, 1), terminals=["tv"],
        updated_at=NOON + timedelta(hours=2),
    )  # fmt: skip
    values = {"kind": "frontrunner"}
    assessments.record(
        application=second, values=values, by=officer, at=NOON + timedelta(minutes=10)
    )
    applications.amend(
        application=second, version=2, by=officer, at=NOON + timedelta(minutes=20),
        changes={"name_en": "Second Platform", "aliases": [{"name": "乙平台旧名"}]},
    )  # fmt: skip
    attest(application=first, version=1, by=UserFactory(role="reform_office"), at=NOON)
    return first, second, third


def change_everything(world, officer):
    """Let nothing be found any more as it was found before."""
    act = {"by": officer, "at": LATER}
    first, second, third = world
    other = SystemFactory(code="other", position=103)
    changes = {
        "kind": "portal", "scope": None, "system": other, "runway": None, "terminals": ["tv"],
        "organization": OrganizationFactory(code="unit-b"), "summary": "新",
        "origin_region": RegionFactory(city=True, code="330200"), "aliases": [],
        "name_en": "New",
    }  # fmt: skip
    for name, row in zip(("新一", "新二", "新三"), world, strict=True):
        row.refresh_from_db()
        applications.amend(
            application=row, version=row.version, changes=changes | {"name": name}, **act
        )
    edition = editions.start(code="S1", title="S1", **act)
    for row, batch in ((first, "plan"), (second, "upgrade"), (third, "upgrade")):
        edition_entries.add(edition=edition, application=row, values={"batch": batch}, **act)
    editions.publish(edition=edition, issued_on=None, **act)
    second.refresh_from_db()
    assessments.correct(
        assessment=second.assessments.get(), values={"kind": "nationwide"}, reason="r", **act
    )
    second.refresh_from_db()
    transitions.make_transition(
        application=second, transition="retire", version=second.version, reason="r", evidence="e",
        **act,
    )  # fmt: skip
    applications.register(particulars={"name": "丁应用"}, **act)


@pytest.mark.parametrize(
    "point",
    ["as_of=2022-06-30", "as_of=2022-07-01T00:00:00%2B08:00", "effective_as_of=2022-06-30",
     "effective_as_of=2022-07-02"],
)  # fmt: skip
def test_each_question_finds_what_it_would_have_found_then(point, world, officer):
    before = {question: found(question) for question in QUESTIONS}

    change_everything(world, officer)

    assert {question: found(question, point) for question in QUESTIONS} == before
    assert [question for question in QUESTIONS if found(question) == before[question]] == NEVER


def test_facets_count_what_stood_then(world, officer):
    before = facets.counts(states.ledger(officer, None))
    before["count"] = 3
    change_everything(world, officer)

    assert facets.counts(states.ledger(officer, Point(recorded_by=MIDNIGHT))) == before
    assert facets.counts(states.ledger(officer, Point(effective_on=TODAY))) == before


def test_what_became_public_only_since_then_is_not_told(officer):
    then_internal = ApplicationFactory(visibility="internal", name="后公开")
    now_internal = ApplicationFactory(name="后内部")
    for row, visibility in ((then_internal, "public"), (now_internal, "internal")):
        changes = {"visibility": visibility}
        applications.amend(application=row, changes=changes, version=1, by=officer, at=LATER)

    for point in ("as_of=2022-06-30", "effective_as_of=2022-06-30"):
        assert found("ordering=code", point) == []
        assert set(found("ordering=code", point, officer)) == {"后公开", "后内部"}


@pytest.mark.parametrize(
    ("query", "point"),
    [
        ("", None),
        ("as_of=2022-06-30", Point(recorded_by=MIDNIGHT)),
        ("as_of=2022-07-01", Point(recorded_by=MIDNIGHT + timedelta(days=1))),  # today
        ("as_of=2022-06-30T12:00:00%2B08:00", Point(recorded_by=NOON)),
        ("as_of=2022-06-30T12:00:00+08:00", Point(recorded_by=NOON)),
        ("as_of=2022-06-30T04:00:00Z", Point(recorded_by=NOON)),
        ("as_of=2022-06-30%2012:00", Point(recorded_by=NOON)),
        ("effective_as_of=2022-06-30", Point(effective_on=TODAY)),
        ("effective_as_of=2022-07-01", Point(effective_on=date(2022, 7, 1))),
    ],
)
@time_machine.travel(NOON + timedelta(days=1), tick=False)
def test_these_are_points(query, point):
    data = QueryDict(query)

    assert ApplicationFilterSet(data, states.ledger(AnonymousUser(), None)).errors == {}
    assert point_asked(data) == point


@pytest.mark.parametrize(
    "query",
    [
        "as_of=2022-07-02", "as_of=2022-07-01T12:00:01%2B08:00", "as_of=2099-01-01", "as_of=",
        "as_of=20220630", "as_of=2022-W26-4", "as_of=2022-06-31", "as_of=yesterday", "as_of=0",
        "as_of=2022-06-30x12:00", "as_of=2022-06-30%2B08:00", "as_of=1066-10-14", "as_of=%00",
        "as_of=2022-06-30T25:00", "as_of=2022-06-30T12:00%2B99:00", "as_of=9999-12-31",
        "as_of=2022-06-30&as_of=2022-06-29", "effective_as_of=2022-07-02",
        "effective_as_of=2022-06-30T12:00", "effective_as_of=", "effective_as_of=20220630",
        "effective_as_of=9999-12-31", "effective_as_of=2022-06-30&effective_as_of=2022-06-30",
    ],
)  # fmt: skip
@time_machine.travel(NOON + timedelta(days=1), tick=False)
def test_these_are_none(query):
    asked = ApplicationFilterSet(QueryDict(query), states.ledger(AnonymousUser(), None))

    assert list(asked.errors) == [query.partition("=")[0]]


@pytest.mark.parametrize(
    "query", ["as_of=2022-06-30&effective_as_of=2022-06-30", "effective_as_of=x&as_of=2022-06-30"]
)
def test_one_clock_is_asked_at_a_time(query):
    data = QueryDict(query)
    asked = ApplicationFilterSet(data, states.ledger(AnonymousUser(), None))

    assert list(asked.errors) == ["effective_as_of"]
    codes = [error.code for error in asked.errors.as_data()["effective_as_of"]]
    assert "two_clocks" in codes or "invalid" in codes
