"""The ledger as a page: questions, totals, paging, and what is refused."""

import re

import pytest
from django.urls import reverse

from reform_apps.filtersets.applications import ApplicationFilterSet
from reform_apps.models import Basis, Unit
from reform_apps.rules.lifecycle import Status
from reform_apps.rules.vocabulary import Kind, Scope, Visibility
from tests.factories import (
    ApplicationFactory,
    ObservationFactory,
    RunwayFactory,
    SourceFactory,
    SystemFactory,
)

pytestmark = pytest.mark.django_db

LEDGER = "/"


@pytest.fixture
def page(client):
    """Ask the ledger in English, and hand back the answer with its text."""

    def ask(question="", *, status=200):
        answer = client.get(LEDGER + question, headers={"accept-language": "en"})
        assert answer.status_code == status
        answer.text_shown = answer.content.decode()
        return answer

    return ask


def codes(answer):
    return [row.application.code for row in answer.context.get("rows", [])]


def stated(value="107", **values):
    cited = {"basis": Basis.STATED, "source": SourceFactory(title="学习材料"), "locator": "L14"}
    return ObservationFactory(
        application=None, indicator="major_apps_online", unit=Unit.COUNT, value=value,
        **(cited | values),
    )  # fmt: skip


@pytest.mark.parametrize("length", [1, 3])
def test_ledger_costs_the_same_for_any_length(length, client, django_assert_num_queries):
    stated()
    for _number in range(length):
        runway = RunwayFactory()
        ApplicationFactory(complete=True, system=runway.system, runway=runway)

    # The count, the page, four lists to choose from, and two totals.
    with django_assert_num_queries(8):
        answer = client.get(LEDGER)

    assert len(codes(answer)) == length


def test_row_shows_what_is_known(page):
    runway = RunwayFactory(name="市场监管", name_en="Market Supervision")
    application = ApplicationFactory(
        complete=True, name="公平在线", system=runway.system, runway=runway, status=Status.PLANNING
    )

    shown = page().text_shown

    for words in (
        application.code, "公平在线", "Application", "Planning", "Market Supervision",
        runway.system.name, application.organization.name,
    ):  # fmt: skip
        assert words in shown
    assert f'href="/applications/{application.code}/"' in shown


def test_row_says_so_where_nothing_is_stated(page):
    ApplicationFactory()

    shown = page().text_shown

    for words in ("since: not stated", "System not stated", "Runway not assigned", "Not stated"):
        assert words in shown
    assert "None" not in shown


def test_ledger_asks_every_question_of_the_filter_set(page):
    ApplicationFactory()

    shown = page().text_shown

    asked = set(re.findall(r'<(?:input|select)[^>]* name="(\w+)"', shown))
    # A question without rows to choose from has no box to tick; nothing is a visitor's own, and
    # orders and flags are not public.
    assert set(ApplicationFilterSet.base_filters) - asked == {
        "mine",
        "flag",
        "disposition",
        "order_overdue",
        "system",
        "runway",
        "organization",
        "region",
    }


def test_questions_narrow_the_list_and_stay_in_the_form(page):
    wanted = ApplicationFactory(name="公平在线", status=Status.PLANNING, kind=Kind.PORTAL)
    ApplicationFactory(name="外卖在线", status=Status.BUILDING)

    answer = page("?status=planning,online&kind=portal")

    assert codes(answer) == [wanted.code]
    ticked = set(re.findall(r'name="(\w+)" value="(\w+)" checked', answer.text_shown))
    assert ticked == {("status", "planning"), ("status", "online"), ("kind", "portal")}


def test_each_chip_leads_to_the_question_without_it(page):
    system = SystemFactory(code="society", name_en="Digital Society")
    ApplicationFactory(system=system)

    chips = page("?status=planning,online&system=society&page=1").context["chips"]

    assert [(chip.label, chip.value, chip.address) for chip in chips] == [
        ("Status", "planning", "?status=online&system=society"),
        ("Status", "online", "?status=planning&system=society"),
        ("System", "Digital Society", "?status=planning&status=online"),
    ]


def test_what_a_form_leaves_blank_is_dropped_from_the_address(client):
    answer = client.get(LEDGER, {"search": "", "status": "online", "online_after": "", "page": ""})

    assert (answer.status_code, answer.url) == (302, "/?status=online")


@pytest.mark.parametrize(
    ("question", "parameter"),
    [
        ("?colour=red", "colour"),
        ("?colour=", "colour"),
        ("?status=fine", "status"),
        ("?system=nowhere", "system"),
        ("?has_system=banana", "has_system"),
        ("?online_after=2022-02-31", "online_after"),
        ("?search=a&search=b", "search"),
        ("?search=%00", "search"),
        ("?ordering=luck", "ordering"),
        ("?page_size=5", "page_size"),
        ("?page=0", "page"),
        ("?page=-1", "page"),
        ("?page=two", "page"),
        ("?page=²", "page"),
        ("?page=1&page=2", "page"),
    ],
)
def test_what_is_not_understood_is_named_and_no_list_pretends(question, parameter, page):
    ApplicationFactory(name="公平在线")

    answer = page(question, status=400)

    assert [fault.name for fault in answer.context["faults"]] == [parameter]
    assert answer.context["faults"][0].messages[0]
    assert f"<code>{parameter}=" in answer.text_shown
    assert "公平在线" not in answer.text_shown
    assert "<form" in answer.text_shown


def test_what_is_not_understood_is_shown_as_text(page):
    shown = page("?%3Cscript%3E=%3Cb%3E", status=400).text_shown

    assert "<script" not in shown
    assert "&lt;script&gt;=&lt;b&gt;" in shown


def test_pages_follow_one_another_under_the_same_question(page):
    ApplicationFactory.create_batch(51, status=Status.PLANNING)

    first = page("?status=planning&ordering=-code")
    second = page("?status=planning&ordering=-code&page=2")

    assert (len(codes(first)), len(codes(second))) == (50, 1)
    assert codes(first)[0] > codes(first)[-1] > codes(second)[0]
    assert 'href="?status=planning&amp;ordering=-code&amp;page=2"' in first.text_shown
    assert 'page=2" aria-current="page"' in second.text_shown


@pytest.mark.parametrize("number", ["2", "99999999999999999999"])
def test_a_page_beyond_the_last_is_not_found(number, page):
    ApplicationFactory()

    page(f"?page={number}", status=404)


@pytest.mark.parametrize(
    ("question", "address", "now"),
    [
        ("?status=planning", "?status=planning&ordering=-code", "ascending"),
        ("?ordering=-code", "?ordering=code", "descending"),
        ("?ordering=name&page=1", "?ordering=code", ""),
    ],
)
def test_heads_of_columns_sort(question, address, now, page):
    ApplicationFactory()

    column = page(question).context["columns"][0]

    assert (column.address, column.sorted) == (address, now)


def test_totals_name_both_what_is_named_and_what_is_stated(page):
    major = {"kind": Kind.APPLICATION, "scope": Scope.PROVINCIAL_MAJOR}
    ApplicationFactory.create_batch(2, **major)
    ApplicationFactory(scope=Scope.LOCAL)
    ApplicationFactory(kind=Kind.PORTAL, scope=Scope.PROVINCIAL_MAJOR)
    ApplicationFactory(**major, visibility=Visibility.INTERNAL)
    stated("107")

    # The question does not change the totals.
    shown = page("?kind=portal").text_shown

    assert "<b>2</b> named here of <b>107</b> stated" in shown
    assert "学习材料</a>, L14" in shown


def test_totals_do_not_invent_a_stated_figure(page):
    shown = page().text_shown

    assert "<b>0</b> named here" in shown
    assert "No source states how many there are in all." in shown


def test_nothing_found_says_so(page):
    shown = page("?search=nothing").text_shown

    assert "0 entries answer" in shown
    assert "No entry answers all of this." in shown


def test_internal_rows_are_for_those_who_are_signed_in(page, client, reader):
    ApplicationFactory(name="内部应用", visibility=Visibility.INTERNAL)

    assert "内部应用" not in page().text_shown

    client.force_login(reader)
    shown = page().text_shown
    assert "内部应用" in shown
    assert '<span class="flag">Internal</span>' in shown


def test_address_of_the_ledger():
    assert reverse("pages:ledger") == LEDGER
