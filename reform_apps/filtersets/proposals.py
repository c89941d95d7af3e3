"""The questions on what is proposed."""

from django.utils.translation import gettext_lazy as _

from reform_apps.filtersets.findings import applications_in_sight
from reform_apps.filtersets.strict import (
    OneOfFilter,
    OneOfRowsFilter,
    PresenceFilter,
    StrictFilterSet,
)
from reform_apps.models import Proposal, ProposalState


class ProposalFilterSet(StrictFilterSet):
    """Which proposals."""

    state = OneOfFilter(choices=ProposalState.choices, label=_("State"))
    application = OneOfRowsFilter(queryset=applications_in_sight, label=_("Application"))
    has_application = PresenceFilter(
        field_name="application", label=_("Of an application that is in the ledger")
    )

    class Meta(StrictFilterSet.Meta):
        model = Proposal
        fields = []
