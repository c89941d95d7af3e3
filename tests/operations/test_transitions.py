"""Taking applications along their life, over the full product of status and transition."""

from contextlib import suppress
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from reform_apps.operations.transitions import TransitionRefused
from reform_apps.operations.writing.acts import StaleVersion
from reform_apps.rules.lifecycle import Status
from tests.clock import NOON, TODAY
from tests.factories import ApplicationFactory, OrganizationFactory, SystemFactory, UserFactory
from tests.operations.steps import LATER, complete, everything, make
from tests.policy import BASELINES, FACTS, INPUTS, POLICY, ROLES, STATUSES, TRANSITIONS, who_may

TOMORROW = date(2022, 7, 1)

pytestmark = pytest.mark.django_db


def blocks_of(refusal):
    return {(block.kind, block.code) for block in refusal.value.blocks}


@pytest.mark.parametrize("transition", TRANSITIONS)
@pytest.mark.parametrize("status", STATUSES)
def test_a_transition_ends_where_the_policy_says(status, transition, officer):
    application = complete(status)
    successor = application.merged_into
    sent = everything(transition)

    with suppress(TransitionRefused):
        make(application, transition, officer, **sent)

    application.refresh_from_db()
    target, _able = POLICY[status].get(transition, (None, None))
    assert application.status == (target or status)
    assert application.version == (2 if target else 1)
    assert application.journal.count() == application.version
    assert application.merged_into == (sent.get("merged_into") if target else successor)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("status", "transition"), [(status, step) for status in POLICY for step in POLICY[status]]
)
def test_a_transition_is_made_by_the_roles_of_the_policy_and_no_other(
    status, transition, role, untouched
):
    application = complete(status)
    person = UserFactory(
        role=role, organization=application.organization, systems=[application.system]
    )
    sent = everything(transition)

    if role in who_may(status, transition):
        make(application, transition, person, **sent)
        assert application.journal.get(version=2).by == person
    else:
        with untouched(), pytest.raises(TransitionRefused) as refusal:
            make(application, transition, person, **sent)
        assert blocks_of(refusal) == {("role", "wrong_role")}


@pytest.mark.parametrize(
    ("status", "transition", "role"),
    [
        ("approved", "start_building", "unit_editor"),
        ("approved", "start_building", "system_lead"),
        ("building", "start_trial", "unit_editor"),
        ("trial", "go_online", "system_lead"),
        ("planning", "terminate", "system_lead"),
    ],
)
def test_a_step_of_anothers_application_is_not_theirs(status, transition, role, untouched):
    application = complete(status)
    person = UserFactory(role=role, organization=OrganizationFactory(), systems=[SystemFactory()])

    with untouched(), pytest.raises(TransitionRefused) as refusal:
        make(application, transition, person, **everything(transition))

    assert blocks_of(refusal) == {("role", "wrong_role")}


def test_a_superuser_counts_as_every_role():
    person = UserFactory(is_superuser=True)

    application = make(complete("online"), "suspend", person, reason="检修")

    assert (application.status, application.journal.get(version=2).by) == ("suspended", person)


@pytest.mark.parametrize("transition", sorted(set(TRANSITIONS) - {"reverse"}))
def test_every_input_that_is_missing_is_named(transition, officer, untouched):
    status = next(status for status in STATUSES if transition in POLICY[status])
    application = complete(status)

    if not INPUTS[transition]:
        assert make(application, transition, officer).version == 2
    else:
        with untouched(), pytest.raises(TransitionRefused) as refusal:
            make(application, transition, officer, reason="  ", evidence="\n")
        assert blocks_of(refusal) == {("input", name) for name in INPUTS[transition]}


@pytest.mark.parametrize(
    ("transition", "status"), [("approve", "planning"), ("go_online", "trial")]
)
def test_every_fact_that_is_missing_is_named(transition, status, officer, untouched):
    application = ApplicationFactory(status=status)

    with untouched(), pytest.raises(TransitionRefused) as refusal:
        make(application, transition, officer, **everything(transition))

    assert blocks_of(refusal) == {("fact", name) for name in FACTS[transition]}


def test_all_reasons_are_given_at_once(reader, untouched):
    application = ApplicationFactory()

    with untouched(), pytest.raises(TransitionRefused) as refusal:
        make(application, "approve", reader)

    assert blocks_of(refusal) == {
        ("role", "wrong_role"),
        ("fact", "organization"),
        ("fact", "system"),
        ("fact", "duplicate_check"),
        ("input", "evidence"),
    }
    for block in refusal.value.blocks:
        assert block.message in str(refusal.value)


@pytest.mark.parametrize("target", BASELINES)
def test_a_baseline_leads_to_any_status_but_an_end_by_merger(target, officer):
    application = make(
        ApplicationFactory(status="unstated"), "baseline", officer, to_status=target, reason="核定"
    )

    assert (application.status, application.status_since) == (target, TOMORROW)


@pytest.mark.parametrize("target", sorted(set(STATUSES) - set(BASELINES)))
def test_a_baseline_leads_nowhere_else(target, officer, untouched):
    application = ApplicationFactory(status="unstated")

    with untouched(), pytest.raises(ValidationError) as refusal:
        make(application, "baseline", officer, to_status=target, reason="核定")

    assert list(refusal.value.message_dict) == ["to_status"]


def test_a_step_writes_one_entry_that_says_what_changed(officer):
    application = complete("trial", status_since=date(2022, 1, 1))

    made = make(
        application,
        "go_online",
        officer,
        evidence=" 浙改办〔2022〕7号 ",
        online_on=date(2022, 6, 20),
        reason="试运行合格",
    )

    first, entry = application.journal.order_by("version")
    entered = {"basis": "entered"}
    assert entry.changes == {
        "status": ["trial", "online"],
        "status_since": ["2022-01-01", "2022-06-20"],
        "online_on": [None, "2022-06-20"],
        "basis": [{}, {"status": entered, "online_on": entered}],
    }
    assert (entry.verb, entry.transition) == ("transition", "go_online")
    assert (entry.from_status, entry.to_status) == ("trial", "online")
    assert (entry.reason, entry.evidence) == ("试运行合格", "浙改办〔2022〕7号")
    assert (entry.effective_on, entry.recorded_at) == (date(2022, 6, 20), LATER)
    assert (entry.by, entry.version, made.version) == (officer, 2, 2)
    assert entry.previous_digest == first.digest
    assert entry.digest == entry.expected_digest()
    assert made.updated_at == LATER


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ({}, TOMORROW),
        ({"effective_on": TODAY}, TODAY),
        ({"effective_on": date(2022, 6, 1)}, date(2022, 6, 1)),
    ],
)
def test_a_step_takes_effect_when_it_is_said_to_or_today(sent, day, officer):
    application = complete("online", status_since=date(2022, 6, 1))

    made = make(application, "suspend", officer, reason="检修", **sent)

    assert made.status_since == made.journal.get(version=2).effective_on == day


@pytest.mark.parametrize(
    ("transition", "status", "sent", "field"),
    [
        ("suspend", "online", {"effective_on": date(2022, 7, 2)}, "effective_on"),
        ("suspend", "online", {"effective_on": date(2022, 5, 31)}, "effective_on"),
        ("go_online", "trial", {"online_on": date(2022, 7, 2)}, "online_on"),
        ("go_online", "trial", {"online_on": date(2022, 5, 31)}, "online_on"),
        (
            "go_online",
            "trial",
            {"online_on": date(2022, 6, 20), "effective_on": date(2022, 6, 10)},
            "online_on",
        ),
        ("suspend", "online", {"online_on": TODAY}, "online_on"),
        ("suspend", "online", {"to_status": Status.ONLINE}, "to_status"),
        ("go_online", "trial", {"to_status": Status.ONLINE}, "to_status"),
        ("baseline", "unstated", {"online_on": TODAY}, "online_on"),
        ("suspend", "online", {"reason": "\0"}, "reason"),
        ("suspend", "online", {"reason": "\ud800"}, "reason"),
        ("suspend", "online", {"reason": "字" * 2001}, "reason"),
        ("retire", "online", {"evidence": "两\n行"}, "evidence"),
        ("retire", "online", {"evidence": "字" * 301}, "evidence"),
    ],
    ids=repr,
)
def test_what_cannot_be_is_refused_in_its_own_name(
    transition, status, sent, field, officer, untouched
):
    since = {} if status == "unstated" else {"status_since": date(2022, 6, 1)}
    application = complete(status, **since)

    with untouched(), pytest.raises(ValidationError) as refusal:
        make(application, transition, officer, **(everything(transition) | sent))

    assert list(refusal.value.message_dict) == [field]


def test_a_successor_is_not_taken_by_a_step_that_is_no_merger(officer, untouched):
    application, other = complete("online"), ApplicationFactory()

    with untouched(), pytest.raises(ValidationError) as refusal:
        make(application, "suspend", officer, reason="检修", merged_into=other)

    assert list(refusal.value.message_dict) == ["merged_into"]


def test_the_day_in_hangzhou_counts_and_not_the_day_in_greenwich(officer):
    before_midnight_in_greenwich = NOON.replace(hour=17)  # one o'clock of the next day

    made = make(
        complete("online"), "suspend", officer, at=before_midnight_in_greenwich, reason="检修"
    )

    assert made.status_since == TOMORROW


def test_a_stale_version_is_refused_with_both_values(officer, untouched):
    application = complete("online")
    make(application, "suspend", officer, reason="检修")

    with untouched(), pytest.raises(StaleVersion) as refusal:
        make(application, "retire", officer, version=1, reason="下线", evidence="文")

    assert refusal.value.fields["status"] == ["online", "suspended"]


def test_what_a_source_said_of_the_status_becomes_entered(officer):
    stated = {"basis": "stated", "source": "article", "locator": "L14"}
    application = complete("online", basis={"status": stated, "name": stated})

    made = make(application, "suspend", officer, reason="检修")

    assert made.basis == {"status": {"basis": "entered"}, "name": stated}
    assert made.journal.get(version=2).changes["basis"] == [
        {"status": stated}, {"status": {"basis": "entered"}},
    ]  # fmt: skip
