"""Proposals in the admin."""

import pytest
from django.urls import reverse

from reform_apps.models import Application, Proposal, ProposalState
from reform_apps.operations import applications
from reform_apps.operations.office import proposals
from tests.admin.addresses import adding, changing, errors_of, listing, told, typed
from tests.admin.conftest import signed_in
from tests.clock import NOON
from tests.factories import ApplicationFactory, OrganizationFactory, SystemFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST, ADD = listing("proposal"), adding("proposal")
WHY = "名称已由编办批复"


@pytest.fixture
def own(editor):
    return ApplicationFactory(name="旧的名称", summary="旧", organization=editor.organization)


@pytest.fixture
def proposal(own, editor):
    changes = {"name": "新的名称", "kind": "platform"}
    return proposals.propose(
        application=own, version=1, changes=changes, reason=WHY, by=editor, at=NOON
    )


def about(application):
    return f"{ADD}?application={application.pk}"


def decision(page, **choices):
    return typed(page) | {name.replace("__", "-"): value for name, value in choices.items()}


def withdrawal(proposal):
    return reverse("admin:reform_apps_proposal_withdrawal", args=[proposal.pk])


class TestProposed:
    def test_from_the_page_of_the_application(self, own, as_editor):
        page = as_editor.get(changing(own)).content.decode()
        assert about(own) in page
        system = SystemFactory(code="party")

        form = as_editor.get(about(own))
        sent = typed(form, name="新的名称", system=system.pk, reason=WHY)
        done = as_editor.post(about(own), sent, follow=True)

        proposal = Proposal.objects.get()
        assert done.redirect_chain == [(changing(proposal), 302)]
        assert proposal.changes == {"name": ["旧的名称", "新的名称"], "system": [None, "party"]}
        own.refresh_from_db()
        assert own.name == "旧的名称"
        assert about(own).encode() in as_editor.get(changing(own)).content

    def test_a_new_one_from_the_list(self, as_editor):
        assert ADD.encode() in as_editor.get(listing("application")).content

        sent = typed(as_editor.get(ADD), name="全新的应用", aliases="新应用", reason=WHY)
        as_editor.post(ADD, sent)

        proposal = Proposal.objects.get()
        assert proposal.changes["name"] == ["", "全新的应用"]
        assert proposal.changes["aliases"][1] == [{"name": "新应用", "kind": "variant"}]
        assert not Application.objects.exists()

    def test_who_writes_at_once_is_not_offered_it(self, own, at_the_office):
        assert about(own).encode() not in at_the_office.get(changing(own)).content
        assert (
            ADD.encode()
            not in at_the_office.get(listing("application")).content.split(b'id="content-main"')[1]
        )

    def test_readers_propose_nothing(self, own, as_reader):
        assert as_reader.get(ADD).status_code == 403
        assert as_reader.post(about(own), {"name": "新的名称", "reason": WHY}).status_code == 403

    def test_what_was_typed_stays_where_it_is_refused(self, own, as_editor):
        form = as_editor.get(about(own))

        page = as_editor.post(about(own), typed(form, name="一", reason=""))

        assert list(errors_of(page)) == ["reason"]
        page = as_editor.post(about(own), typed(page, name="一", reason=WHY))
        assert list(errors_of(page)) == ["name"]
        assert not Proposal.objects.exists()

    def test_nothing_proposed_is_said(self, own, as_editor):
        page = as_editor.post(about(own), typed(as_editor.get(about(own)), reason=WHY))

        assert list(errors_of(page)) == ["__all__"]

    def test_what_somebody_has_written_meanwhile_is_shown(self, own, as_editor, officer):
        form = as_editor.get(about(own))
        applications.amend(
            application=own, changes={"summary": "别人的"}, version=1, by=officer, at=NOON
        )

        page = as_editor.post(about(own), typed(form, name="新的名称", reason=WHY))

        assert "别人的" in page.content.decode()
        as_editor.post(about(own), typed(page))
        assert Proposal.objects.get().changes == {"name": ["旧的名称", "新的名称"]}

    def test_of_another_unit_it_is_refused(self, as_editor):
        other = ApplicationFactory(organization=OrganizationFactory())

        page = as_editor.post(
            about(other), typed(as_editor.get(about(other)), name="新", reason=WHY)
        )

        assert list(errors_of(page)) == ["__all__"]

    @pytest.mark.parametrize("named", ["", "x", "0", "9" * 30, "%00", "-1"])
    def test_no_such_application(self, named, as_editor):
        assert as_editor.get(f"{ADD}?application={named}").status_code == 404


class TestDecided:
    def test_before_and_after_are_seen(self, proposal, at_the_office):
        page = at_the_office.get(changing(proposal)).content.decode()

        assert all(part in page for part in ("旧的名称", "新的名称", WHY, "平台"))

    def test_field_by_field(self, proposal, own, at_the_office, officer):
        page = at_the_office.get(changing(proposal))

        sent = decision(page, kind__is="refused", kind__why="并非平台")
        done = at_the_office.post(changing(proposal), sent, follow=True)

        own.refresh_from_db()
        assert (own.name, own.kind) == ("新的名称", "application")
        assert told(done) == ["已决定，并记入流水。"]
        assert "并非平台" in done.content.decode()
        assert "<form method" not in done.content.decode().split('id="content-main"')[1]

    @pytest.mark.parametrize(
        ("choices", "at"),
        [
            ({"kind__is": "refused"}, "kind-why"),
            ({"kind__why": "并非平台"}, "kind-why"),
            ({"kind__is": "perhaps"}, "kind-is"),
            ({"kind__is": ""}, "kind-is"),
        ],
    )
    def test_a_refusal_has_its_reason_and_nothing_else_has(
        self, choices, at, proposal, at_the_office
    ):
        page = at_the_office.get(changing(proposal))

        again = at_the_office.post(changing(proposal), decision(page, **choices))

        assert list(errors_of(again)) == [at]
        assert Proposal.objects.waiting().exists()

    def test_what_was_overtaken_is_told_and_must_be_refused(
        self, proposal, own, at_the_office, officer
    ):
        applications.amend(
            application=own, changes={"name": "第三个名称"}, version=2, by=officer, at=NOON
        )
        page = at_the_office.get(changing(proposal))
        assert "第三个名称" in page.content.decode().split('id="content-main"')[1].split("</tr>")[1]

        again = at_the_office.post(changing(proposal), decision(page))

        assert "名称" in errors_of(again)["__all__"][0]
        sent = decision(page, name__is="refused", name__why="已另行更名")
        at_the_office.post(changing(proposal), sent)
        own.refresh_from_db()
        assert (own.name, own.kind) == ("第三个名称", "platform")

    def test_who_made_it_sees_it_and_decides_nothing(self, proposal, as_editor):
        page = as_editor.get(changing(proposal))
        assert page.status_code == 200

        as_editor.post(changing(proposal), {"name-is": "accepted", "kind-is": "accepted"})

        assert Proposal.objects.waiting().exists()

    def test_others_do_not_see_it(self, proposal, as_lead):
        assert as_lead.get(changing(proposal)).status_code == 404
        assert as_lead.post(withdrawal(proposal)).status_code == 404

    def test_of_a_new_one_those_of_the_same_name_are_shown(self, editor, at_the_office):
        twin = ApplicationFactory(name="浙里好办")
        new = proposals.propose(changes={"name": "好办"}, reason=WHY, by=editor, at=NOON)

        page = at_the_office.get(changing(new)).content.decode()

        assert twin.code in page
        at_the_office.post(changing(new), {"name-is": "accepted"})
        new.refresh_from_db()
        assert (new.state, new.application.name) == (ProposalState.DECIDED, "好办")


class TestWithdrawn:
    def test_by_a_button(self, proposal, as_editor):
        assert withdrawal(proposal).encode() in as_editor.get(changing(proposal)).content

        as_editor.post(withdrawal(proposal), follow=True)

        proposal.refresh_from_db()
        assert proposal.state == ProposalState.WITHDRAWN
        page = as_editor.post(withdrawal(proposal), follow=True)
        assert told(page) == ["该建议已办结，不能再办理。"]

    def test_not_by_an_address_that_is_opened(self, proposal, as_editor):
        assert as_editor.get(withdrawal(proposal)).status_code == 405


class TestListed:
    def test_what_waits_comes_first(self, proposal, own, editor, at_the_office, officer):
        proposals.withdraw(
            proposal=proposals.propose(changes={"name": "撤回的"}, reason=WHY, by=editor, at=NOON),
            by=editor,
            at=NOON,
        )

        rows = at_the_office.get(LIST).context["cl"].result_list

        assert [row.state for row in rows] == ["open", "withdrawn"]

    def test_the_first_page_counts_what_waits(self, proposal, at_the_office, as_editor, as_lead):
        def waiting(client):
            shown = client.get(reverse("admin:index")).context["waiting"]
            return {each.address: each.number for each in shown if "proposal" in each.address}

        for client in (at_the_office, as_editor):
            ((address, number),) = waiting(client).items()
            assert client.get(address).context["cl"].result_count == number == 1
        assert waiting(as_lead) == {}

    def test_the_page_of_the_application_tells_what_waits(self, proposal, own, at_the_office):
        page = at_the_office.get(changing(own)).content.decode()

        address = f"{LIST}?application__id__exact={own.pk}&amp;state__exact=open"
        assert address in page
        assert at_the_office.get(address.replace("&amp;", "&")).context["cl"].result_count == 1

    @pytest.mark.parametrize("asked", ["state__exact=lost", "q=%00", "application__id__exact=x"])
    def test_odd_questions(self, asked, proposal, at_the_office):
        assert at_the_office.get(f"{LIST}?{asked}").status_code in (200, 302, 400)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_asks_no_more_for_more_rows(self, rows, django_assert_max_num_queries):
        editor = UserFactory(role="unit_editor", organization=OrganizationFactory())
        for _ in range(rows):
            one = ApplicationFactory(organization=editor.organization)
            proposals.propose(
                application=one,
                version=1,
                changes={"summary": "新"},
                reason=WHY,
                by=editor,
                at=NOON,
            )
        client = signed_in(editor)
        with django_assert_max_num_queries(6):
            assert len(client.get(LIST).context["cl"].result_list) == rows
