"""The entries of an edition in the admin, written in place in a list."""

from datetime import date

import pytest

from reform_apps.models import EditionEntry
from reform_apps.operations import edition_entries
from reform_apps.rules.lifecycle import Status
from tests.admin.addresses import changing, told
from tests.admin.conftest import signed_in
from tests.clock import NOON
from tests.editions import draft, published
from tests.factories import ApplicationFactory, SystemFactory

ENGLISH = {"accept-language": "en"}
DAY = date(2099, 12, 31)
LATER = date(2100, 6, 30)


def forms_of(page):
    return {row.code: form for row, _pill, form in page.context["lines"]}


def sent(page, **changes):
    """Take over what a list holds, and type something else into some rows: {code: {field: ...}}."""
    held = {"row": []}
    for code, form in forms_of(page).items():
        if form is None:
            continue
        held["row"].append(form.entry.pk)
        for field in form:
            held[field.html_name] = field.value() if field.value() is not None else ""
            if field.field.show_hidden_initial:
                held[field.html_initial_name] = field.initial if field.initial is not None else ""
        for name, value in changes.get(code.replace("-", ""), {}).items():
            held[form.add_prefix(name)] = value
    return held


def key(application):
    return application.code.replace("-", "")


def fresh(application):
    return EditionEntry.objects.order_by("-edition__position").filter(application=application)[0]


@pytest.fixture
def rows(db):
    """Three applications."""
    return ApplicationFactory.create_batch(3, status=Status.ONLINE)


@pytest.fixture
def workbench(rows):
    """The page of a draft with three entries that are all due."""
    return changing(draft(*rows, due_on=DAY))


@pytest.mark.parametrize("length", [1, 3])
def test_page_of_a_draft_costs_the_same_for_any_length(
    length, at_the_office, django_assert_num_queries
):
    published(ApplicationFactory(complete=True))
    edition = draft(*(ApplicationFactory(complete=True) for _number in range(length)))

    # Session, user, roles, the edition and the one before; the systems to choose from, the count
    # and the page; what was dropped and the counts by batch; three for faults, one for doubts; six
    # for the difference, and two nouns that it names.
    with django_assert_num_queries(22):
        page = at_the_office.get(changing(edition))

    assert len(page.context["lines"]) == length + 1


@pytest.mark.parametrize("length", [1, 3])
def test_page_of_a_published_edition_costs_the_same_for_any_length(
    length, at_the_office, django_assert_num_queries
):
    edition = published(*(ApplicationFactory(complete=True) for _number in range(length)))

    # Session, user, roles, the edition, its seal; the systems to choose from, the count and the
    # page, the systems as they were; what was dropped and the counts by batch.
    with django_assert_num_queries(11):
        page = at_the_office.get(changing(edition))

    assert len(page.context["lines"]) == length


def test_only_rows_that_were_changed_are_written(workbench, rows, at_the_office):
    first, second, third = rows
    page = at_the_office.get(workbench)
    data = sent(page, **{
        key(first): {"batch": "upgrade", "task": "覆盖全省"}, key(second): {"task": "试点"},
    })  # fmt: skip

    answer = at_the_office.post(workbench, data)

    assert answer.status_code == 302
    assert (fresh(first).batch, fresh(first).task) == ("upgrade", "覆盖全省")
    assert (fresh(second).batch, fresh(second).task) == (None, "试点")
    assert [row.journal.count() for row in rows] == [3, 3, 2]
    assert third.journal.last().verb == "plan"


def test_a_target_that_slips_takes_a_reason_and_is_counted(workbench, rows, at_the_office):
    first, second, _third = rows
    page = at_the_office.get(workbench)
    data = sent(page, **{
        key(first): {"due_on": LATER.isoformat()},
        key(second): {"due_on": LATER.isoformat(), "reason": "上游延期"},
    })  # fmt: skip

    answer = at_the_office.post(workbench, data, headers=ENGLISH)

    form = forms_of(answer)[first.code]
    assert list(form.errors) == ["reason"]
    assert form["due_on"].value() == LATER.isoformat()
    assert (fresh(first).due_on, fresh(first).slips) == (DAY, 0)
    assert (fresh(second).due_on, fresh(second).slips) == (LATER, 1)
    assert fresh(second).application.journal.last().reason == "上游延期"
    assert told(answer) == [
        "1 row is saved.", "1 row is not saved; what was typed is still in it.",
    ]  # fmt: skip
    # What was saved can be saved again, on what it has become.
    again = at_the_office.post(workbench, sent(answer, **{key(first): {"reason": "也延期"}}))
    assert again.status_code == 302
    assert fresh(first).slips == 1


def test_all_problems_are_shown_and_nothing_that_was_typed_is_lost(workbench, rows, at_the_office):
    first, second, third = rows
    page = at_the_office.get(workbench)
    typed = {
        key(first): {"due_on": "2022-02-31", "task": "第一项"},
        key(second): {"due_on": "", "batch": "plan"},
        key(third): {"task": "长" * 1001, "batch": "launch"},
    }

    answer = at_the_office.post(workbench, sent(page, **typed))

    forms = forms_of(answer)
    assert {code: list(form.errors) for code, form in forms.items()} == {
        first.code: ["due_on"], second.code: ["due_on"], third.code: ["task"],
    }  # fmt: skip
    kept = {
        key(row): {name: forms[row.code][name].value() for name in typed[key(row)]} for row in rows
    }
    assert kept == typed
    assert [row.journal.count() for row in rows] == [2, 2, 2]


def test_a_reason_alone_is_no_change(workbench, rows, at_the_office):
    page = at_the_office.get(workbench)

    answer = at_the_office.post(workbench, sent(page, **{key(rows[0]): {"reason": "因为"}}))

    assert list(forms_of(answer)[rows[0].code].errors) == ["reason"]


def test_what_somebody_else_has_changed_is_told_and_not_written_over(
    workbench, rows, at_the_office, officer
):
    application = rows[0]
    page = at_the_office.get(workbench)
    edition_entries.revise(
        entry=fresh(application),
        values={"batch": "plan", "task": "别人的任务"},
        by=officer,
        at=NOON,
    )

    data = sent(page, **{key(application): {"batch": "launch"}})
    answer = at_the_office.post(workbench, data, headers=ENGLISH)

    form = forms_of(answer)[application.code]
    assert form["batch"].value() == "launch"
    assert form["task"].value() == "别人的任务"
    assert "“Batch” has become “plan” meanwhile." in form.errors["batch"]
    assert fresh(application).batch == "plan"
    assert at_the_office.post(workbench, sent(answer)).status_code == 302
    assert (fresh(application).batch, fresh(application).task) == ("launch", "别人的任务")


def test_rows_that_are_gone_are_told(workbench, rows, at_the_office, officer):
    page = at_the_office.get(workbench)
    data = sent(page, **{key(rows[0]): {"task": "写了很久"}})
    edition_entries.drop(entry=fresh(rows[0]), by=officer, at=NOON)

    answer = at_the_office.post(workbench, data, headers=ENGLISH, follow=True)

    assert told(answer) == ["1 row is not in the edition any more."]


@pytest.mark.parametrize("junk", [{"row": "x"}, {"row": "9" * 40}, {"row": ""}, {}])
def test_rows_that_are_none_do_no_harm(junk, workbench, at_the_office):
    assert at_the_office.post(workbench, junk).status_code == 302


def test_who_may_not_keep_editions_only_looks(workbench, rows, as_lead, at_the_office):
    page = as_lead.get(workbench)
    assert set(forms_of(page).values()) == {None}
    assert "Publish" not in page.content.decode()

    data = sent(at_the_office.get(workbench), **{key(rows[0]): {"task": "不许"}})
    as_lead.post(workbench, data)

    assert fresh(rows[0]).task == ""


@pytest.mark.parametrize(
    ("question", "found"),
    [("batch=plan", [0]), ("has_batch=false", [1, 2]), ("status=trial", [2]),
     ("system=party", [1]), ("search=好干部", [0]), ("batch=&search=", [0, 1, 2])],
)  # fmt: skip
def test_questions_narrow_the_list(question, found, at_the_office, officer):
    rows = [
        ApplicationFactory(name="浙里好干部"),
        ApplicationFactory(system=SystemFactory(code="party")),
        ApplicationFactory(status=Status.TRIAL),
    ]
    edition = draft(*rows, by=officer)
    edition_entries.revise(entry=fresh(rows[0]), values={"batch": "plan"}, by=officer, at=NOON)

    page = at_the_office.get(f"{changing(edition)}?{question}")

    assert list(forms_of(page)) == [rows[place].code for place in found]


@pytest.mark.parametrize("question", ["batch=nope", "colour=red", "status=fine"])
def test_what_is_not_understood_is_said(question, workbench, at_the_office):
    page = at_the_office.get(f"{workbench}?{question}")

    assert page.status_code == 400
    assert page.context["lines"] == []
    assert [name for name, _found in page.context["asked"].faults] == [question.split("=")[0]]


def test_long_lists_have_pages(workbench, rows, at_the_office, monkeypatch):
    monkeypatch.setattr("reform_apps.admin.editions.rows.ROWS_ON_A_PAGE", 2)

    assert len(forms_of(at_the_office.get(workbench))) == 2
    assert list(forms_of(at_the_office.get(f"{workbench}?p=2"))) == [rows[2].code]


def test_of_what_is_published_only_completion_is_reported(at_the_office):
    application = ApplicationFactory()
    edition = published(application, task="覆盖全省", due_on=DAY)
    page = at_the_office.get(changing(edition))
    form = forms_of(page)[application.code]
    assert set(form.fields) == {"version", "reason", "completed_on"}

    typed = {"completed_on": "2022-07-01", "batch": "plan", "task": "改写"}
    answer = at_the_office.post(changing(edition), sent(page, **{key(application): typed}))

    assert answer.status_code == 302
    entry = fresh(application)
    assert (entry.completed_on, entry.batch, entry.task) == (date(2022, 7, 1), None, "覆盖全省")
    assert application.journal.last().verb == "complete"


def test_without_a_task_nothing_is_completed(at_the_office):
    edition = published(ApplicationFactory())

    page = at_the_office.get(changing(edition))

    assert list(forms_of(page).values()) == [None]
    assert "None" not in page.content.decode()


def test_another_day_of_completion_takes_a_reason(at_the_office, officer):
    application = ApplicationFactory()
    edition = published(application, due_on=DAY)
    edition_entries.revise(
        entry=fresh(application), values={"completed_on": date(2022, 6, 1)}, by=officer, at=NOON
    )
    page = at_the_office.get(changing(edition))

    data = sent(page, **{key(application): {"completed_on": "2022-06-02"}})
    answer = at_the_office.post(changing(edition), data)

    assert list(forms_of(answer)[application.code].errors) == ["reason"]


def test_a_system_lead_reports_for_the_own_system(lead):
    own = ApplicationFactory(system=lead.systems.get())
    foreign = ApplicationFactory(complete=True)
    edition = published(own, foreign, due_on=DAY)
    client = signed_in(lead)
    page = client.get(changing(edition))

    assert [code for code, form in forms_of(page).items() if form] == [own.code]
    data = sent(page, **{key(own): {"completed_on": "2022-06-02"}})
    assert client.post(changing(edition), data).status_code == 302
    assert fresh(own).completed_on == date(2022, 6, 2)
