"""What the ledger can be asked, and what it refuses to be asked."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from reform_apps.filtersets.applications import ApplicationFilterSet
from reform_apps.models import Application
from reform_apps.operations import applications
from reform_apps.operations.office.attestations import attest
from reform_apps.operations.writing import texts
from reform_apps.queries.lists import references
from tests.clock import NOON
from tests.factories import (
    ApplicationFactory,
    AssessmentFactory,
    OrganizationFactory,
    RegionFactory,
    RunwayFactory,
    SystemFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def asked(query, **kwargs):
    return ApplicationFilterSet(QueryDict(query), Application.objects.all(), **kwargs)


def found(query):
    """Name what a question finds, in the order in which it is found."""
    answer = asked(query)
    assert answer.errors == {}
    return [application.name for application in answer.qs]


@pytest.fixture
def world():
    """Four applications that differ in everything that can be asked."""
    politics = SystemFactory(code="politics", position=101)
    society = SystemFactory(code="society", position=102)
    runway = RunwayFactory(code="society-1", system=society)
    unit = OrganizationFactory(code="unit-a")
    city = RegionFactory(city=True, code="331000", name="台州市")
    county = RegionFactory(county=True, code="331082", name="临海市", parent=city)
    other = RegionFactory(city=True, code="330200", name="宁波市")
    ApplicationFactory(number=9, code="ZJ-0009", name="甲应用", updated_at=NOON)
    second = ApplicationFactory(
        number=10, code="ZJ-0010", name="乙平台", name_en="Second Platform", kind="platform",
        scope="local", batch="plan", system=politics, status="online", terminals=["pc", "mobile"],
        online_on=date(2021, 5, 1), status_since=date(2021, 5, 1), origin_region=county,
        basis={"system": {"basis": "stated", "source": "x", "locator": "L1", "note": ""}},
        updated_at=NOON + timedelta(hours=1),
    )  # fmt: skip
    third = ApplicationFactory(
        number=9999, code="ZJ-9999", name="丙应用", scope="provincial_major", batch="launch",
        system=society, runway=runway, organization=unit, origin_region=city, status="trial",
        status_since=date(2022, 1, 1), terminals=["tv"],
        basis={"status": {"basis": "entered", "source": None, "locator": "", "note": ""}},
        updated_at=NOON + timedelta(hours=2),
    )  # fmt: skip
    ApplicationFactory(
        number=10000, code="ZJ-10000", name="丁应用", status="online", origin_region=other,
        online_on=date(2022, 2, 2), status_since=date(2022, 2, 2),
        updated_at=NOON + timedelta(hours=3),
    )  # fmt: skip
    second.aliases.create(name="乙平台旧名", key="乙平台旧名", core="乙平台旧名")
    texts.retell([second])
    attest_one_and_amend_another(second, third)
    AssessmentFactory(application=second, kind="frontrunner")
    AssessmentFactory(application=second, kind="nationwide")


def attest_one_and_amend_another(one, another):
    """Confirm both of them; the second is amended by somebody else afterwards."""
    first, second = UserFactory(role="reform_office"), UserFactory(role="reform_office")
    for row in (one, another):
        attest(application=row, version=1, by=first, at=row.updated_at)
    applications.amend(
        application=another, changes={"summary": "新"}, version=2, by=second,
        at=another.updated_at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "甲 乙 丙 丁"),
        ("page=2", "甲 乙 丙 丁"),
        ("search=", "甲 乙 丙 丁"),
        ("search=%20", "甲 乙 丙 丁"),
        ("search=应用", "甲 丙 丁"),
        ("search=zj-10000", "丁"),
        ("search=旧名", "乙"),
        ("search=second", "乙"),
        ("search=%25", ""),
        ("status=online", "乙 丁"),
        ("status=online,trial", "乙 丙 丁"),
        ("status=online&status=trial", "乙 丙 丁"),
        ("status=merged", ""),
        ("system=politics", "乙"),
        ("system=politics,society", "乙 丙"),
        ("runway=society-1", "丙"),
        ("kind=application", "甲 丙 丁"),
        ("kind=platform&status=online", "乙"),
        ("kind=platform&status=trial", ""),
        ("scope=local,provincial_major", "乙 丙"),
        ("batch=plan", "乙"),
        ("organization=unit-a", "丙"),
        ("region=331082", "乙"),
        ("region=331000", "乙 丙"),
        ("region=330000", "乙 丙 丁"),
        ("region=331082,330200", "乙 丁"),
        ("recognition=frontrunner", "乙"),
        ("recognition=frontrunner,nationwide", "乙"),
        ("recognition=provincial_best", ""),
        ("terminal=pc", "乙"),
        ("terminal=tv,mobile", "乙 丙"),
        ("basis=stated", "乙"),
        ("basis=stated,entered", "乙 丙"),
        ("basis=external", ""),
        ("online_after=2022-02-02", "丁"),
        ("online_before=2021-05-01", "乙"),
        ("online_after=2021-05-02&online_before=2022-02-01", ""),
        ("updated_since=2022-06-30T14:00:00%2B08:00", "丙 丁"),
        ("updated_since=2022-06-30T14:00:00+08:00", "丙 丁"),
        ("updated_since=2022-06-30T06:00:00Z", "丙 丁"),
        ("updated_since=2022-06-30T14:00:00", "丙 丁"),
        ("updated_since=2022-06-30T14:00:00.000001", "丁"),
        ("updated_since=2022-06-30", "甲 乙 丙 丁"),
        ("updated_since=2022-07-01", ""),
        ("attested_before=2022-06-30T05:00:00Z", "甲 丙 丁"),
        ("attested_before=2022-06-30T05:00:00.000001Z", "甲 乙 丙 丁"),
        ("attested_before=2099-01-01&has_attestation=true", "乙"),
        ("has_attestation=true", "乙"),
        ("status_before=2021-12-31", "乙"),
        ("status_before=2022-01-01", "乙 丙"),
        ("has_attestation=false", "甲 丙 丁"),
        ("has_attestation=false&status=online", "丁"),
        ("has_system=true", "乙 丙"),
        ("has_system=false", "甲 丁"),
        ("has_runway=true", "丙"),
        ("has_runway=false", "甲 乙 丁"),
        ("has_organization=true", "丙"),
        ("has_organization=false", "甲 乙 丁"),
        ("ordering=code", "甲 乙 丙 丁"),
        ("ordering=-code", "丁 丙 乙 甲"),
        ("ordering=name", "丁 丙 乙 甲"),
        ("ordering=-name", "甲 乙 丙 丁"),
        ("ordering=status_since", "乙 丙 丁 甲"),
        ("ordering=-status_since", "丁 丙 乙 甲"),
        ("ordering=online_on", "乙 丁 甲 丙"),
        ("ordering=-online_on", "丁 乙 甲 丙"),
        ("ordering=updated_at", "甲 乙 丙 丁"),
        ("ordering=-updated_at", "丁 丙 乙 甲"),
        ("ordering=online_on,-code", "乙 丁 丙 甲"),
    ],
)
def test_a_question_finds(query, names, world):
    assert [name[0] for name in found(query)] == names.split()


@pytest.mark.parametrize(
    "query",
    [
        "colour=red", "status__in=trial", "status=fine", "status=", "status=trial,",
        "kind=portal,no",
        "kind=Portal", "system=nowhere", "system=%00", "system=society%00", "runway=politics",
        "organization=1", "region=999999", "recognition=best", "terminal=fax", "basis=guess",
        "scope=null", "batch=%EF%BF%BD", "has_system=banana", "has_system=1", "has_system=",
        "has_runway=True", "has_organization=yes", "has_attestation=never",
        "attested_before=noon", "attested_before=", "attested_before=20220630",
        "online_after=2022-02-31",
        "online_after=2022-01-01&online_after=2022-02-01", "online_before=20220101",
        "online_before=yesterday", "online_before=", "updated_since=noon",
        "updated_since=2022-13-01",
        "updated_since=2022-06-30T25:00:00", "updated_since=0001-01-01", "updated_since=9999-12-31",
        "updated_since=2022-06-30T12:00:00+99:99", "ordering=luck", "ordering=summary", "ordering=",
        "ordering=--code", "ordering=code&ordering=name", "ordering=code,", "search=a&search=b",
        "search=%00", "search=" + "a" * 201, "page=1&page=2", "limit=5",
        "system=" + ",".join(["society"] * 101),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_by_name(query, world):
    answer = asked(query)

    assert list(answer.errors) == [query.partition("=")[0]]


def test_every_fault_is_named():
    assert set(asked("colour=red&status=fine&has_system=1&kind=brain").errors) == {
        "colour", "status", "has_system",
    }  # fmt: skip


def test_the_longest_search_is_understood():
    assert found("search=" + "甲" * 200) == []


def test_a_door_says_which_parameters_are_its_own():
    assert asked("format=csv", door=("format",)).errors == {}
    assert list(asked("page=1", door=("format",)).errors) == ["page"]
    assert list(asked("format=csv&format=xml", door=("format",)).errors) == ["format"]


def test_a_question_costs_one_small_statement_for_each_noun_that_it_names(world):
    questions = {
        "": 1,
        "status=online&kind=platform&recognition=frontrunner&terminal=pc&basis=stated": 1,
        "system=society,politics": 2,
        "system=society&runway=society-1&organization=unit-a&region=331000": 6,
    }
    costs = {}
    references.standing()
    for query in questions:
        with CaptureQueriesContext(connection) as statements:
            found(query)
        costs[query] = len(statements)

    assert costs == questions


@pytest.mark.parametrize("ordering", ["name", "-name"])
def test_names_are_ordered_alike_on_both_engines(ordering):
    for name in ["éclair", "Zebra", "apple", "Äpfel", "阿", "中", "zz", "10号", "9号"]:
        ApplicationFactory(name=f"{name}应用")

    expected = ["10号", "9号", "apple", "Zebra", "zz", "Äpfel", "éclair", "中", "阿"]
    names = [name.removesuffix("应用") for name in found(f"ordering={ordering}")]
    assert names == (expected if ordering == "name" else expected[::-1])


def test_an_order_is_total():
    ApplicationFactory.create_batch(5, updated_at=NOON)

    rows = [row.number for row in asked("ordering=-updated_at").qs]

    assert rows == sorted(rows)


class TestOnesOwn:
    @pytest.fixture
    def request_of(self, rf):
        def request(user):
            asking = rf.get("/")
            asking.user = user
            return asking

        return request

    def names(self, query, request):
        return [row.name for row in asked(query, request=request).qs.order_by("number")]

    def test_is_of_ones_unit_or_systems(self, world, request_of):
        unit = Application.objects.get(name="丙应用").organization
        politics = Application.objects.get(name="乙平台").system
        one = request_of(UserFactory(role="unit_editor", organization=unit))
        both = request_of(UserFactory(role="system_lead", organization=unit, systems=[politics]))

        assert self.names("mine=true", one) == ["丙应用"]
        assert self.names("mine=true", both) == ["乙平台", "丙应用"]
        assert len(self.names("mine=false", both)) == 2

    def test_is_nothing_for_whoever_has_none(self, world, request_of):
        nobody = request_of(UserFactory(role="reader"))

        assert self.names("mine=true", nobody) == []
        assert len(self.names("mine=false", nobody)) == 4

    @pytest.mark.parametrize("query", ["mine=true", "mine=false"])
    def test_is_asked_by_nobody_unknown(self, query, request_of):
        assert list(asked(query, request=request_of(AnonymousUser())).errors) == ["mine"]
