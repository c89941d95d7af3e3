"""The rows and the questions of the list, which are spelled by fewer hands than Django's."""

import pytest
from django.contrib.admin import ModelAdmin
from django.contrib.admin.templatetags.admin_list import items_for_result

from reform_apps.rules.lifecycle import Status
from tests.admin.addresses import listing
from tests.factories import ApplicationFactory, OrganizationFactory, SystemFactory

LIST = "application"


@pytest.mark.parametrize("query", ["", "_popup=1", "status=planning&search=二</b>&o=-2.1", "p=2"])
def test_rows_are_spelled_as_django_spells_them(query, at_the_office):
    office = OrganizationFactory(name="甲&乙")
    ApplicationFactory.create_batch(3, complete=True, organization=office)
    for name in ('<b>"一"&二</b>', "\xa0"):
        ApplicationFactory(name=name)
    ApplicationFactory.create_batch(52)

    changelist = at_the_office.get(f"{listing(LIST)}?{query}").context["cl"]

    assert changelist.rows
    for row, application in zip(changelist.rows, changelist.result_list, strict=True):
        assert "".join(row) == "".join(items_for_result(changelist, application, None))


def test_a_row_is_marked_as_django_marks_it(at_the_office):
    application = ApplicationFactory(name='<b>"一"&二</b>')

    shown = at_the_office.get(listing(LIST)).content.decode()

    mark = ModelAdmin.action_checkbox(at_the_office.get(listing(LIST)).context["cl"], application)
    assert f'<td class="action-checkbox">{mark}</td>' in shown


@pytest.mark.parametrize("query", ["search=nowhere", "colour=red"])
def test_where_no_row_is_no_table_is(query, at_the_office):
    ApplicationFactory()

    shown = at_the_office.get(f"{listing(LIST)}?{query}").content.decode()

    assert 'id="result_list"' not in shown


def test_page_holds_the_rows_and_heads_of_the_list(at_the_office):
    ApplicationFactory(name="<i>甲</i>")

    response = at_the_office.get(listing(LIST), {"o": "-2.1"})

    shown = response.content.decode()
    assert "".join(response.context["cl"].rows[0]) in shown
    assert "<i>甲</i>" not in shown
    assert shown.count('class="sortpriority"') == 2


def test_a_question_left_open_is_spelled_anew_when_its_answers_change(at_the_office):
    OrganizationFactory(name="甲局")
    before = at_the_office.get(listing(LIST)).content.decode()
    OrganizationFactory(name="乙局")

    after = at_the_office.get(listing(LIST)).content.decode()

    assert ("甲局" in before, "乙局" in before) == (True, False)
    assert ("甲局" in after, "乙局" in after) == (True, True)


def test_what_one_answers_is_not_shown_to_the_next(at_the_office):
    system = SystemFactory(code="party")
    ApplicationFactory(system=system, status=Status.ONLINE)
    answer = 'value="party" checked'

    asked = at_the_office.get(listing(LIST), {"system": "party"}).content.decode()
    open_again = at_the_office.get(listing(LIST)).content.decode()
    asked_again = at_the_office.get(listing(LIST), {"system": "party"}).content.decode()

    assert [answer in page for page in (asked, open_again, asked_again)] == [True, False, True]


def test_questions_are_spelled_in_the_language_of_whoever_looks(at_the_office):
    pages = [
        at_the_office.get(listing(LIST), headers={"accept-language": language}).content.decode()
        for language in ("zh-hans", "en", "zh-hans")
    ]

    legends = ["<legend>牵头单位</legend>", "<legend>Leading organization</legend>"]
    assert [[each in page for each in legends] for page in pages] == [
        [True, False], [False, True], [True, False],
    ]  # fmt: skip
