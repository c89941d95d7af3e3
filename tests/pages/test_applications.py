"""One application as a page: facts, basis, successors and the journal."""

import re
from datetime import timedelta

import pytest

from reform_apps.models import Application, Basis, Dependency, Region, Rollout, Unit
from reform_apps.operations import applications, duplicate_checks, transitions
from reform_apps.operations.office.attestations import attest
from reform_apps.rules.lifecycle import Status, Transition
from reform_apps.rules.vocabulary import Visibility
from tests.clock import NOON
from tests.factories import (
    ApplicationFactory,
    AssessmentFactory,
    ObservationFactory,
    OrganizationFactory,
    SourceFactory,
    SystemFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    """Read one application's page in English."""

    def read(application, question="", *, status=200):
        address = f"/applications/{application.code}/{question}"
        answer = client.get(address, headers={"accept-language": "en"})
        assert answer.status_code == status
        return answer.content.decode()

    return read


@pytest.fixture
def source(db):
    """A document with a title."""
    return SourceFactory(code="study-times", title="学习材料")


def fresh(application):
    return Application.objects.for_list().get(pk=application.pk)


def merged(application, successor, *, by):
    return transitions.make_transition(
        application=application, transition=Transition.MERGE, version=application.version,
        merged_into=successor, reason="并入", by=by, at=NOON,
    )  # fmt: skip


def amended(application, *, by, **changes):
    return applications.amend(
        application=application, changes=changes, version=application.version, by=by, at=NOON
    )


@pytest.mark.parametrize("length", [1, 3])
def test_page_costs_the_same_for_any_length(
    length, client, officer, source, django_assert_num_queries
):
    known = {"basis": "stated", "source": "study-times", "locator": "L14"}
    application = ApplicationFactory(complete=True, basis={"name": known})
    cited = {"basis": Basis.STATED, "source": source, "locator": "L14"}
    for number in range(length):
        ObservationFactory(application=application, **cited)
        AssessmentFactory(application=application, **cited)
        application = amended(fresh(application), name_en=f"Name {number}", by=officer)

    # The application, its three lists, its sources, its places in editions, the count and the
    # page of the journal, what was merged into it, and the four nouns that the journal names; the
    # regions and what is said of them, what it uses and what came of it.
    with django_assert_num_queries(17):
        answer = client.get(f"/applications/{application.code}/")

    assert len(answer.context["events"]) == length + 1


def test_facts_show_how_they_are_known(page, source):
    application = ApplicationFactory(
        name="公平在线", system=SystemFactory(name_en="Digital Government"),
        basis={
            "name": {"basis": "stated", "source": "study-times", "locator": "L14"},
            "system": {
                "basis": "derived", "source": "study-times", "locator": "L20", "note": "规则：归类",
            },
            "status": {"basis": "entered"},
        },
    )  # fmt: skip

    shown = page(application)

    for words in (
        "Stated", "Derived", "Entered", "规则：归类", "Digital Government",
        'href="/sources/study-times/">学习材料</a>, L14', ">学习材料</a>, L20",
    ):  # fmt: skip
        assert words in shown


def test_what_is_missing_is_said_and_never_blank(page):
    shown = page(ApplicationFactory())

    cells = re.findall(r"<td[^>]*>(.*?)</td>", shown, re.DOTALL)
    assert cells
    assert [cell for cell in cells if not re.sub(r"<[^>]+>|\s", "", cell)] == []
    assert "None" not in shown


def test_figures_recognitions_and_other_names_are_cited(page, officer, source):
    application = ApplicationFactory()
    cited = {"basis": Basis.STATED, "source": source, "locator": "L14"}
    ObservationFactory(
        application=application, indicator="materials_cut", value="67.5000", unit=Unit.PERCENT,
        printed="67.5%", is_rounded=True, **cited,
    )  # fmt: skip
    AssessmentFactory(application=application, body="省委改革办", **cited)
    amended(application, aliases=[{"name": "从前的名字", "kind": "former"}], by=officer)

    shown = page(application)

    for words in ("67.5%", "printed as “67.5%”", "rounded", "Frontrunner", "省委改革办",
                  "从前的名字", "Former name"):  # fmt: skip
        assert words in shown
    assert shown.count(">学习材料</a>, L14") == 2


def test_journal_tells_what_changed_and_why(page, client, officer):
    application = ApplicationFactory(complete=True, status=Status.BUILDING)
    transitions.make_transition(
        application=application, transition=Transition.START_TRIAL, version=1, by=officer, at=NOON,
        reason="具备条件", evidence="验收报告",
    )  # fmt: skip
    amended(fresh(application), organization=OrganizationFactory(name="省新厅"), by=officer)

    shown = page(application)

    for words in ("Start trial", "In development", "Trial run", "具备条件", "验收报告",
                  "2022-06-30 12:00", "Leading organization", "省新厅"):  # fmt: skip
        assert words in shown
    for entry in application.journal.all():
        assert f'title="{entry.digest}"' in shown


def test_only_those_who_are_signed_in_read_who_acted(page, client, officer, reader):
    officer.first_name, officer.last_name = "小红", "李"
    officer.save()
    application = amended(ApplicationFactory(), name_en="Named", by=officer)

    assert "李小红" not in page(application)

    client.force_login(reader)
    assert "李小红" in page(application)


def test_internal_entries_of_the_journal_stay_internal(page, client, officer, reader):
    application = ApplicationFactory(name="原来的内部名", visibility=Visibility.INTERNAL)
    page(application, status=404)
    application = amended(application, summary="不公开的话", by=officer)
    application = amended(
        application, name="公开的名字", summary="公开的话", visibility=Visibility.PUBLIC, by=officer
    )

    shown = page(application)
    assert "公开的话" in shown
    assert "不公开的话" not in shown
    assert "原来的内部名" not in shown

    client.force_login(reader)
    assert "不公开的话" in page(application)
    assert "原来的内部名" in page(application)


def test_duplicate_checks_are_not_public(page, client, officer, reader):
    application = ApplicationFactory()
    duplicate_checks.record(
        application=application, decision="distinct", reason="看过了", by=officer, at=NOON
    )

    assert "看过了" not in page(application)

    client.force_login(reader)
    shown = page(application)
    assert "看过了" in shown
    assert "distinct" in shown


def test_merger_is_told_both_ways(page, officer):
    first, second, third = (
        ApplicationFactory(complete=True, status=Status.ONLINE) for _number in range(3)
    )
    merged(first, second, by=officer)
    merged(fresh(second), third, by=officer)

    shown = page(first)
    assert shown.index("Merged into") < shown.index(second.code) < shown.index("Which stands today")
    assert f'href="/applications/{third.code}/"' in shown
    assert "Took in" not in shown

    assert f'href="/applications/{first.code}/"' in page(second)
    assert "Merged into" not in page(third)


def test_an_internal_successor_is_not_named(page, client, officer, reader):
    successor = ApplicationFactory(
        name="内部的后继", status=Status.ONLINE, visibility=Visibility.INTERNAL
    )
    application = merged(ApplicationFactory(status=Status.ONLINE), successor, by=officer)

    shown = page(application)
    assert "内部的后继" not in shown
    assert successor.code not in shown
    assert shown.lower().count("an entry that is not public") == 2  # the merger and the journal

    client.force_login(reader)
    assert "内部的后继" in page(application)


def test_an_internal_predecessor_is_not_named(page, officer):
    successor = ApplicationFactory(status=Status.ONLINE)
    internal = ApplicationFactory(status=Status.ONLINE, visibility=Visibility.INTERNAL)
    merged(internal, successor, by=officer)

    assert internal.code not in page(successor)


def test_staff_find_the_way_to_the_administration(page, client, officer):
    application = ApplicationFactory()
    way = f"/admin/reform_apps/application/{application.pk}/change/"

    assert way not in page(application)

    client.force_login(officer)
    assert way in page(application)


def test_long_journals_have_pages(page, officer, monkeypatch):
    monkeypatch.setattr("reform_apps.pages.applications.ENTRIES_ON_A_PAGE", 2)
    application = ApplicationFactory()
    for number in range(2):
        application = applications.amend(
            application=application, changes={"name_en": f"Name {number}"},
            version=application.version, by=officer, at=NOON + timedelta(days=number),
        )  # fmt: skip

    assert 'id="act-1"' not in page(application)
    assert 'id="act-1"' in page(application, "?page=2")
    page(application, "?page=3", status=404)


@pytest.mark.parametrize("question", ["?page=0", "?page=x", "?status=online"])
def test_what_is_not_understood_is_refused(question, page):
    page(ApplicationFactory(), question, status=400)


def test_unknown_code_is_not_found(client):
    assert client.get("/applications/ZJ-9999/").status_code == 404


def test_the_last_confirmation_is_told_by_its_day(page, officer):
    application = ApplicationFactory()
    assert "last confirmed" not in page(application)

    attest(application=application, version=1, by=officer, at=NOON + timedelta(days=2))

    assert "last confirmed on 2022-07-02" in page(application)
    assert "last confirmed" not in page(application, "?as_of=2022-07-01")
    assert "last confirmed on 2022-07-02" in page(application, "?effective_as_of=2022-07-02")


def test_how_far_it_is_connected_and_what_it_uses(page, officer):
    province = Region.objects.create(code="330000", name="浙江省", level="province")
    for code in ("330100", "330200"):
        Region.objects.create(code=code, name=code, level="city", parent=province)
    application = ApplicationFactory(scope="provincial_major", status=Status.ONLINE)
    assert "Of no region is anything reported." in page(application)
    platform = ApplicationFactory(kind="platform", name="公共平台")
    internal = ApplicationFactory(kind="platform", name="内部平台", visibility="internal")
    for used in (platform, internal):
        Dependency.objects.create(application=application, uses=used)
    Rollout.objects.create(
        application=application, region=Region.objects.get(code="330100"), state="connected",
        connected_on=NOON.date(), recorded_at=NOON,
    )  # fmt: skip

    shown = page(application)

    assert "50.0%" in shown
    assert "1 of 2 counties are connected, of 1 nothing is reported." in shown
    assert "公共平台" in shown
    assert "内部平台" not in shown
