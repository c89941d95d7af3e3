"""Which proposals somebody may see."""

from reform_apps.models import Proposal, User
from reform_apps.models.office.proposals import ProposalQuerySet
from reform_apps.queries.rights import roles
from reform_apps.rules.permissions import MAY_DECIDE


def visible_to(user: User, proposals: ProposalQuerySet | None = None) -> ProposalQuerySet:
    """Narrow proposals to one's own; whoever decides sees all."""
    proposals = Proposal.objects.all() if proposals is None else proposals
    return proposals if set(MAY_DECIDE) & roles.of(user) else proposals.filter(by=user)


def overtaken(proposal: Proposal, now: dict[str, object]) -> dict[str, object]:
    """Tell what stands now, of the fields that are no longer as they were when it was made."""
    return {
        name: now[name]
        for name, (before, _after) in proposal.changes.items()
        if name in now and now[name] != before
    }
