"""Two decisions at once: threads that really commit, on whichever engine the tests run."""

import pytest

from reform_apps.models import Proposal, ProposalState
from reform_apps.operations import applications
from reform_apps.operations.office import proposals
from reform_apps.operations.office.proposals import ProposalRefused
from tests.clock import NOON
from tests.factories import SystemFactory, UserFactory
from tests.operations.threads import at_once

pytestmark = pytest.mark.usefixtures("real_transactions")


def test_of_two_decisions_exactly_one_counts(real_transactions):
    officer = UserFactory(role="reform_office")
    application = applications.register(
        particulars={"name": "浙里先来", "system": SystemFactory()}, by=officer, at=NOON
    )
    proposal = proposals.propose(
        application=application, version=1, changes={"name": "浙里后到"}, reason="更名",
        by=officer, at=NOON,
    )  # fmt: skip

    def decide(**refused):
        return lambda: proposals.decide(proposal=proposal, refused=refused, by=officer, at=NOON)

    answers = at_once(decide(), decide(name="不改"))

    (done,) = (answer for answer in answers if isinstance(answer, Proposal))
    (_late,) = (answer for answer in answers if isinstance(answer, ProposalRefused))
    proposal.refresh_from_db()
    application.refresh_from_db()
    is_accepted = done.decisions["name"]["accepted"]
    assert (proposal.state, proposal.decisions) == (ProposalState.DECIDED, done.decisions)
    assert application.name == ("浙里后到" if is_accepted else "浙里先来")
    assert application.journal.count() == 3
