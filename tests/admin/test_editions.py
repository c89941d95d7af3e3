"""Editions in the admin: begun, filled, thinned out, published, and then only looked at."""

from datetime import date

import pytest
from django.urls import reverse

from reform_apps.models import Edition, EditionState
from reform_apps.operations import applications, edition_entries, transitions
from reform_apps.rules.lifecycle import Status, Transition
from tests.admin.addresses import adding, changing, errors_of, form_of, listing, told, typed
from tests.clock import NOON, TODAY
from tests.editions import draft, published
from tests.factories import ApplicationFactory, SystemFactory

ENGLISH = {"accept-language": "en"}
CLERKS = ["as_reader", "as_editor", "as_lead"]


def publishing(edition):
    return reverse("admin:reform_apps_edition_publish", args=[edition.pk])


def filling(edition):
    return reverse("admin:reform_apps_edition_add_entries", args=[edition.pk])


def dropping(entry):
    return reverse("admin:reform_apps_edition_drop", args=[entry.edition_id, entry.pk])


def held(edition):
    rows = edition.entries.order_by("application__number")
    return [entry.application for entry in rows.select_related("application")]


@pytest.mark.parametrize("length", [1, 3])
def test_list_costs_the_same_for_any_length(length, as_reader, django_assert_num_queries):
    for number in range(length):
        published(ApplicationFactory(), code=f"S{number}")

    # Session, user, roles, the count and the page.
    with django_assert_num_queries(5):
        page = as_reader.get(listing("edition"))

    rows = page.context["cl"].result_list
    assert [row.held for row in rows] == list(range(length, 0, -1))


def test_a_draft_is_started_from_the_edition_before(at_the_office):
    alive = ApplicationFactory()
    edition = published(alive)
    page = at_the_office.get(adding("edition"))

    answer = at_the_office.post(adding("edition"), typed(page, code="S1", title="第一版"))

    begun = Edition.objects.get(code="S1")
    assert answer.url == changing(begun)
    assert (begun.state, begun.previous) == (EditionState.DRAFT, edition)
    assert held(begun) == [alive]


@pytest.mark.parametrize(
    ("given", "blamed"),
    [
        ({"code": "S0"}, "code"),
        ({"code": "S 1"}, "code"),
        ({"code": "now"}, "code"),
        ({"title": ""}, "title"),
    ],
)
def test_bad_input_is_shown_at_its_field_and_kept(given, blamed, at_the_office):
    published(ApplicationFactory())
    page = at_the_office.get(adding("edition"))

    data = typed(page, **({"code": "S1", "title": "第一版", "note": "写了很久"} | given))
    answer = at_the_office.post(adding("edition"), data)

    assert list(errors_of(answer)) == [blamed]
    assert form_of(answer)["note"].value() == "写了很久"


def test_there_is_one_draft_at_a_time(at_the_office):
    draft()
    page = at_the_office.get(adding("edition"))

    answer = at_the_office.post(adding("edition"), typed(page, code="S2", title="第二版"))

    assert list(errors_of(answer)) == ["__all__"]


@pytest.mark.parametrize("who", CLERKS)
def test_only_the_office_keeps_editions(who, request):
    client, application = request.getfixturevalue(who), ApplicationFactory()
    edition = draft(application)
    ways = [adding("edition"), publishing(edition), filling(edition),
            dropping(edition.entries.get())]  # fmt: skip

    assert [client.get(way).status_code for way in ways] == [403] * 4
    assert [client.post(way).status_code for way in ways] == [403] * 4
    assert client.get(changing(edition)).status_code == 200


def test_several_applications_are_added_at_once(at_the_office):
    edition = draft()
    chosen, by_code, other = ApplicationFactory.create_batch(3)
    data = {
        "applications": [chosen.pk], "codes": f"{by_code.code.lower()}\n{other.code}\n",
        "batch": "plan", "task": "启动", "due_on": "2099-01-01", "reason": "年度计划",
    }  # fmt: skip

    answer = at_the_office.post(filling(edition), data)

    assert answer.status_code == 302
    assert held(edition) == [chosen, by_code, other]
    assert set(edition.entries.values_list("batch", "task")) == {("plan", "启动")}


def test_what_cannot_be_added_stays_in_the_form_with_its_reason(at_the_office):
    already, ended, fine = (
        ApplicationFactory(), ApplicationFactory(status=Status.RETIRED), ApplicationFactory()
    )  # fmt: skip
    edition = draft(already)
    data = {"codes": "\n".join([already.code, ended.code, fine.code]), "task": "启动"}

    answer = at_the_office.post(filling(edition), data, headers=ENGLISH)

    assert held(edition) == [already, fine]
    assert len(errors_of(answer)["codes"]) == 2
    assert form_of(answer)["codes"].value() == f"{already.code}\n{ended.code}"
    assert form_of(answer)["task"].value() == "启动"
    assert told(answer) == ["1 application is added."]


@pytest.mark.parametrize(
    ("data", "blamed"),
    [({}, "__all__"), ({"codes": "ZJ-9999"}, "codes"), ({"applications": "x"}, "applications"),
     ({"codes": "\n".join(f"ZJ-{n}" for n in range(201))}, "codes")],
)  # fmt: skip
def test_who_adds_nothing_is_told(data, blamed, at_the_office):
    answer = at_the_office.post(filling(draft()), data)

    assert list(errors_of(answer)) == [blamed]


def test_applications_are_found_by_typing(at_the_office):
    application = ApplicationFactory(name="浙里好干部")
    asked = {"app_label": "reform_apps", "model_name": "editionentry", "field_name": "application"}

    found = at_the_office.get("/admin/autocomplete/", {**asked, "term": "好干部"}).json()

    assert [row["id"] for row in found["results"]] == [str(application.pk)]


def test_dropping_takes_a_reason_and_a_document(at_the_office):
    application = ApplicationFactory()
    published(application)
    entry = draft().entries.get()

    answer = at_the_office.post(dropping(entry), {"reason": "不再列入"})
    assert list(errors_of(answer)) == ["document"]

    at_the_office.post(dropping(entry), {"reason": "不再列入", "document": "浙改办〔2022〕9号"})
    drop = entry.edition.drops.get()
    assert (drop.application, drop.document) == (application, "浙改办〔2022〕9号")
    assert held(entry.edition) == []
    assert "浙改办〔2022〕9号" in at_the_office.get(changing(entry.edition)).content.decode()


def test_the_difference_stands_beside_the_draft(at_the_office, officer):
    application = ApplicationFactory(name="从前的名字")
    published(application)
    edition = draft(by=officer)
    edition_entries.revise(
        entry=edition.entries.get(), values={"batch": "plan"}, by=officer, at=NOON
    )
    applications.amend(
        application=application, changes={"name": "现在的名字"}, version=4, by=officer, at=NOON
    )

    page = at_the_office.get(changing(edition), headers=ENGLISH)

    assert [change.kind for change in page.context["changes"]] == ["renamed", "batch_changed"]
    shown = page.content.decode()
    for words in ("Difference to edition S0", "从前的名字", "Renamed", "Batch changed"):
        assert words in shown


def test_of_a_long_draft_the_difference_is_that_of_the_page(at_the_office, monkeypatch):
    monkeypatch.setattr("reform_apps.admin.editions.pages.MOST_COMPARED", 1)
    monkeypatch.setattr("reform_apps.admin.editions.rows.ROWS_ON_A_PAGE", 1)
    published(ApplicationFactory())
    added = ApplicationFactory()
    edition = draft(added)

    first = at_the_office.get(changing(edition), headers=ENGLISH)
    second = at_the_office.get(f"{changing(edition)}?p=2")

    assert first.context["changes"] == []
    assert "Of the applications on this page." in first.content.decode()
    assert [change.code for change in second.context["changes"]] == [added.code]


def test_applications_of_the_list_are_put_into_the_draft(at_the_office):
    edition, rows = draft(), ApplicationFactory.create_batch(2)
    ended = ApplicationFactory(status=Status.RETIRED)
    data = {"action": "put_into_draft", "_selected_action": [row.pk for row in (*rows, ended)]}

    answer = at_the_office.post(listing("application"), data, follow=True, headers=ENGLISH)

    assert held(edition) == rows
    assert told(answer)[-1] == "2 applications are added."
    assert ended.code in told(answer)[0]


def test_without_a_draft_the_action_says_so(at_the_office):
    data = {"action": "put_into_draft", "_selected_action": [ApplicationFactory().pk]}

    answer = at_the_office.post(listing("application"), data, follow=True, headers=ENGLISH)

    assert told(answer) == ["There is no draft. Start one."]


@pytest.mark.parametrize("who", CLERKS)
def test_the_action_is_the_offices_alone(who, request, db):
    ApplicationFactory()

    page = request.getfixturevalue(who).get(listing("application"))

    assert "put_into_draft" not in page.content.decode()


def test_publishing_shows_what_will_be_frozen_and_freezes_it(at_the_office):
    published(ApplicationFactory())
    edition = draft(ApplicationFactory(), batch="plan")
    page = at_the_office.get(publishing(edition), headers=ENGLISH)

    assert page.context["total"] == 2
    assert [change.kind for change in page.context["changes"]] == ["added"]
    assert "What will be frozen" in page.content.decode()

    answer = at_the_office.post(publishing(edition), typed(page, issued_on=TODAY.isoformat()))

    edition.refresh_from_db()
    assert answer.url == changing(edition)
    assert (edition.state, edition.issued_on) == (EditionState.PUBLISHED, TODAY)
    shown = at_the_office.get(changing(edition)).content.decode()
    for digits in (edition.root, edition.digest, edition.seal.digest):
        assert digits in shown
    assert publishing(edition) not in shown


def test_faults_are_all_listed_and_nothing_is_published(at_the_office, officer):
    rows = [ApplicationFactory(status=Status.ONLINE, complete=True) for _number in range(2)]
    edition = draft(*rows, by=officer, due_on=date(2022, 1, 1))
    edition_entries.add(
        edition=edition, application=ApplicationFactory(), values={"batch": "launch"},
        by=officer, at=NOON,
    )  # fmt: skip
    page = at_the_office.get(publishing(edition))
    assert len(page.context["faults"]) == 3

    answer = at_the_office.post(publishing(edition), typed(page, reason="写了很久"))

    assert len(answer.context["faults"]) == 3
    assert list(errors_of(answer)) == ["__all__"]
    assert form_of(answer)["reason"].value() == "写了很久"
    edition.refresh_from_db()
    assert edition.state == EditionState.DRAFT


def test_what_was_not_seen_is_not_published(at_the_office, officer):
    application = ApplicationFactory(status=Status.ONLINE)
    edition = draft(application, by=officer)
    page = at_the_office.get(publishing(edition))
    application.refresh_from_db()
    transitions.make_transition(
        application=application, transition=Transition.SUSPEND, version=application.version,
        reason="检修", by=officer, at=NOON,
    )  # fmt: skip

    answer = at_the_office.post(publishing(edition), typed(page))

    assert list(errors_of(answer)) == ["__all__"]
    assert at_the_office.post(publishing(edition), typed(answer)).status_code == 302


@pytest.mark.parametrize("issued_on", ["2999-01-01", "2022-02-31"])
def test_an_impossible_day_of_issue_is_refused(issued_on, at_the_office):
    edition = draft(ApplicationFactory())
    page = at_the_office.get(publishing(edition))

    answer = at_the_office.post(publishing(edition), typed(page, issued_on=issued_on))

    assert list(errors_of(answer)) == ["issued_on"]


def test_what_is_published_is_not_prepared_any_more(at_the_office):
    edition = published(ApplicationFactory())
    entry = edition.entries.get()

    for way in (publishing(edition), filling(edition), dropping(entry)):
        data = {"codes": ApplicationFactory().code, "reason": "改", "document": "号"}
        page = at_the_office.post(way, data)
        assert errors_of(page)
    assert edition.entries.count() == 1
    assert edition.drops.count() == 0


def test_an_edition_that_is_none_is_not_found(at_the_office):
    ways = ["add-entries/", "publish/", "entries/1/drop/"]

    base = "/admin/reform_apps/edition/999/"
    assert [at_the_office.get(base + way).status_code for way in ways] == [404] * 3
    assert at_the_office.get(f"{base}change/").status_code == 302


def test_seals_entries_and_drops_are_only_looked_at(as_superuser):
    edition = published(ApplicationFactory(system=SystemFactory()))

    for row in (edition.seal, edition.entries.get()):
        assert as_superuser.get(changing(row)).status_code == 200
        assert as_superuser.post(changing(row), {"reason": "改写"}).status_code == 403
