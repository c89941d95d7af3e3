"""Orders over the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reform_apps.models import Order
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db
ORDERS = "/api/v1/orders/"


def told(application, **more):
    due = timezone.localdate() + timedelta(days=30)
    return {
        "application": application.code, "disposition": "improve", "reason": "使用率低",
        "due_on": due.isoformat(),
    } | more  # fmt: skip


def faults(answer):
    return [(error["attr"], error["code"]) for error in answer.json()["errors"]]


def test_issued_listed_and_closed(officer_api, reader_api):
    application = ApplicationFactory(status="online")

    issued = officer_api.post(ORDERS, told(application))

    assert issued.status_code == 201
    address = f"{ORDERS}{issued.json()['id']}/"
    assert (issued.json()["proof"], issued.json()["is_overdue"]) == ("document", False)
    assert (
        reader_api.get(f"{ORDERS}?state=open&application={application.code}").json()["count"] == 1
    )
    assert officer_api.post(f"{address}closure/", {}).status_code == 400
    closed = officer_api.post(f"{address}closure/", {"document": "9号"})
    assert (closed.status_code, closed.json()["state"]) == (200, "closed")
    assert officer_api.post(f"{address}closure/", {"document": "9号"}).status_code == 400
    assert reader_api.get(f"{ORDERS}?state=open").json()["count"] == 0


def test_withdrawn_with_a_reason(officer_api):
    pk = officer_api.post(ORDERS, told(ApplicationFactory())).json()["id"]

    assert officer_api.post(f"{ORDERS}{pk}/withdrawal/", {"reason": ""}).status_code == 400
    done = officer_api.post(f"{ORDERS}{pk}/withdrawal/", {"reason": "另议"})
    assert done.json()["settled_with"] == "另议"


def test_overdue_is_asked_and_shown(officer_api):
    pk = officer_api.post(ORDERS, told(ApplicationFactory())).json()["id"]
    Order.objects.filter(pk=pk).update(due_on=timezone.localdate() - timedelta(days=1))

    (row,) = officer_api.get(f"{ORDERS}?overdue=true").json()["results"]
    assert row["is_overdue"]
    assert officer_api.get(f"{ORDERS}?overdue=false").json()["count"] == 0


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"disposition": "applaud"}, ("disposition", "invalid_choice")),
        ({"coverage": 101}, ("coverage", "max_value")),
        ({"due_on": "2022-01-01"}, ("due_on", "invalid")),
        ({"due_on": "soon"}, ("due_on", "invalid")),
        ({"colour": "red"}, ("colour", "unknown_field")),
        ({"application": "ZJ-9999"}, ("application", "does_not_exist")),
        ({"disposition": "merge"}, ("non_field_errors", "order_merger_has_its_successor")),
    ],
)
def test_what_cannot_be_is_refused(more, found, officer_api):
    answer = officer_api.post(ORDERS, told(ApplicationFactory()) | more)

    assert (answer.status_code, faults(answer)[0][1]) == (400, found[1])
    assert faults(answer)[0][0] in (found[0], None)
    assert not Order.objects.exists()


def test_they_are_not_public_and_the_offices_to_write(visitor_api, lead_api, officer_api):
    application = ApplicationFactory()
    assert visitor_api.get(ORDERS).status_code == 401
    assert lead_api.post(ORDERS, told(application)).status_code == 403
    officer_api.post(ORDERS, told(application))

    journal = visitor_api.get(f"/api/v1/applications/{application.code}/journal/").json()
    assert [entry["verb"] for entry in journal["results"]] == ["register"]


@pytest.mark.parametrize("length", [1, 3])
def test_the_list_costs_the_same(length, officer_api, reader_api, django_assert_num_queries):
    for _ in range(length):
        officer_api.post(ORDERS, told(ApplicationFactory()))
    with django_assert_num_queries(2):
        assert reader_api.get(ORDERS).json()["count"] == length
