"""The first page of the admin: the ledger at a glance."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reform_apps.rules.lifecycle import Status
from tests.admin.addresses import listing
from tests.admin.conftest import signed_in
from tests.editions import published
from tests.factories import ApplicationFactory, RunwayFactory, SystemFactory, UserFactory

pytestmark = pytest.mark.django_db
HOME = reverse("admin:index")
LIST = listing("application")
LINKED = re.compile(r'<a href="([^"]+)">\s*(?:<b>)?(\d+)(?:</b>)?')


@pytest.fixture
def lively():
    """Applications of two systems and of none, one of them long in trial."""
    runway = RunwayFactory(system__code="party")
    ApplicationFactory(system=runway.system, runway=runway, status=Status.ONLINE)
    ApplicationFactory.create_batch(2, system=SystemFactory(), status=Status.PLANNING)
    today = timezone.localdate()
    for days in (89, 90, 200):
        since = today - timedelta(days=days)
        ApplicationFactory(status=Status.TRIAL, status_since=since)


def home_of(client):
    response = client.get(HOME)
    assert response.status_code == 200
    return response


def figure(response, label):
    return next(each for each in response.context["figures"] if label in each.label)


def test_every_number_opens_the_list_with_just_these_rows(at_the_office, lively):
    page = home_of(at_the_office).content.decode()

    links = [(unescape(address), int(number)) for address, number in LINKED.findall(page)]
    lists = [(address, number) for address, number in links if address.startswith(LIST)]
    assert len(lists) > 10
    for address, number in lists:
        assert at_the_office.get(address).context["cl"].result_count == number, address


def test_systems_by_statuses(at_the_office, lively):
    context = home_of(at_the_office).context

    words = [status for status, _label in context["statuses"]]
    assert words == [Status.PLANNING, Status.TRIAL, Status.ONLINE]
    told = {
        line["name"]: [number for number, _address in line["cells"]] for line in context["lines"]
    }
    assert sorted(told.values()) == [[0, 0, 1], [0, 3, 0], [2, 0, 0]]
    assert context["totals"]["total"][0] == 6


def test_long_in_trial_is_more_than_the_setting_says(at_the_office, lively, settings):
    def long_in_trial():
        flags = home_of(at_the_office).context["flags"]
        return [each.number for each in flags if "flag=long_trial" in each.address]

    assert long_in_trial() == [1]
    settings.REGISTRY_LONG_TRIAL_DAYS = 89
    assert long_in_trial() == [2]


def test_overdue_tasks_lead_to_the_entries(at_the_office, officer):
    late = ApplicationFactory(complete=True, status=Status.ONLINE)
    edition = published(
        late, ApplicationFactory(), by=officer, due_on=date(2022, 7, 1), task="建成"
    )

    told = figure(home_of(at_the_office), "逾期")

    entries = at_the_office.get(told.address)
    assert told.beside == edition.code
    assert entries.context["found"].paginator.count == told.number


def test_ones_own_applications_wait(client, editor, lively):
    own = ApplicationFactory(organization=editor.organization)
    ApplicationFactory()

    page = signed_in(editor).get(HOME)

    waiting = {each.number: each.address for each in page.context["waiting"]}
    assert list(waiting) == [1]
    found = signed_in(editor).get(waiting[1]).context["cl"].result_list
    assert [row.code for row in found] == [own.code]


@pytest.mark.parametrize("role", ["reader", "unit_editor", "system_lead", "auditor"])
def test_everybody_has_one(role, lively):
    assert "最近变更" in home_of(signed_in(UserFactory(role=role))).content.decode()


def test_an_empty_ledger_has_one(as_superuser):
    assert home_of(as_superuser).context["totals"]["total"][0] == 0


def test_queries_do_not_grow_with_rows(at_the_office):
    counts = []
    for _round in range(2):
        ApplicationFactory.create_batch(len(counts) * 2 + 1, complete=True)
        home_of(at_the_office)
        with CaptureQueriesContext(connection) as asked:
            home_of(at_the_office)
        counts.append(len(asked))

    assert counts[0] == counts[1]
