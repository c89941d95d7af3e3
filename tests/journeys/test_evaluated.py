"""From a county's idea to the whole province: proposed, built, rolled out, evaluated, settled."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from rest_framework.test import APIClient

from reform_apps.models import Application, Region, System
from reform_apps.operations import applications
from reform_apps.rules.lifecycle import Status
from tests.factories import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db
API = "/api/v1/"
SUMMARY = "老年人助餐点查询、送餐预约、餐补结算"


class Person:
    """Somebody at the API, who is answered or told why not."""

    def __init__(self, user):
        self.user, self.api = user, APIClient()
        self.api.force_authenticate(user)

    def get(self, address):
        answer = self.api.get(API + address)
        assert answer.status_code == 200, answer.json()
        return answer.json()

    def send(self, address, sent, *, on=None, code=201):
        headers = {"if-match": f'"{self.version(on)}"'} if on else {}
        answer = self.api.post(API + address, sent, headers=headers)
        assert answer.status_code == code, answer.json()
        return answer.json()

    def version(self, code):
        return Application.objects.get(code=code).version

    def step(self, code, name, **sent):
        return self.send(f"applications/{code}/transitions/", {"transition": name} | sent, on=code)


@pytest.fixture
def people(db):
    call_command("seed_ledger")
    county = Region.objects.get(code="330111")
    unit = OrganizationFactory(code="fuyang-civil-affairs", region=county, level="county")
    editor = UserFactory(username="county", role="unit_editor", organization=unit)
    office = UserFactory(username="office", role="reform_office")
    return Person(editor), Person(office)


@pytest.fixture
def twin(people):
    """Somebody else's application of nearly the same thing."""
    _county, office = people
    return applications.register(
        particulars={"name": "老年助餐在线", "summary": SUMMARY, "terminals": ["pc"],
                     "system": System.objects.get(code="society")},
        status=Status.ONLINE, by=office.user, at=timezone.now(),
    )  # fmt: skip


def test_one_place_innovates_and_the_whole_province_shares(people, twin):
    county, office = people
    today = timezone.localdate().isoformat()

    # A county proposes; the office takes it in.
    idea = {"name": "浙里助餐", "summary": SUMMARY, "terminals": ["mobile"],
            "organization": "fuyang-civil-affairs", "system": "society",
            "origin_region": "330111", "scope": "local"}  # fmt: skip
    proposal = county.send("proposals/", idea | {"reason": "试点成熟"})
    decided = office.send(f"proposals/{proposal['id']}/decision/", {"refused": {}}, code=200)
    code = decided["application"]
    assert code

    # The check finds the twin; it is the same in part only.
    found = office.send("duplicate-checks/candidates/", {"name": "浙里助餐", "summary": SUMMARY},
                        code=200)["results"]  # fmt: skip
    assert twin.code in [row["code"] for row in found]
    blocked = {each["transition"]: each for each in office.get(f"applications/{code}/transitions/")}
    assert "duplicate_check" in str(blocked["approve"]["blocked_by"])
    office.send("duplicate-checks/", {"application": code, "decision": "partial",
                                      "twin": twin.code, "reason": "餐补结算不同"})  # fmt: skip

    # Approved, built, online; nothing is connected before that.
    office.step(code, "approve", evidence="浙改办〔2026〕3号")
    county.step(code, "start_building")
    county.step(code, "start_trial", evidence="试运行报告")
    early = {"rollouts": [{"region": "330111", "state": "connected", "connected_on": today}]}
    county.send(f"applications/{code}/coverage/", early, on=code, code=400)
    office.step(code, "go_online", evidence="验收意见", online_on=today)
    county.send(f"applications/{code}/coverage/", early, on=code, code=200)

    # Promoted: eleven cities are opened, its origin stays.
    reach = office.send(f"applications/{code}/promotion/", {"reason": "全省推广"}, on=code)
    assert (len(reach["cities"]), reach["whole"]["connected"]) == (11, 1)
    told = office.get(f"applications/{code}/")
    assert (told["scope"], told["origin_region"]["code"]) == ("provincial_major", "330111")
    assert [each["kind"] for each in told["assessments"]] == ["promoted_major"]
    order = office.send("orders/", {
        "application": code, "disposition": "promote", "reason": "一地创新、全省共享",
        "due_on": today, "proof": "rollout", "coverage": 100,
    })  # fmt: skip

    # Ten cities report; the last one is late, and until then the order stays open.
    cities = [city["code"] for city in reach["cities"]]
    reports = [{"region": city, "state": "connected", "connected_on": today} for city in cities]
    address = f"applications/{code}/coverage/"
    office.send(address, {"rollouts": reports[:10]}, on=code, code=200)
    assert code in str(office.get("applications/?coverage_below=100"))
    office.send(f"orders/{order['id']}/closure/", {}, code=400)
    late = office.send(address, {"rollouts": reports[10:], "reason": "迟报"}, on=code, code=200)
    assert late["whole"]["share"] == 1
    assert office.send(f"orders/{order['id']}/closure/", {}, code=200)["state"] == "closed"

    # Evaluated under the office's own weights.
    office.send("observations/", {"observations": [
        {"application": code, "indicator": "usage_rate", "value": 90, "as_of": today},
        {"application": code, "indicator": "satisfaction_rate", "value": 96, "as_of": today},
        {"application": twin.code, "indicator": "usage_rate", "value": 0, "as_of": today},
    ]})  # fmt: skip
    weights = {"usage_rate": 1, "satisfaction_rate": 1}
    office.send("weightings/", {"title": "试行", "weights": weights, "reason": "例会"})
    assert office.get(f"applications/{code}/score/")["value"] == "93"
    assert {row["flag"] for row in office.get(f"applications/{twin.code}/flags/")} >= {"zombie"}

    # The twin is to be merged into it; the order is closed by the merger, and by nothing less.
    order = office.send("orders/", {
        "application": twin.code, "disposition": "merge", "successor": code,
        "reason": "功能重合，无人使用", "due_on": today,
    })  # fmt: skip
    office.send(f"orders/{order['id']}/closure/", {}, code=400)
    office.step(twin.code, "merge", merged_into=code, reason="按处置单整合")
    office.send(f"orders/{order['id']}/closure/", {}, code=200)

    assert office.get("orders/?state=open")["count"] == 0
    assert office.get(f"applications/?merged_into={code}")["count"] == 1
    assert Application.objects.get(pk=twin.pk).status == Status.MERGED
    verbs = [entry["verb"] for entry in office.get(f"applications/{code}/journal/")["results"]]
    assert verbs[::-1] == [
        "register", "check", "transition", "transition", "transition", "transition", "roll_out",
        "promote", "order", "roll_out", "roll_out", "close", "observe", "observe",
    ]  # fmt: skip
    call_command("verify_ledger")
