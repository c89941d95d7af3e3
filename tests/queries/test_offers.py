"""What is offered to whom, over the full product of status, transition and role."""

import pytest
from django.contrib.auth.models import AnonymousUser

from reform_apps.queries.rights.offers import facts_of, facts_of_all, offers, offers_of_all
from tests.clock import NOON
from tests.factories import ApplicationFactory, UserFactory
from tests.operations.steps import complete, make
from tests.policy import BASELINES, INPUTS, POLICY, ROLES, STATUSES, TRANSITIONS, who_may

pytestmark = pytest.mark.django_db


def kinds(offer):
    return {(block.kind, block.code) for block in offer.blocked_by}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", STATUSES)
def test_every_transition_is_offered_or_blocked_as_the_policy_says(status, role):
    application = complete(status)
    person = UserFactory(
        role=role, organization=application.organization, systems=[application.system]
    )

    offered = offers(application, person, at=NOON)

    assert [offer.transition for offer in offered] == TRANSITIONS
    allowed = {offer.transition for offer in offered if offer.allowed}
    assert allowed == {step for step, (_, able) in POLICY[status].items() if role in able}
    for offer in offered:
        assert set(offer.requires) == INPUTS[offer.transition]
        target = POLICY[status].get(offer.transition, ("",))[0]
        expected = BASELINES if offer.transition == "baseline" and target else [target]
        assert list(offer.targets) == [word for word in expected if word]
        able = who_may(status, offer.transition)
        if able:
            assert set(offer.roles) == able
            assert ("status", "wrong_status") not in kinds(offer)
        else:
            assert ("status", "wrong_status") in kinds(offer)


def test_facts_block_and_inputs_do_not(officer):
    offered = {offer.transition: offer for offer in offers(ApplicationFactory(), officer, at=NOON)}

    assert kinds(offered["approve"]) == {
        ("fact", "organization"), ("fact", "system"), ("fact", "duplicate_check"),
    }  # fmt: skip
    assert kinds(offered["terminate"]) == set()
    assert kinds(offered["reverse"]) == {("fact", "reversible")}


def test_a_reversal_is_offered_after_a_step_and_not_after_a_reversal(officer):
    def offered(application):
        return next(
            o for o in offers(application, officer, at=NOON) if o.transition == "reverse"
        ).allowed

    application = complete("online")
    assert not offered(application)
    application = make(application, "suspend", officer, reason="检修")
    assert offered(application)
    application = make(application, "reverse", officer, reason="误操作")
    assert not offered(application)


def test_a_visitor_is_offered_nothing():
    assert not any(offer.allowed for offer in offers(complete("online"), AnonymousUser(), at=NOON))


def test_a_visitor_does_not_learn_whether_there_was_a_duplicate_check():
    def told(application):
        return [kinds(offer) for offer in offers(application, AnonymousUser(), at=NOON)]

    checked, unchecked = complete("planning"), complete("planning")
    unchecked.duplicate_checks.all().delete()
    assert told(checked) == told(unchecked)


def test_offers_cost_the_same_for_the_whole_table(officer, django_assert_num_queries):
    application = complete("online")

    with django_assert_num_queries(3):  # roles, the last check, the last transition
        offers(application, officer, at=NOON)


def test_many_are_offered_what_each_would_be(lead):
    made = [complete(status) for status in ("planning", "trial", "online")]
    made += [complete("trial", system=lead.systems.get()), ApplicationFactory()]

    assert facts_of_all(made, at=NOON) == {row.pk: facts_of(row, at=NOON) for row in made}
    assert offers_of_all(made, lead, at=NOON) == {
        row.pk: offers(row, lead, at=NOON) for row in made
    }


@pytest.mark.parametrize("length", [1, 3])
def test_offers_cost_the_same_for_any_number(length, lead, django_assert_num_queries):
    made = [complete("online") for _ in range(length)]

    with django_assert_num_queries(4):  # roles, systems, the last checks, the last transitions
        offers_of_all(made, lead, at=NOON)
