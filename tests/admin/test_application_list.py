"""The list of applications, asked as every other door is asked."""

import pytest

from reform_apps.filtersets.applications import ApplicationFilterSet
from reform_apps.operations.writing import texts
from reform_apps.queries.lists import references
from reform_apps.rules.lifecycle import Status
from tests.admin.addresses import listing, told
from tests.factories import ApplicationFactory, RunwayFactory, SystemFactory

LIST = "application"


def codes(response):
    return [application.code for application in response.context["cl"].result_list]


@pytest.mark.parametrize("length", [1, 3])
def test_list_costs_the_same_for_any_length(length, at_the_office, django_assert_num_queries):
    runway = RunwayFactory()
    ApplicationFactory.create_batch(length, complete=True, system=runway.system, runway=runway)

    references.standing()
    # Whoever looks first reads what can be answered to four of the questions.
    with django_assert_num_queries(11):
        at_the_office.get(listing(LIST))
    # Session, user, roles; the views; the token, the count and the page.
    with django_assert_num_queries(7):
        response = at_the_office.get(listing(LIST))

    assert len(codes(response)) == length


def test_list_asks_what_the_filter_set_asks(at_the_office):
    questions = at_the_office.get(listing(LIST)).context["cl"].questions

    asked = {*questions, "search", "ordering"}
    assert asked == set(ApplicationFilterSet.base_filters) - {"as_of", "effective_as_of"}


def test_list_answers_as_the_filter_set_does(at_the_office):
    party = SystemFactory(code="party")
    mine = ApplicationFactory(system=party, status=Status.ONLINE, batch="upgrade")
    ApplicationFactory(system=party, status=Status.PLANNING, batch="upgrade")
    ApplicationFactory(status=Status.ONLINE)

    asked = {"system": "party", "status": "online,suspended", "batch": "upgrade"}

    assert codes(at_the_office.get(listing(LIST), asked)) == [mine.code]


def test_questions_that_a_browser_sends_unanswered_are_not_asked(at_the_office):
    mine = ApplicationFactory(status=Status.ONLINE)
    ApplicationFactory()
    page = at_the_office.get(listing(LIST), {"status": "online"})
    questions = page.context["cl"].questions.values()
    left_open = [each.name for each in questions if each.form != "several"]

    asked = {"search": "", "status": "online"} | dict.fromkeys(left_open, "")
    response = at_the_office.get(listing(LIST), asked, follow=True)

    assert left_open
    assert response.redirect_chain == [("?status=online", 302)]
    assert codes(response) == [mine.code]


@pytest.mark.parametrize("words", ["好干部", "ZJ-7001", "Good Cadres", "干部在线"])
def test_search_finds_by_name_code_english_name_and_alias(words, at_the_office):
    ApplicationFactory(name="另外一个")
    application = ApplicationFactory(name="浙里好干部", code="ZJ-7001", name_en="Zheli Good Cadres")
    application.aliases.create(name="干部在线", key="干部在线", core="干部")
    texts.retell([application])

    assert codes(at_the_office.get(listing(LIST), {"search": words})) == ["ZJ-7001"]


@pytest.mark.parametrize(
    "query",
    [
        "colour=red",
        "status=fine",
        "has_system=banana",
        "status__in=trial",
        "q=word",
        "p=99",
        "p=x",
        "as_of=2022-06-30",
        "effective_as_of=2022-06-30",
    ],
)
def test_what_is_not_understood_is_said(query, at_the_office):
    ApplicationFactory()

    response = at_the_office.get(f"{listing(LIST)}?{query}")

    assert response.status_code == 400
    assert len(told(response)) == 1


def test_what_is_not_understood_is_answered_by_nothing(at_the_office):
    ApplicationFactory()

    response = at_the_office.get(listing(LIST), {"colour": "red"})

    assert "“colour”" in told(response)[0]
    assert codes(response) == []


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", "abc"), ("o=2", "bca"), ("o=-1", "cba"), ("ordering=-code", "cba"),
        ("ordering=-code&o=2", "bca"),
    ],
)  # fmt: skip
def test_list_is_sorted_by_its_columns(query, order, at_the_office):
    names = {"a": "3号", "b": "1号", "c": "2号"}
    made = {ApplicationFactory(name=name).code: letter for letter, name in names.items()}

    found = codes(at_the_office.get(f"{listing(LIST)}?{query}"))

    assert "".join(made[code] for code in found) == order


def test_heads_of_columns_keep_the_questions(at_the_office):
    ApplicationFactory(status=Status.ONLINE)
    asked = {"status": "online", "ordering": "-code"}

    changelist = at_the_office.get(listing(LIST), asked).context["cl"]

    query = changelist.get_query_string({"o": "2"})
    assert "status=online" in query
    assert "ordering" not in query


def test_rows_can_be_looked_up_by_typing(at_the_office):
    application = ApplicationFactory(name="浙里好干部")
    ApplicationFactory()
    asked = {"app_label": "reform_apps", "model_name": "application", "field_name": "merged_into"}

    found = at_the_office.get("/admin/autocomplete/", {**asked, "term": "好干部"}).json()

    assert found["results"] == [{"id": str(application.pk), "text": str(application)}]
