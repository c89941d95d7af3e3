"""Taking back the last step."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from reform_apps.operations import applications, duplicate_checks
from reform_apps.operations.transitions import TransitionRefused
from reform_apps.queries import snapshots
from tests.clock import NOON, TODAY
from tests.factories import ApplicationFactory, UserFactory
from tests.operations.steps import LATER, complete, everything, make
from tests.policy import POLICY, ROLES

STATED = {"basis": "stated", "source": "article", "locator": "L14"}

pytestmark = pytest.mark.django_db


def amend(application, officer, **changes):
    return applications.amend(
        application=application, changes=changes, version=application.version, by=officer, at=LATER
    )


@pytest.mark.parametrize(
    ("status", "transition"), [(status, step) for status in POLICY for step in POLICY[status]]
)
def test_a_reversal_restores_what_was_before_the_step(status, transition, officer):
    more = {"status_since": date(2022, 1, 2), "basis": {"status": STATED, "name": STATED}}
    if status in ("online", "suspended"):
        more |= {"online_on": date(2022, 1, 1)}
        more["basis"] = more["basis"] | {"online_on": STATED}
    application = complete(status, **more)
    before = snapshots.frozen(application)
    moved = make(application, transition, officer, **everything(transition))
    assert snapshots.frozen(moved) != before

    restored = make(moved, "reverse", officer, reason="误操作", evidence="更正单")

    restored.refresh_from_db()
    assert snapshots.frozen(restored) == before
    third = restored.journal.get(version=3)
    assert (third.verb, third.transition) == ("transition", "reverse")
    assert (third.from_status, third.to_status) == (moved.status, status)
    assert (third.reason, third.evidence) == ("误操作", "更正单")
    assert third.snapshot == before
    assert third.changes == {
        field: list(reversed(sides))
        for field, sides in restored.journal.get(version=2).changes.items()
    }
    assert restored.version == 3


def test_a_reversal_leaves_alone_what_was_amended_since(officer):
    application = complete("online", name="浙里旧名")
    application = make(application, "suspend", officer, reason="检修")
    application = amend(application, officer, name="浙里新名", summary="补充")

    restored = make(application, "reverse", officer, reason="误操作")

    assert (restored.name, restored.summary, restored.status) == ("浙里新名", "补充", "online")
    assert restored.basis["summary"] == {"basis": "entered"}


def test_a_reversal_leaves_an_online_day_alone_that_the_step_did_not_set(officer):
    application = complete("online", online_on=date(2022, 1, 1))
    application = make(application, "suspend", officer, reason="检修")
    application = amend(application, officer, online_on=date(2022, 2, 2))

    restored = make(application, "reverse", officer, reason="误操作")

    assert (restored.status, restored.online_on) == ("online", date(2022, 2, 2))
    assert restored.basis["online_on"] == {"basis": "entered"}


def test_a_reversal_takes_an_online_day_away_that_the_status_cannot_have(officer):
    application = ApplicationFactory(status="unstated")
    application = make(application, "baseline", officer, to_status="online", reason="核定")
    application = amend(application, officer, online_on=date(2022, 2, 2))

    restored = make(application, "reverse", officer, reason="误操作")

    assert (restored.status, restored.online_on, restored.status_since) == ("unstated", None, None)
    assert restored.basis.keys() == set()


def test_a_reversal_takes_back_the_step_and_not_what_came_after(officer):
    application = make(complete("planning"), "approve", officer, evidence="文")
    check = duplicate_checks.record(
        application=application, decision="partial", reason="再查", by=officer, at=LATER
    )
    application.refresh_from_db()

    restored = make(application, "reverse", officer, reason="误操作")

    assert (restored.status, restored.version) == ("planning", 4)
    assert list(restored.duplicate_checks.order_by("pk"))[-1] == check


def test_without_a_step_there_is_nothing_to_reverse(officer, untouched):
    application = complete("online")
    application = amend(application, officer, summary="只是修改")

    with untouched(), pytest.raises(TransitionRefused) as refusal:
        make(application, "reverse", officer, reason="误操作")

    assert [(block.kind, block.code) for block in refusal.value.blocks] == [("fact", "reversible")]


def test_a_reversal_is_not_reversed(officer, untouched):
    application = make(complete("online"), "suspend", officer, reason="检修")
    application = make(application, "reverse", officer, reason="误操作")

    with untouched(), pytest.raises(TransitionRefused) as refusal:
        make(application, "reverse", officer, reason="误操作")

    assert [(block.kind, block.code) for block in refusal.value.blocks] == [("fact", "reversible")]


def test_after_a_reversal_the_step_can_be_made_again_and_reversed_again(officer):
    application = complete("online")
    for _number in range(2):
        application = make(application, "suspend", officer, reason="检修")
        application = make(application, "reverse", officer, reason="误操作")

    assert (application.status, application.version) == ("online", 5)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"reform_office"}))
def test_only_the_office_reverses(role, officer, untouched):
    application = make(complete("online"), "suspend", officer, reason="检修")
    person = UserFactory(
        role=role, organization=application.organization, systems=[application.system]
    )

    with untouched(), pytest.raises(TransitionRefused) as refusal:
        make(application, "reverse", person, reason="误操作")

    assert [block.kind for block in refusal.value.blocks] == ["role"]


@pytest.mark.parametrize(
    "sent",
    [
        {"to_status": "online"},
        {"online_on": TODAY},
        {"effective_on": NOON.date().replace(year=2021)},
        {"effective_on": date(2022, 7, 2)},
    ],
    ids=repr,
)
def test_a_reversal_takes_no_more_than_it_asks_for(sent, officer, untouched):
    application = make(complete("online"), "suspend", officer, reason="检修")

    with untouched(), pytest.raises(ValidationError) as refusal:
        make(application, "reverse", officer, reason="误操作", **sent)

    assert list(refusal.value.message_dict) == list(sent)


def test_a_reversed_merger_lets_the_application_live_again(officer):
    target = complete("online")
    merged = make(complete("online"), "merge", officer, reason="并入", merged_into=target)

    restored = make(merged, "reverse", officer, reason="误操作")

    assert (restored.status, restored.merged_into) == ("online", None)
    other = make(target, "merge", officer, reason="并入", merged_into=restored)
    assert other.merged_into == restored
