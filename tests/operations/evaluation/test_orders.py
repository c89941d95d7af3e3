"""Orders of what is to become of applications, and the proofs that close them."""

from datetime import timedelta
from itertools import chain

import pytest
from django.core.exceptions import ValidationError

from reform_apps.models import Order, Region, Rollout
from reform_apps.operations import transitions
from reform_apps.operations.evaluation import orders
from reform_apps.operations.writing.acts import ActRefused
from reform_apps.queries.proofs import consistency
from tests.clock import NOON, TODAY
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db


def faults():
    return list(chain(*consistency.broken_entries(), *consistency.drifted_applications()))


LATER = NOON + timedelta(days=1)
DUE = TODAY + timedelta(days=30)


@pytest.fixture
def application():
    return ApplicationFactory(status="online", complete=True, online_on=TODAY)


def issue(application, by, **values):
    told = {"disposition": "improve", "reason": "使用率低", "due_on": DUE} | values
    return orders.issue(application=application, values=told, by=by, at=NOON)


def close(order, by, **more):
    return orders.close(order=order, by=by, at=LATER, **more)


def merge(application, into, by):
    application.refresh_from_db()
    return transitions.make_transition(
        application=application, transition="merge", merged_into=into, reason="整合",
        version=application.version, by=by, at=LATER,
    )  # fmt: skip


def test_an_order_is_an_act_and_so_is_its_closure(application, officer):
    order = issue(application, officer, body="省委改革办")
    close(order, officer, document="浙改办〔2022〕9号")

    order.refresh_from_db()
    assert (order.state, order.settled_with) == ("closed", "浙改办〔2022〕9号")
    ordered, closed = application.journal.order_by("version")[1:]
    assert [ordered.verb, closed.verb] == ["order", "close"]
    assert ordered.changes["order"][0] is None
    assert [state["state"] for state in closed.changes["order"]] == ["open", "closed"]
    assert faults() == []


def test_a_document_is_named(application, officer, untouched):
    order = issue(application, officer)

    with untouched(), pytest.raises(ValidationError, match="Name the document"):
        close(order, officer)


def test_a_merger_is_proved_by_the_merger_that_was_ordered(application, officer):
    into, other = ApplicationFactory.create_batch(2, status="online")
    order = issue(application, officer, disposition="merge", successor=into)

    with pytest.raises(ValidationError, match="still stands as"):
        close(order, officer)
    with pytest.raises(ValidationError, match="proved by something else"):
        close(order, officer, document="7号")
    merge(application, other, officer)
    with pytest.raises(ValidationError, match="and not into"):
        close(order, officer)


def test_a_clearance_is_proved_by_the_end(application, officer):
    into = ApplicationFactory(status="online")
    order = issue(application, officer, disposition="clear")
    merge(application, into, officer)

    assert "entry 3" in close(order, officer).settled_with


def test_a_promotion_is_proved_by_a_share_of_the_regions(application, officer):
    province = application.origin_region
    cities = [
        Region.objects.create(code=code, name=code, level="city", parent=province)
        for code in ("330100", "330200")
    ]
    order = issue(application, officer, disposition="promote", proof="rollout", coverage=100)
    rollout = {"application": application, "connected_on": TODAY, "recorded_at": NOON}
    Rollout.objects.create(region=cities[0], state="connected", **rollout)

    with pytest.raises(ValidationError, match="50%"):
        close(order, officer)
    Rollout.objects.create(region=cities[1], state="connected", **rollout)
    assert "100%" in close(order, officer).settled_with


def test_it_is_withdrawn_with_a_reason_and_ordered_again(application, officer):
    order = issue(application, officer)

    with pytest.raises(ValidationError, match="Give a reason"):
        orders.withdraw(order=order, reason=" ", by=officer, at=LATER)
    orders.withdraw(order=order, reason="另行研究", by=officer, at=LATER)
    with pytest.raises(ValidationError, match="withdrawn"):
        close(order, officer, document="9号")
    issue(application, officer)
    assert faults() == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"disposition": "applaud", "proof": "document"}, "disposition"),
        ({"reason": " "}, "reason"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"due_on": None}, "due_on"),
        ({"proof": "transition"}, "proof"),
        ({"proof": "rollout"}, "__all__"),
        ({"proof": "rollout", "coverage": 101}, "__all__"),
        ({"coverage": 50}, "__all__"),
        ({"disposition": "merge"}, "__all__"),
        ({"disposition": "clear", "proof": "document"}, "proof"),
    ],
    ids=repr,
)
def test_what_cannot_be_ordered(values, field, application, officer, untouched):
    with untouched(), pytest.raises(ValidationError) as refusal:
        issue(application, officer, **values)

    assert list(refusal.value.message_dict) == [field]


def test_mergers_that_cannot_be(application, officer):
    merged = ApplicationFactory(status="terminated")

    for successor, sentence in ((application, "into itself"), (merged, "can take nothing in")):
        with pytest.raises(ValidationError, match=sentence):
            issue(application, officer, disposition="merge", successor=successor)


def test_one_of_a_kind_is_open(application, officer):
    issue(application, officer)

    with pytest.raises(ValidationError, match="open already"):
        issue(application, officer)
    issue(application, officer, disposition="clear")


def test_what_has_ended_takes_no_order(officer):
    with pytest.raises(ValidationError, match="nothing more becomes of it"):
        issue(ApplicationFactory(status="terminated"), officer)


def test_it_is_the_offices_alone(application, officer, lead, editor, reader):
    order = issue(application, officer)

    for person in (lead, editor, reader):
        with pytest.raises(ActRefused):
            issue(application, person, disposition="clear")
        with pytest.raises(ActRefused):
            close(order, person, document="9号")
        with pytest.raises(ActRefused):
            orders.withdraw(order=order, reason="r", by=person, at=LATER)


def test_an_altered_order_is_found(application, officer):
    issue(application, officer)
    Order.objects.update(due_on=DUE + timedelta(days=365))

    assert any("Order rows differ" in fault for fault in faults())


def test_overdue_the_day_after(application, officer):
    order = issue(application, officer)

    assert [order.is_overdue(day) for day in (DUE, DUE + timedelta(days=1))] == [False, True]
    assert not Order.objects.overdue(DUE).exists()
    assert Order.objects.overdue(DUE + timedelta(days=1)).get() == order
