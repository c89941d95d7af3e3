"""What can be asked of how applications do."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import timezone

from reform_apps.filtersets.applications import ApplicationFilterSet
from reform_apps.filtersets.evaluation import SIGNED_IN_ONLY, TODAY_ONLY
from reform_apps.models import Application, Dependency, Order, Region, Rollout
from tests.clock import NOON, TODAY
from tests.factories import ApplicationFactory, ObservationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(reader):
    def asking(query, user=reader):
        request = SimpleNamespace(user=user)
        return ApplicationFilterSet(
            QueryDict(query), Application.objects.visible_to(user), request=request
        )

    return asking


@pytest.fixture
def found(ask):
    def finding(query):
        answer = ask(query)
        assert answer.errors == {}
        return set(answer.qs)

    return finding


@pytest.fixture
def half_way():
    """An application that is connected in one of two cities."""
    province = Region.objects.create(code="330000", name="浙江省", level="province")
    cities = [
        Region.objects.create(code=code, name=code, level="city", parent=province)
        for code in ("330100", "330200")
    ]
    row = ApplicationFactory(scope="provincial_major", status="online")
    Rollout.objects.create(
        application=row, region=cities[0], state="connected", connected_on=TODAY, recorded_at=NOON
    )
    return row


def test_coverage_of_what_is_reported(half_way, found):
    unreported = ApplicationFactory(scope="provincial_major")

    assert found("coverage_below=51") == {half_way}
    assert found("coverage_below=50") == set()
    assert found("has_rollout=true") == {half_way}
    assert found("has_rollout=false") == {unreported}


def test_the_latest_value(found):
    low, high, never = ApplicationFactory.create_batch(3)
    for row, value, day in ((low, 90, 1), (low, 20, 9), (high, 80, 5)):
        ObservationFactory(
            application=row, indicator="usage_rate", unit="percent", value=value,
            as_of=TODAY + timedelta(days=day),
        )  # fmt: skip

    assert found("indicator__lte=usage_rate:20") == {low}
    assert found("indicator__gte=usage_rate:80") == {high}
    assert found("indicator__gte=usage_rate:80.5") == set()
    assert found("indicator__worsening=usage_rate") == {low}
    assert found("indicator__worsening=awareness_rate") == set()
    assert never not in found("indicator__gte=usage_rate:0")


def test_orders_and_flags(found, officer):
    row, other = ApplicationFactory.create_batch(2)
    today = timezone.localdate()
    order = Order.objects.create(
        application=row, disposition="improve", reason="r", due_on=today - timedelta(days=1),
        proof="document", issued_by=officer, issued_at=NOON,
    )  # fmt: skip

    assert found("disposition=improve,clear") == {row}
    assert found("disposition=clear") == set()
    assert found("order_overdue=true") == {row}
    assert found("order_overdue=false") == {other}
    assert found("flag=unconfirmed") == {row, other}
    Order.objects.filter(pk=order.pk).update(
        state="closed", settled_with="9号", settled_at=NOON, settled_by=officer
    )
    assert found("disposition=improve") == found("order_overdue=true") == set()


def test_what_stands_upon_it(found):
    user, other = ApplicationFactory.create_batch(2)
    platform = ApplicationFactory(kind="platform")
    Dependency.objects.create(application=user, uses=platform)

    assert found(f"uses={platform.code}") == {user}
    assert found(f"uses={other.code}") == set()


@pytest.mark.parametrize(
    "query",
    [
        "coverage_below=0", "coverage_below=101", "coverage_below=x", "coverage_below=NaN",
        "flag=red", "disposition=applaud", "order_overdue=perhaps", "has_rollout=1",
        "indicator__gte=usage_rate", "indicator__gte=luck:5", "indicator__gte=usage_rate:-1",
        "indicator__gte=usage_rate:1e9", "indicator__lte=usage_rate:x", "indicator__lte=:5",
        "indicator__gte=usage_rate:%C2%B2", "indicator__gte=usage_rate:99999999999999999",
        "indicator__worsening=luck", "indicator__worsening=%00", "uses=ZJ-9999", "uses=%00",
        "indicator__gte=usage_rate%00:1", "flag=", "uses=",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_by_name(query, ask):
    assert list(ask(query).errors) == [query.partition("=")[0]]


VALUES = {
    "coverage_below": "50", "has_rollout": "true", "flag": "zombie", "disposition": "clear",
    "order_overdue": "true", "indicator__gte": "usage_rate:1", "indicator__lte": "usage_rate:1",
    "indicator__worsening": "usage_rate",
}  # fmt: skip


@pytest.mark.parametrize("name", TODAY_ONLY)
def test_of_the_past_it_cannot_be_asked(name, ask):
    value = VALUES.get(name) or ApplicationFactory().code

    assert list(ask(f"{name}={value}&as_of=2022-06-30").errors) == [name]
    assert ask(f"{name}={value}").errors == {}


@pytest.mark.parametrize("name", SIGNED_IN_ONLY)
def test_orders_and_flags_are_not_public(name, ask):
    assert list(ask(f"{name}={VALUES[name]}", user=AnonymousUser()).errors) == [name]


def test_nobody_learns_of_what_is_internal(ask):
    internal = ApplicationFactory(kind="platform", visibility="internal")

    assert list(ask(f"uses={internal.code}", user=AnonymousUser()).errors) == ["uses"]
    assert ask(f"uses={internal.code}").errors == {}
