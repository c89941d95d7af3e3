"""Confirming in the admin that nothing has changed."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone, translation

from reform_apps.admin.office.attestations import age
from reform_apps.operations import applications
from reform_apps.operations.office.attestations import attest
from tests.admin.addresses import changing, listing, told
from tests.clock import NOON
from tests.factories import ApplicationFactory, UserFactory

ENGLISH = {"accept-language": "en"}
BUTTON = 'form="attestation"'


def confirming(application):
    return reverse("admin:reform_apps_application_attestation", args=[application.code])


def test_one_click_confirms_it(at_the_office, officer):
    application = ApplicationFactory()
    page = at_the_office.get(changing(application)).content.decode()
    assert BUTTON in page
    assert f'action="{confirming(application)}"' in page

    answer = at_the_office.post(confirming(application), {"version": 1}, follow=True)

    assert answer.redirect_chain == [(changing(application), 302)]
    entry = application.journal.get(version=2)
    assert (entry.verb, entry.by, entry.changes) == ("attest", officer, {})
    assert LogEntry.objects.count() == 1
    assert f'<time datetime="{timezone.localdate():%Y-%m-%d}"' in answer.content.decode()


@pytest.mark.parametrize("version", ["2", "", "x", "-1", "9" * 400])
def test_what_was_not_on_the_page_is_not_confirmed(version, at_the_office):
    application = ApplicationFactory()

    answer = at_the_office.post(confirming(application), {"version": version}, follow=True)

    assert len(told(answer)) == 1
    assert application.journal.count() == 1


def test_what_changed_meanwhile_is_not_confirmed(at_the_office, officer):
    application = ApplicationFactory()
    applications.amend(
        application=application, changes={"summary": "新"}, version=1, by=officer, at=NOON
    )

    answer = at_the_office.post(
        confirming(application), {"version": 1}, follow=True, headers=ENGLISH
    )

    assert "has changed since you read it" in told(answer)[0]
    assert application.journal.filter(verb="attest").count() == 0


def test_a_unit_confirms_its_own_and_no_other(as_editor, editor):
    own, other = ApplicationFactory(organization=editor.organization), ApplicationFactory()

    buttons = [BUTTON in as_editor.get(changing(row)).content.decode() for row in (own, other)]
    for row in (own, other):
        as_editor.post(confirming(row), {"version": 1})

    assert buttons == [True, False]
    assert [row.journal.count() for row in (own, other)] == [2, 1]


def test_what_has_ended_is_not_confirmed(at_the_office):
    application = ApplicationFactory(status="retired")

    page = at_the_office.get(changing(application)).content.decode()
    answer = at_the_office.post(confirming(application), {"version": 1}, follow=True)

    assert BUTTON not in page
    assert len(told(answer)) == 1
    assert application.journal.count() == 1


def test_only_a_click_confirms(at_the_office, as_reader):
    application = ApplicationFactory()

    assert at_the_office.get(confirming(application)).status_code == 405
    assert (
        at_the_office.post("/admin/reform_apps/application/ZJ-9999/attestation/").status_code == 404
    )
    as_reader.post(confirming(application), {"version": 1})
    assert application.journal.count() == 1


@pytest.mark.parametrize("length", [1, 3])
def test_list_tells_how_long_ago_at_one_cost(
    length, at_the_office, officer, django_assert_num_queries
):
    for application in ApplicationFactory.create_batch(length):
        at = timezone.now() - timedelta(days=3)
        attest(application=application, version=1, by=officer, at=at)

    # What can be answered to the questions is read by whoever looks first.
    at_the_office.get(listing("application"), headers=ENGLISH)
    # Session, user, roles; the views; the token, the count and the page.
    with django_assert_num_queries(7):
        page = at_the_office.get(listing("application"), headers=ENGLISH)

    assert page.content.decode().count("3 days ago</time>") == length


def test_list_is_filtered_and_sorted_by_it(at_the_office, officer):
    never, once, twice = ApplicationFactory.create_batch(3)
    for row, days in ((once, 9), (twice, 2)):
        attest(application=row, version=1, by=officer, at=timezone.now() - timedelta(days=days))

    def found(query):
        page = at_the_office.get(f"{listing('application')}?{query}")
        return list(page.context["cl"].result_list)

    column = [*at_the_office.get(listing("application")).context["cl"].list_display].index(
        "attested_shown"
    )
    day = timezone.localdate() - timedelta(days=5)
    assert found("has_attestation=false") == [never]
    assert found(f"attested_before={day.isoformat()}") == [never, once]
    assert found(f"o={column}") == [once, twice, never]
    assert found(f"o=-{column}") == [never, twice, once]


def test_an_edit_by_somebody_else_ends_it(at_the_office, officer):
    application = ApplicationFactory()
    attest(application=application, version=1, by=officer, at=NOON)
    applications.amend(
        application=application, changes={"summary": "新"}, version=2,
        by=UserFactory(role="reform_office"), at=NOON,
    )  # fmt: skip

    assert (
        "not confirmed"
        in at_the_office.get(changing(application), headers=ENGLISH).content.decode()
    )


@pytest.mark.parametrize(("days", "words"), [(0, "today"), (1, "1 day ago"), (400, "400 days ago")])
def test_an_age_is_told_in_days(days, words):
    with translation.override("en"):
        assert f">{words}<" in age(timezone.now() - timedelta(days=days))


def test_never_has_no_age():
    assert age(None) is None


@pytest.mark.parametrize("code", ["%00", "ZJ-0001%0A", "x"])
@pytest.mark.parametrize("rest", ["attestation/", "transition/approve/", "rollout/"])
def test_no_address_is_asked_for_what_is_no_code(code, rest, at_the_office):
    address = f"/admin/reform_apps/application/{code}/{rest}"
    # Django's own last resort takes any address for a key, and finds nothing.
    assert at_the_office.get(address).status_code in (302, 404)
    assert at_the_office.get(address, follow=True).status_code in (200, 404)
