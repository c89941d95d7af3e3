"""One whole life of an application, as the people of the ledger live it."""

from datetime import datetime, timedelta, timezone

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from reform_apps.models import Application
from reform_apps.operations import (
    applications,
    assessments,
    duplicate_checks,
    observations,
    transitions,
)
from reform_apps.operations.transitions import TransitionRefused
from reform_apps.operations.writing.acts import ActRefused, StaleVersion
from reform_apps.queries.rights.offers import offers
from reform_apps.rules.lifecycle import Transition
from tests.factories import OrganizationFactory, RunwayFactory, UserFactory

HANGZHOU = timezone(timedelta(hours=8))

pytestmark = pytest.mark.django_db


class Day:
    """The desk at which people act, one day after the other."""

    def __init__(self, application):
        self.application = application
        self.moment = datetime(2022, 3, 1, 9, 0, tzinfo=HANGZHOU)

    def next(self):
        self.moment += timedelta(days=1)
        self.application.refresh_from_db()
        return {"application": self.application, "at": self.moment}

    def step(self, name, by, **sent):
        self.application = transitions.make_transition(
            **self.next(),
            transition=Transition(name),
            version=self.application.version,
            by=by,
            **sent,
        )

    def amend(self, by, **changes):
        self.application = applications.amend(
            **self.next(), changes=changes, version=self.application.version, by=by
        )

    def allowed(self, person):
        self.application.refresh_from_db()
        found = offers(self.application, person, at=self.moment)
        return [offer.transition for offer in found if offer.allowed]


@pytest.fixture
def runway():
    return RunwayFactory()


@pytest.fixture
def unit():
    return OrganizationFactory()


@pytest.fixture
def people(runway, unit, officer):
    return {
        "lead": UserFactory(role="system_lead", systems=[runway.system]),
        "editor": UserFactory(role="unit_editor", organization=unit),
        "officer": officer,
    }


@pytest.fixture
def day(people, runway, unit):
    application = applications.register(
        particulars={
            "name": "浙里好办",
            "system": runway.system,
            "runway": runway,
            "organization": unit,
        },
        by=people["lead"],
        at=datetime(2022, 3, 1, 9, 0, tzinfo=HANGZHOU),
        reason="年度计划",
    )
    return Day(application)


def test_a_whole_life(day, people, runway, capsys):
    lead, editor, officer = people["lead"], people["editor"], people["officer"]

    # Planned: the office cannot approve what nobody has looked for elsewhere.
    assert day.allowed(officer) == ["terminate"]
    with pytest.raises(TransitionRefused):
        day.step("approve", officer, evidence="浙改办〔2022〕1号")
    duplicate_checks.record(**day.next(), decision="distinct", reason="无同类", by=lead)
    assert day.allowed(officer) == ["approve", "terminate"]
    with pytest.raises(TransitionRefused):
        day.step("approve", editor, evidence="浙改办〔2022〕1号")
    day.step("approve", officer, evidence="浙改办〔2022〕1号")

    # Built and tried by the unit, once in vain.
    day.step("start_building", editor)
    day.step("start_trial", editor, evidence="测试报告")
    day.step("send_back", editor, reason="未达标")
    day.step("start_trial", editor, evidence="测试报告二")
    with pytest.raises(TransitionRefused):
        day.step("go_online", lead, evidence="验收单", online_on=day.moment.date())
    day.amend(editor, terminals=["mobile", "pc"], summary="一网好办。")
    with pytest.raises(ActRefused):
        day.amend(editor, visibility="internal")
    day.step("go_online", lead, evidence="验收单", online_on=day.moment.date())
    went_online = day.application.online_on

    # Online: measured, praised, paused and resumed.
    value = {"indicator": "daily_visits", "value": "1200", "unit": "visits_per_day"}
    observations.record(**day.next(), values=value | {"as_of": day.moment.date()}, by=officer)
    assessments.record(**day.next(), values={"kind": "provincial_best"}, by=officer)
    day.step("suspend", lead, reason="系统割接")
    day.step("resume", lead, reason="割接完成")

    # Merged by mistake, put back, and merged where it belongs.
    targets = [
        applications.register(particulars={"name": name}, by=officer, at=day.moment)
        for name in ("浙里都办", "浙里通办")
    ]
    day.step("merge", officer, reason="功能相近", merged_into=targets[0])
    day.step("reverse", officer, reason="对象有误")
    assert (day.application.status, day.application.online_on) == ("online", went_online)
    with pytest.raises(StaleVersion):
        transitions.make_transition(
            **day.next(), transition=Transition.MERGE, version=3, by=officer, reason="旧页面"
        )
    day.step("merge", officer, reason="功能相近", merged_into=targets[1])
    assert day.allowed(lead) == []
    with pytest.raises(ValidationError):
        applications.register(particulars={"name": "浙里·好办"}, by=officer, at=day.moment)

    assert [
        (entry.version, entry.verb, entry.transition, entry.to_status, entry.by)
        for entry in day.application.journal.select_related("by").order_by("version")
    ] == [
        (1, "register", "", "planning", lead),
        (2, "check", "", "planning", lead),
        (3, "transition", "approve", "approved", officer),
        (4, "transition", "start_building", "building", editor),
        (5, "transition", "start_trial", "trial", editor),
        (6, "transition", "send_back", "building", editor),
        (7, "transition", "start_trial", "trial", editor),
        (8, "amend", "", "trial", editor),
        (9, "transition", "go_online", "online", lead),
        (10, "observe", "", "online", officer),
        (11, "assess", "", "online", officer),
        (12, "transition", "suspend", "suspended", lead),
        (13, "transition", "resume", "online", lead),
        (14, "transition", "merge", "merged", officer),
        (15, "transition", "reverse", "online", officer),
        (16, "transition", "merge", "merged", officer),
    ]
    stands = Application.objects.get(pk=day.application.pk)
    assert (stands.status, stands.merged_into, stands.version) == ("merged", targets[1], 16)
    assert stands.online_on == went_online
    assert stands.summary == "一网好办。"
    call_command("verify_ledger")
    assert capsys.readouterr().out == (
        "The ledger is whole: 18 entries on 3 applications, 0 of 0 under seal, 0 editions.\n"
    )
