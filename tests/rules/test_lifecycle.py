"""The table of transitions, held against the policy as people agreed on it."""

from itertools import chain, combinations

import pytest
from django.utils import translation

from reform_apps.rules import lifecycle
from reform_apps.rules.lifecycle import Block, Status, Transition
from reform_apps.rules.roles import Role
from tests.policy import BASELINES, FACTS, INPUTS, POLICY, ROLES, STATUSES, TRANSITIONS, who_may

EVERY_FACT = {"organization", "system", "duplicate_check", "terminals", "reversible"}
EVERY_INPUT = {"reason", "evidence", "to_status", "online_on", "merged_into"}
# Who could make a transition at all, wherever the application stands.
EVER = {
    transition: set().union(*filter(None, (who_may(status, transition) for status in STATUSES)))
    for transition in TRANSITIONS
}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def subsets(names):
    names = sorted(names)
    return chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))


def kinds(blocks):
    return [block.kind for block in blocks]


def test_the_words_are_those_of_the_policy():
    assert (Status.values, Transition.values, Role.values) == (STATUSES, TRANSITIONS, ROLES)


@pytest.mark.parametrize("transition", TRANSITIONS)
@pytest.mark.parametrize("status", STATUSES)
def test_whoever_has_everything_is_stopped_by_status_and_role_alone(status, transition):
    for roles in subsets(ROLES):
        blocks = lifecycle.blocks(
            transition, status=status, roles=set(roles), facts=EVERY_FACT, inputs=EVERY_INPUT
        )

        able = who_may(status, transition)
        expected = []
        if not (able or EVER[transition]) & set(roles):
            expected.append("role")
        if able is None:
            expected.append("status")
        assert kinds(blocks) == expected


@pytest.mark.parametrize("transition", TRANSITIONS)
@pytest.mark.parametrize("status", STATUSES)
def test_a_transition_ends_where_the_policy_says(status, transition):
    step = lifecycle.step_from(transition, status)

    if transition == "reverse":
        assert step.targets == ()
    elif transition == "baseline" and status == "unstated":
        assert list(step.targets) == BASELINES
    elif transition in POLICY[status]:
        assert step.targets == (POLICY[status][transition][0],)
    else:
        assert step is None


@pytest.mark.parametrize("transition", TRANSITIONS)
def test_every_fact_that_is_missing_is_named_and_no_other(transition):
    needed = FACTS.get(transition, set())
    status = next(status for status in STATUSES if who_may(status, transition))

    for present in subsets(needed):
        blocks = lifecycle.blocks(
            transition, status=status, roles={"reform_office"}, facts=present, inputs=EVERY_INPUT
        )

        assert {(block.kind, block.code) for block in blocks} == {
            ("fact", name) for name in needed - set(present)
        }


@pytest.mark.parametrize("transition", TRANSITIONS)
def test_every_input_that_is_missing_is_named_and_no_other(transition):
    status = next(status for status in STATUSES if who_may(status, transition))

    for sent in subsets(INPUTS[transition]):
        blocks = lifecycle.blocks(
            transition, status=status, roles={"reform_office"}, facts=EVERY_FACT, inputs=set(sent)
        )

        assert {(block.kind, block.code) for block in blocks} == {
            ("input", name) for name in INPUTS[transition] - set(sent)
        }


@pytest.mark.parametrize("transition", TRANSITIONS)
def test_inputs_are_not_asked_for_before_anything_was_sent(transition):
    status = next(status for status in STATUSES if who_may(status, transition))

    blocks = lifecycle.blocks(
        transition, status=status, roles={"reform_office"}, facts=EVERY_FACT, inputs=None
    )

    assert blocks == ()


def test_all_reasons_are_given_at_once_and_each_in_a_sentence():
    blocks = lifecycle.blocks(
        "approve", status="planning", roles={"unit_editor"}, facts=set(), inputs=set()
    )

    assert blocks == (
        Block("role", "wrong_role", "Not yours to do. It takes: reform office."),
        Block("fact", "organization", "The application has no leading organization yet."),
        Block("fact", "system", "The application belongs to no system yet."),
        Block(
            "fact",
            "duplicate_check",
            "No recent duplicate check stands that finds the application distinct, or in part so.",
        ),
        Block("input", "evidence", "Name the evidence: a document number or an address."),
    )


def test_a_wrong_status_names_the_statuses_that_are_open():
    (block,) = lifecycle.blocks("approve", status="trial", roles={"reform_office"}, facts=())

    assert block == Block(
        "status",
        "wrong_status",
        "From “trial run” there is no “approve”. These statuses are open: "
        "in development, online, merged, terminated.",
    )


@pytest.mark.parametrize("status", ["merged", "retired", "terminated"])
def test_at_the_end_of_a_life_no_status_is_open(status):
    (block,) = lifecycle.blocks("resume", status=status, roles={"system_lead"}, facts=())

    assert block.message == f"From “{status}” no status is open: “resume” is refused."


@pytest.mark.parametrize(
    ("status", "able"),
    [("planning", "system lead (own system), reform office"), ("approved", "reform office")],
)
def test_a_transition_with_two_rows_names_the_roles_of_the_row_that_counts(status, able):
    (block,) = lifecycle.blocks(
        "terminate", status=status, roles={"reader"}, facts=(), inputs={"reason"}
    )

    assert block.message == f"Not yours to do. It takes: {able}."


@pytest.mark.parametrize("status", STATUSES)
def test_open_from_lists_what_the_policy_opens(status):
    steps = lifecycle.open_from(status)

    assert {step.transition for step in steps} == POLICY[status].keys()


def test_the_groups_of_statuses_are_these():
    assert set(lifecycle.TERMINAL) == {"merged", "retired", "terminated"}
    assert set(lifecycle.ONCE_ONLINE) == {"online", "suspended", "merged", "retired"}
    assert set(lifecycle.RUNNING) == {"building", "trial", "online", "suspended"}


def test_every_missing_thing_has_its_sentence():
    asked = {name for step in lifecycle.STEPS for name in (*step.inputs, *step.facts)}

    assert asked == set(lifecycle.MISSING)
