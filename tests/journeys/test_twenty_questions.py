"""The questions of the README, each asked by its call and on its page of the admin."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from reform_apps.models import Application, Edition, Region, System
from reform_apps.operations import applications, observations, transitions
from reform_apps.operations.evaluation import orders, rollouts
from tests.editions import published

pytestmark = pytest.mark.django_db
README = Path(__file__).resolve().parent.parent.parent / "README.md"
ROW = re.compile(r"^\| (\d+) \| .*? \| `([^`]+)` \| `([^`]+)` \|$", re.MULTILINE)
QUESTIONS = ROW.findall(README.read_text("utf-8").partition("### Twenty questions\n")[2])
API, ADMIN = "/api/v1/", "/admin/reform_apps/"


def codes(told):
    return {row["code"] for row in told["results"]}


# What the answer to each question must hold.
ANSWERS = {
    1: lambda told: [row["application"]["name"] for row in told["results"]] == ["逾期应用"],
    2: lambda told: "逾期应用" in str(told),
    3: lambda told: told["whole"]["connected"] == 13 and told["whole"]["not_reported"] > 60,
    4: lambda told: told["results"][0]["name"] == "浙有善育",
    5: lambda told: "ZJ-0005" in codes(told),
    6: lambda told: [row["value"] for row in told["status"]] == ["unstated", "online", "merged"],
    7: lambda told: [row["application"] for row in told["results"]] == ["ZJ-0024"],
    8: lambda told: (
        (told["results"][0]["reason"], told["results"][0]["by"]["username"])
        == ("功能重合", "officer")
    ),
    9: lambda told: (
        {row["origin_region"]["code"] for row in told["results"]} == {"330111", "330482", "330681"}
    ),
    10: lambda told: told["count"] == 5,
    11: lambda told: codes(told) == {"ZJ-0023"},
    12: lambda told: codes(told) == {"ZJ-0016"},
    13: lambda told: codes(told) == {"ZJ-0004"},
    14: lambda told: codes(told) == {"ZJ-0018"},
    15: lambda told: "ZJ-0026" in codes(told),
    16: lambda told: told["basis"]["name"]["locator"].startswith("L14"),
    17: lambda told: told["aliases"][0]["name"] == "浙江公平在线",
    18: lambda told: codes(told) == {"ZJ-0010", "ZJ-0011", "ZJ-0012"},
    19: lambda told: [row["reason"] for row in told["results"]] == ["与在建应用重复"],
    20: lambda told: (told["major"]["named"], told["major"]["stated"]["value"]) == (30, "107"),
}


@pytest.fixture
def office(officer):
    """The seeded ledger, after some years of an office's work."""
    call_command("seed_ledger")
    now, today = timezone.now(), timezone.localdate()

    def step(code, name, **sent):
        application = Application.objects.get(code=code)
        transitions.make_transition(
            application=application, transition=name, version=application.version, by=officer,
            at=now, **sent,
        )  # fmt: skip

    def register(name, **more):
        return applications.register(
            particulars={"name": name, "system": System.objects.get(code="society")} | more,
            by=officer, at=now,
        )  # fmt: skip

    late = register("逾期应用", scope="provincial_major")
    published(
        late, code="S1", by=officer, at=now, issued_on=today - timedelta(days=2),
        batch="launch", task="建成", due_on=today - timedelta(days=1),
    )  # fmt: skip
    refused = register("不予立项的应用")
    step(refused.code, "terminate", reason="与在建应用重复")
    reached = Application.objects.get(code="ZJ-0010")
    rollouts.report(
        application=reached, by=officer, at=now,
        reports=[{"region": Region.objects.get(code="330100"), "state": "connected",
                  "connected_on": today}],
    )  # fmt: skip
    trial = {"to_status": "trial", "effective_on": today - timedelta(days=200), "reason": "核定"}
    step("ZJ-0023", "baseline", **trial)
    reaching = Application.objects.get(code="ZJ-0024")
    applications.amend(
        application=reaching, changes={"terminals": ["pc"]}, version=reaching.version, by=officer,
        at=now,
    )  # fmt: skip
    step("ZJ-0024", "baseline", to_status="trial", reason="核定")
    step("ZJ-0024", "go_online", evidence="验收", online_on=today)
    step("ZJ-0004", "merge", reason="功能重合", merged_into=Application.objects.get(code="ZJ-0003"))
    orders.issue(
        application=Application.objects.get(code="ZJ-0016"), by=officer, at=now,
        values={"disposition": "clear", "reason": "停用", "due_on": today},
    )  # fmt: skip
    for value, days in ((80, 60), (20, 30)):
        observations.record(
            application=Application.objects.get(code="ZJ-0018"), by=officer, at=now,
            values={"indicator": "usage_rate", "value": value, "as_of": today - timedelta(days)},
        )  # fmt: skip
    return officer


def asked(number, call, api):
    if call.startswith("POST "):
        return api.post(API + call.removeprefix("POST "), {"name": "浙里善育", "summary": ""})
    return api.get(API + call)


def with_keys(page):
    """Put the keys of this database for those of a fresh one."""
    code = re.search(r"application(?:/|=)(\d+)", page)
    if code and "ZJ" not in page:
        pk = Application.objects.get(code=f"ZJ-{int(code[1]):04}").pk
        page = page.replace(code[0], code[0].replace(code[1], str(pk)))
    return page.replace("edition/2/", f"edition/{Edition.objects.get(code='S1').pk}/")


def test_the_readme_asks_twenty():
    assert [int(number) for number, _call, _page in QUESTIONS] == list(range(1, 21))


def test_each_is_answered_by_one_call_and_one_page(office):
    api, admin = APIClient(), Client()
    api.force_authenticate(office)
    admin.force_login(office, backend="django.contrib.auth.backends.ModelBackend")

    unanswered = []
    for number, call, page in QUESTIONS:
        answer = asked(number, call, api)
        page = page if page.startswith("/") else ADMIN + with_keys(page)
        shown = admin.get(page, follow=True)
        known = answer.status_code == 200 and ANSWERS[int(number)](answer.json())
        if not known or shown.status_code != 200:
            unanswered.append((number, answer.status_code, shown.status_code, answer.content[:900]))
    assert unanswered == []
    assert "107" in shown.content.decode()
