"""What is proposed by those who may not write it, and decided by the office."""

from itertools import chain

import pytest
from django.core.exceptions import ValidationError

from reform_apps.models import Application, JournalEntry, Proposal, ProposalState
from reform_apps.operations import applications
from reform_apps.operations.office import proposals
from reform_apps.operations.office.proposals import ProposalRefused
from reform_apps.operations.writing.acts import ActRefused, StaleVersion
from reform_apps.queries.proofs import consistency
from tests.clock import NOON
from tests.factories import ApplicationFactory, OrganizationFactory, SystemFactory

pytestmark = pytest.mark.django_db
WHY = "名称已由编办批复"


@pytest.fixture
def own(editor):
    return ApplicationFactory(name="旧的名称", organization=editor.organization)


def proposed(by, application=None, **values):
    version = application and application.version
    return proposals.propose(
        changes=values, reason=WHY, application=application, version=version, by=by, at=NOON
    )


def decided(proposal, by, **refused):
    return proposals.decide(proposal=proposal, refused=refused, by=by, at=NOON)


class TestProposed:
    def test_nothing_of_it_holds_yet(self, own, editor):
        system = SystemFactory(code="party")

        proposal = proposed(editor, own, name="新的名称", system=system)

        assert proposal.changes == {"name": ["旧的名称", "新的名称"], "system": [None, "party"]}
        own.refresh_from_db()
        assert (own.name, own.system, own.version) == ("旧的名称", None, 2)
        entry = own.journal.get(version=2)
        assert (entry.verb, entry.reason) == ("propose", WHY)
        assert entry.changes == {"proposal": [None, proposal.pk]}

    def test_a_new_application_is_not_there_yet(self, editor):
        proposal = proposed(editor, name="全新的应用", summary="办一件事")

        assert proposal.application is None
        assert proposal.changes["name"] == ["", "全新的应用"]
        assert not Application.objects.exists()

    def test_of_another_unit_it_is_not_theirs(self, editor):
        with pytest.raises(ActRefused):
            proposed(
                editor, ApplicationFactory(organization=OrganizationFactory()), name="新的名称"
            )

    def test_readers_propose_nothing(self, reader):
        with pytest.raises(ActRefused):
            proposed(reader, name="全新的应用")

    def test_on_what_was_seen(self, own, editor, officer):
        applications.amend(
            application=own, changes={"summary": "别人的"}, version=1, by=officer, at=NOON
        )

        with pytest.raises(StaleVersion):
            proposed(editor, own, name="新的名称")

    @pytest.mark.parametrize(
        "values", [{}, {"name": "旧的名称"}, {"name": "一"}, {"status": "online"}, {"kind": "boat"}]
    )
    def test_what_the_act_would_refuse_is_refused(self, values, own, editor):
        with pytest.raises(ValidationError):
            proposed(editor, own, **values)
        assert not Proposal.objects.exists()

    def test_without_a_reason_it_is_refused(self, own, editor):
        with pytest.raises(ValidationError):
            proposals.propose(
                changes={"name": "新的名称"},
                reason="",
                application=own,
                version=1,
                by=editor,
                at=NOON,
            )


class TestDecided:
    def test_field_by_field(self, own, editor, officer):
        proposal = proposed(editor, own, name="新的名称", kind="platform")

        decided(proposal, officer, kind="并非平台")

        own.refresh_from_db()
        assert (own.name, own.kind) == ("新的名称", "application")
        entry = own.journal.order_by("version").last()
        assert (entry.verb, entry.by, entry.reason) == ("amend", officer, WHY)
        assert entry.changes["name"] == ["旧的名称", "新的名称"]
        assert entry.changes["proposal"] == [None, proposal.pk]
        proposal.refresh_from_db()
        assert proposal.state == ProposalState.DECIDED
        assert proposal.decisions == {
            "name": {"accepted": True, "reason": ""},
            "kind": {"accepted": False, "reason": "并非平台"},
        }

    def test_wholly_refused_is_in_the_journal_too(self, own, editor, officer):
        decided(proposed(editor, own, name="新的名称"), officer, name="批复未到")

        own.refresh_from_db()
        assert own.name == "旧的名称"
        entry = own.journal.order_by("version").last()
        assert (entry.verb, entry.by, entry.reason) == ("decide", officer, "批复未到")

    def test_a_new_application_is_registered(self, editor, officer):
        system = SystemFactory()
        proposal = proposed(
            editor, name="全新的应用", summary="办一件事", system=system,
            organization=editor.organization, aliases=[{"name": "新应用", "kind": "variant"}],
        )  # fmt: skip

        decided(proposal, officer, summary="写得太短")

        row = Application.objects.get()
        assert (row.name, row.summary, row.system) == ("全新的应用", "", system)
        assert row.aliases.get().name == "新应用"
        assert JournalEntry.objects.get().changes["proposal"] == [None, proposal.pk]
        proposal.refresh_from_db()
        assert proposal.application == row

    def test_by_the_office_alone(self, own, editor):
        proposal = proposed(editor, own, name="新的名称")

        with pytest.raises(ActRefused):
            decided(proposal, editor)

    def test_once(self, own, editor, officer):
        proposal = proposed(editor, own, name="新的名称")
        decided(proposal, officer, name="不行")

        with pytest.raises(ProposalRefused):
            decided(proposal, officer)
        with pytest.raises(ProposalRefused):
            proposals.withdraw(proposal=proposal, by=editor, at=NOON)

    def test_not_over_what_somebody_else_has_written_since(self, own, editor, officer):
        proposal = proposed(editor, own, name="新的名称", kind="platform")
        applications.amend(
            application=own, changes={"name": "第三个名称"}, version=2, by=officer, at=NOON
        )

        with pytest.raises(ProposalRefused, match=r"name|名称"):
            decided(proposal, officer)
        decided(proposal, officer, name="已另行更名")
        own.refresh_from_db()
        assert (own.name, own.kind) == ("第三个名称", "platform")

    @pytest.mark.parametrize("refused", [{"name": " "}, {"summary": "没有提"}])
    def test_refusals_are_of_what_was_proposed_and_say_why(self, refused, own, editor, officer):
        proposal = proposed(editor, own, name="新的名称")

        with pytest.raises(ValidationError):
            decided(proposal, officer, **refused)

    def test_a_name_that_is_taken_meanwhile_is_refused_as_ever(self, own, editor, officer):
        proposal = proposed(editor, own, name="抢手的名称", kind="platform")
        ApplicationFactory(name="抢手的名称")

        with pytest.raises(ValidationError):
            decided(proposal, officer)
        own.refresh_from_db()
        assert own.kind == "application"
        proposal.refresh_from_db()
        assert proposal.state == ProposalState.OPEN


class TestWithdrawn:
    def test_by_who_has_made_it(self, own, editor, officer):
        proposal = proposed(editor, own, name="新的名称")

        with pytest.raises(ProposalRefused):
            proposals.withdraw(proposal=proposal, by=officer, at=NOON)
        proposals.withdraw(proposal=proposal, by=editor, at=NOON)

        with pytest.raises(ProposalRefused):
            decided(proposal, officer)


def test_the_ledger_stays_consistent(own, editor, officer):
    decided(proposed(editor, own, name="新的名称", kind="platform"), officer, kind="并非平台")
    own.refresh_from_db()
    decided(proposed(editor, own, kind="platform"), officer, kind="仍非平台")
    assert list(chain(*consistency.broken_entries(), *consistency.drifted_applications())) == []
