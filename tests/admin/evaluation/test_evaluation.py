"""How applications do, in the admin: their page, orders, outcomes, weights."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reform_apps.models import Order, Outcome, Weighting
from tests.admin.addresses import adding, changing, errors_of, listing, told
from tests.factories import ApplicationFactory, ObservationFactory, SystemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return ApplicationFactory(status="online")


def page_of(application):
    return reverse("admin:reform_apps_application_evaluation", args=[application.code])


def order(application, **more):
    due = timezone.localdate() + timedelta(days=9)
    return {"application": application.pk, "disposition": "improve", "reason": "使用率低",
            "due_on": due.isoformat(), "body": "", "proof": "", "coverage": "",
            "successor": ""} | more  # fmt: skip


def test_all_on_one_page(application, at_the_office, officer):
    ObservationFactory(application=application, indicator="usage_rate", unit="percent", value=80)
    at_the_office.post(adding("order"), order(application))

    assert page_of(application).encode() in at_the_office.get(changing(application)).content
    page = at_the_office.get(page_of(application)).content.decode()

    for words in (
        "已上线但无一贯通",
        "优化",
        "使用率低",
        "使用率",
        "80%",
        "下达处置单",
        "停用将影响",
    ):
        assert words in page


def test_an_order_is_issued_and_closed(application, at_the_office):
    form = at_the_office.get(f"{adding('order')}?application={application.pk}")
    assert form.context["adminform"].form.initial == {"application": str(application.pk)}
    done = at_the_office.post(adding("order"), order(application), follow=True)
    assert len(told(done)) == 1
    made = Order.objects.get()

    refused = at_the_office.post(changing(made), {"what": "close", "told": ""})
    assert "文件" in str(errors_of(refused))
    at_the_office.post(changing(made), {"what": "close", "told": "9号"})

    made.refresh_from_db()
    assert (made.state, made.settled_with) == ("closed", "9号")
    assert [entry.verb for entry in application.journal.order_by("version")] == [
        "register", "order", "close",
    ]  # fmt: skip
    assert b'name="what"' not in at_the_office.get(changing(made)).content


def test_an_order_that_cannot_be_is_told_at_its_field(application, at_the_office):
    answer = at_the_office.post(adding("order"), order(application, due_on="2022-01-01"))

    assert list(errors_of(answer)) == ["due_on"]
    assert not Order.objects.exists()


def test_an_overdue_order_is_shown_as_such(application, at_the_office):
    at_the_office.post(adding("order"), order(application))
    Order.objects.update(due_on=timezone.localdate() - timedelta(days=1))

    assert "逾期" in at_the_office.get(listing("order")).content.decode()
    assert "1 项逾期" in at_the_office.get(reverse("admin:index")).content.decode()


def test_others_look_and_do_not_order(application, at_the_office, as_lead):
    at_the_office.post(adding("order"), order(application))
    made = Order.objects.get()

    assert as_lead.get(adding("order")).status_code == 403
    assert as_lead.get(changing(made)).status_code == 200
    assert as_lead.post(changing(made), {"what": "close", "told": "9"}).status_code == 403
    assert "下达处置单" not in as_lead.get(page_of(application)).content.decode()


def test_what_it_uses_is_declared_on_its_page(application, at_the_office, as_reader):
    platform = ApplicationFactory(kind="platform", name="公共平台")
    sent = {"version": 1, "uses": [platform.pk], "reason": "对接"}

    assert as_reader.post(page_of(application), sent).status_code == 200
    assert not application.dependencies.exists()
    at_the_office.post(page_of(application), sent)

    assert application.dependencies.get().uses == platform
    shown = at_the_office.get(page_of(platform)).content.decode()
    assert str(application) in shown
    stale = at_the_office.post(page_of(application), sent | {"uses": []})
    assert stale.context["form"].errors
    wrong = at_the_office.post(
        page_of(application), sent | {"version": 2, "uses": [application.pk]}
    )
    assert wrong.context["form"].errors


def test_it_is_told_what_stands_upon_it_before_it_stops(application, at_the_office, officer):
    platform = ApplicationFactory(kind="platform", status="online", complete=True)
    application.dependencies.create(uses=platform)

    for transition, shown in (
        ("suspend", True),
        ("retire", True),
        ("merge", True),
        ("reverse", False),
    ):
        address = reverse(
            "admin:reform_apps_application_transition", args=[platform.code, transition]
        )
        page = at_the_office.get(address).content.decode()
        assert (str(application) in page) == shown


def test_weights_are_adopted_and_score(application, at_the_office):
    ObservationFactory(application=application, indicator="usage_rate", unit="percent", value=80)

    empty = at_the_office.post(adding("weighting"), {"title": "试行", "reason": "例会"})
    assert errors_of(empty)
    at_the_office.post(
        adding("weighting"), {"title": "试行", "reason": "例会", "weight-usage_rate": "2"}
    )

    assert Weighting.objects.get().weights == {"usage_rate": "2"}
    assert "使用率 2" in at_the_office.get(listing("weighting")).content.decode()
    assert "得分: 80<" in at_the_office.get(page_of(application)).content.decode()
    assert at_the_office.get(changing(Weighting.objects.get())).status_code == 200


def test_outcomes_are_recorded_and_corrected(application, at_the_office):
    theory = SystemFactory(tier="support")
    sent = {"code": "book-1", "title": "概论", "kind": "book", "system": theory.pk,
            "basis": "entered", "applications": [application.pk], "number": "", "title_en": "",
            "issued_on": "", "source": "", "locator": "", "note": "", "reason": ""}  # fmt: skip

    at_the_office.post(adding("outcome"), sent)
    made = Outcome.objects.get()
    assert list(made.applications.all()) == [application]
    page = at_the_office.get(changing(made))
    assert page.status_code == 200
    hidden = {
        f"initial-{name}": value for name, value in sent.items() if name not in ("code", "reason")
    }
    at_the_office.post(changing(made), sent | hidden | {"number": "9号", "reason": "补录"})

    made.refresh_from_db()
    assert (made.number, list(made.applications.all())) == ("9号", [application])


@pytest.mark.parametrize("bad", ["x", "-1", "9" * 40, ""])
def test_bad_input_on_purpose(bad, application, at_the_office):
    assert at_the_office.get(f"{adding('order')}?application={bad}").status_code == 200
    answer = at_the_office.post(page_of(application), {"version": bad, "uses": [bad]})
    assert answer.status_code == 200
    assert (
        at_the_office.get("/admin/reform_apps/application/ZJ-9999/evaluation/").status_code == 404
    )
