"""Duplicate checks in the admin: seen first, decided then, unchanged ever after."""

from reform_apps.models import DuplicateCheck
from tests.admin.addresses import adding, changing, errors_of, form_of, typed
from tests.factories import ApplicationFactory


def page_of(application):
    return f"{adding('duplicatecheck')}?application={application.pk}"


def test_candidates_are_shown_with_their_reasons(at_the_office):
    application = ApplicationFactory(name="浙里好干部")
    other = ApplicationFactory(name="杭州好干部在线")

    page = at_the_office.get(page_of(application))

    assert [candidate["code"] for candidate in page.context["candidates"]] == [other.code]
    (why,) = page.context["candidates"][0]["why"]
    assert why in page.content.decode()


def test_decision_is_recorded_with_what_was_shown(at_the_office, officer):
    application = ApplicationFactory(name="浙里好干部")
    other = ApplicationFactory(name="杭州好干部在线")
    page = at_the_office.get(page_of(application))

    answer = at_the_office.post(
        page_of(application), typed(page, decision="distinct", reason="对象不同")
    )

    check = DuplicateCheck.objects.get()
    assert answer.url == changing(application)
    assert (check.by, check.decision, check.reason) == (officer, "distinct", "对象不同")
    assert [candidate["code"] for candidate in check.candidates] == [other.code]
    assert application.journal.get(version=2).verb == "check"


def test_candidates_that_come_meanwhile_are_shown_first(at_the_office):
    application = ApplicationFactory(name="浙里好干部")
    page = at_the_office.get(page_of(application))
    ApplicationFactory(name="杭州好干部在线")
    sent = typed(page, decision="distinct", reason="对象不同")

    refused = at_the_office.post(page_of(application), sent)
    at_the_office.post(page_of(application), typed(refused))

    assert list(errors_of(refused)) == ["__all__"]
    assert form_of(refused)["reason"].value() == "对象不同"
    assert DuplicateCheck.objects.count() == 1


def test_nothing_is_recorded_without_decision_and_reason(at_the_office):
    application = ApplicationFactory()

    answer = at_the_office.post(page_of(application), {"decision": "", "reason": " "})

    assert set(errors_of(answer)) == {"decision", "reason"}
    assert not DuplicateCheck.objects.exists()


def test_lead_checks_in_their_own_system_alone(as_lead, lead):
    mine, other = ApplicationFactory(system=lead.systems.get()), ApplicationFactory(complete=True)

    pages = [as_lead.get(page_of(each)) for each in (mine, other)]
    answer = as_lead.post(page_of(other), {"decision": "distinct", "reason": "不同"})

    assert [page.context["is_allowed"] for page in pages] == [True, False]
    assert list(errors_of(answer)) == ["__all__"]
    assert not DuplicateCheck.objects.exists()


def test_application_is_chosen_where_none_is_named(at_the_office):
    page = at_the_office.get(adding("duplicatecheck"))
    wrong = at_the_office.get(adding("duplicatecheck"), {"application": "x"})

    assert list(form_of(page).fields) == ["application"]
    assert list(errors_of(wrong)) == ["application"]


def test_decision_stays_as_it_was_made(at_the_office):
    application = ApplicationFactory()
    page = at_the_office.get(page_of(application))
    at_the_office.post(page_of(application), typed(page, decision="reuse", reason="已有"))
    check = DuplicateCheck.objects.get()

    assert at_the_office.get(changing(check)).status_code == 200
    assert at_the_office.post(changing(check), {"decision": "distinct"}).status_code == 403


def test_the_twin_is_chosen_among_those_that_were_shown(at_the_office):
    application = ApplicationFactory(name="浙里好干部")
    other, far = ApplicationFactory(name="杭州好干部在线"), ApplicationFactory(name="渔港调度")
    page = at_the_office.get(page_of(application))
    sent = typed(page, decision="reuse", reason="同一件事")

    refused = at_the_office.post(page_of(application), sent | {"twin": far.pk})
    at_the_office.post(page_of(application), sent | {"twin": other.pk})

    assert list(errors_of(refused)) == ["twin"]
    assert DuplicateCheck.objects.get().twin == other
