"""The grid of an application's rollouts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reform_apps.models import Region, Rollout
from tests.admin.addresses import changing, errors_of, listing, told, typed
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cities():
    province = Region.objects.create(code="330000", name="浙江省", level="province")
    made = [
        Region.objects.create(code=code, name=name, level="city", parent=province)
        for code, name in (("330100", "杭州市"), ("330200", "宁波市"))
    ]
    Region.objects.create(code="330102", name="上城区", level="county", parent=made[0])
    return made


@pytest.fixture
def application(cities):
    online = timezone.localdate() - timedelta(days=30)
    return ApplicationFactory(status="online", scope="provincial_major", online_on=online)


def grid(application, name="rollout"):
    return reverse(f"admin:reform_apps_application_{name}", args=[application.code])


def report(client, application, **values):
    page = client.get(grid(application))
    sent = typed(page) | {name.replace("_", "-"): value for name, value in values.items()}
    return client.post(grid(application), sent, follow=True)


def test_the_whole_grid_is_one_act(application, at_the_office):
    assert grid(application).encode() in at_the_office.get(changing(application)).content
    today = timezone.localdate().isoformat()

    done = report(at_the_office, application, state_330100="connected", on_330100=today,
                  state_330200="in_progress", reason="贯通清单")  # fmt: skip

    assert len(told(done)) == 1
    states = dict(Rollout.objects.values_list("region__code", "state"))
    assert states == {"330100": "connected", "330200": "in_progress"}
    assert application.journal.get(version=2).reason == "贯通清单"
    page = at_the_office.get(grid(application)).content.decode()
    assert "50.0%" in page


def test_what_is_wrong_is_told_at_its_region(application, at_the_office):
    page = report(at_the_office, application, state_330100="connected", on_330100="2010-01-01",
                  state_330200="in_progress")  # fmt: skip

    assert list(errors_of(page)) == ["on-330100"]
    assert not Rollout.objects.exists()


def test_nothing_changed_is_nothing_written(application, at_the_office):
    page = report(at_the_office, application)

    assert list(errors_of(page)) == ["__all__"]
    application.refresh_from_db()
    assert application.version == 1


def test_what_somebody_else_has_done_meanwhile(application, at_the_office):
    sent = typed(at_the_office.get(grid(application))) | {"state-330200": "in_progress"}
    report(at_the_office, application, state_330100="in_progress")

    page = at_the_office.post(grid(application), sent)

    assert list(errors_of(page)) == ["__all__"]


def test_who_may_only_look_sees_the_same(application, at_the_office, as_reader):
    report(at_the_office, application, state_330100="in_progress")

    page = as_reader.get(grid(application)).content.decode()

    assert "推进中" in page
    assert "<select" not in page.split('id="content-main"')[1]
    as_reader.post(grid(application), {"state-330200": "in_progress", "version": "2"})
    assert Rollout.objects.count() == 1


def test_a_local_one_is_promoted(cities, at_the_office, as_lead):
    local = ApplicationFactory(scope="local", origin_region=cities[0], status="online")
    assert grid(local, "promotion").encode() in at_the_office.get(grid(local)).content
    sent = {"version": "1", "reason": "全省推广"}

    refused = as_lead.post(grid(local, "promotion"), sent, follow=True)
    silent = at_the_office.post(grid(local, "promotion"), {"version": "1"}, follow=True)
    at_the_office.post(grid(local, "promotion"), sent)

    assert len(told(refused)) == len(told(silent)) == 1
    local.refresh_from_db()
    assert (local.scope, local.rollouts.count()) == ("provincial_major", 2)
    assert at_the_office.get(grid(local, "promotion")).status_code == 405


def test_the_list_is_there(application, at_the_office):
    report(at_the_office, application, state_330100="in_progress")

    assert "杭州市" in at_the_office.get(listing("rollout")).content.decode()


@pytest.mark.parametrize("code", ["ZJ-9999", "%00", "x"])
def test_no_such_application(code, at_the_office):
    address = f"/admin/reform_apps/application/{code}/rollout/"
    assert at_the_office.get(address).status_code in (302, 404)
