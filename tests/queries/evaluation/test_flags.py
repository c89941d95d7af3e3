"""Where what is reported does not fit the evidence; the filter and the reasons say the same."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from reform_apps.models import Application, Rollout
from reform_apps.operations.evaluation import orders
from reform_apps.operations.office import attestations
from reform_apps.queries import facets
from reform_apps.queries.evaluation import flags
from reform_apps.queries.evaluation.flags import Flag
from tests.clock import NOON, TODAY
from tests.editions import published
from tests.factories import ApplicationFactory, ObservationFactory, RegionFactory

pytestmark = pytest.mark.django_db
LONG_AGO = TODAY - timedelta(days=400)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def told(application, day=TODAY):
    """List the flags with their reasons, and see that the filter finds the same."""
    findings = {each.flag: each.why for each in flags.findings(application, day)}
    for flag in Flag.values:
        found = flags.flagged(Application.objects.filter(pk=application.pk), [flag], day)
        assert found.exists() == (flag in findings)
    assert [each["value"] for each in facets.flagged(Application.objects.all(), day)] == list(
        findings
    )
    return findings


def online(**more):
    return ApplicationFactory(status="online", status_since=TODAY, online_on=TODAY, **more)


def test_online_and_connected_nowhere():
    application = online()
    region = RegionFactory(city=True)

    assert told(application) == {
        "unconnected": "It is online, and of no region is anything reported."
    }
    row = Rollout.objects.create(
        application=application, region=region, state="in_progress", recorded_at=NOON
    )
    assert "1 regions are reported, and none" in told(application)["unconnected"]
    row.state, row.connected_on = "connected", TODAY
    row.save()
    assert told(application) == {}


def test_nobody_uses_it():
    application = online()
    zero = ObservationFactory(application=application, value=0, as_of=TODAY)

    assert told(application)["zombie"] == f"“{zero.indicator}” was 0 on 2022-06-30."
    ObservationFactory(application=application, value=5, as_of=TODAY + timedelta(days=1))
    assert "zombie" not in told(application)


def test_nobody_has_measured_it_for_long(settings):
    application = ApplicationFactory(status="online", status_since=LONG_AGO, online_on=LONG_AGO)

    assert "no day's value was ever recorded" in told(application)["zombie"]
    ObservationFactory(application=application, as_of=LONG_AGO)
    assert "more than 180 days ago" in told(application)["zombie"]
    settings.REGISTRY_SILENT_DAYS = 500
    assert "zombie" not in told(application)


def test_a_value_of_no_known_day_is_no_news():
    application = ApplicationFactory(status="online", status_since=LONG_AGO, online_on=LONG_AGO)
    ObservationFactory(application=application, as_of=None, as_of_note="未载日期")

    assert "zombie" in told(application)


@pytest.mark.parametrize(("days", "found"), [(90, False), (91, True)])
def test_too_long_in_trial(days, found):
    since = TODAY - timedelta(days=days)
    application = ApplicationFactory(status="trial", status_since=since)

    assert ("long_trial" in told(application)) == found
    if found:
        assert "91 days, where 90 are usual" in told(application)["long_trial"]


def test_to_be_launched_and_still_planning(officer):
    application = ApplicationFactory(complete=True)
    edition = published(application, by=officer, batch="launch", due_on=TODAY, task="建成")
    application.refresh_from_db()

    assert told(application) == {}
    late = told(application, TODAY + timedelta(days=1))
    assert f"Edition {edition.code} has it launched by 2022-06-30" in late["late_launch"]


def test_ordered_to_clear_and_still_online(officer):
    application = online()
    values = {"disposition": "clear", "reason": "重复", "due_on": TODAY}
    order = orders.issue(application=application, values=values, by=officer, at=NOON)

    assert "until 2022-06-30" in told(application)["uncleared"]
    orders.withdraw(order=order, reason="保留", by=officer, at=NOON)
    assert "uncleared" not in told(application)


def test_long_not_confirmed(officer):
    application = ApplicationFactory()
    day = TODAY + timedelta(days=200)

    assert told(application) == {}
    assert "since 2022-06-30, and nobody's" in told(application, day)["unconfirmed"]
    attestations.attest(application=application, version=1, by=officer, at=NOON)
    assert told(application, day)["unconfirmed"] == "Last confirmed on 2022-06-30."
    assert "unconfirmed" not in told(application, TODAY + timedelta(days=180))


@pytest.mark.parametrize("length", [1, 3])
def test_all_are_flagged_in_one_statement(length, django_assert_num_queries):
    rows = [online() for _ in range(length)]

    with django_assert_num_queries(1):
        found = list(flags.with_flags(Application.objects.all(), timezone.localdate(NOON)))
    assert [row.flags for row in found] == [",unconnected,"] * len(rows)
