"""What is typed to propose something, and to decide on it field by field."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from reform_apps.admin.frame.forms import LONGEST_REASON, ActMixin, reason_field
from reform_apps.admin.frame.particulars import ApplicationForm
from reform_apps.operations.office import proposals as operations
from reform_apps.operations.office.proposals import ProposalRefused
from reform_apps.queries.wording import words
from reform_apps.rules.permissions import PARTICULARS

ACCEPTED, REFUSED = "accepted", "refused"


class ProposalForm(ApplicationForm):
    """The form of an application, of which nothing is written."""

    reason = reason_field(required=True)
    evidence = None
    effective_on = None

    def act(self):
        is_new = self.instance.pk is None
        return operations.propose(
            application=None if is_new else self.instance,
            version=None if is_new else self.cleaned_data["opened_version"],
            changes=self.sent(),
            reason=self.cleaned_data["reason"],
            by=self.by,
            at=self.at,
        )


class DecisionForm(ActMixin, forms.Form):
    """For each field whether it is accepted, and if not, why."""

    def __init__(self, *args, proposal, **kwargs):
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        for name in in_order(proposal):
            told = words.label(name)
            self.fields[f"{name}-is"] = forms.ChoiceField(
                label=told,
                choices=[
                    (ACCEPTED, pgettext_lazy("decision", "accept")),
                    (REFUSED, pgettext_lazy("decision", "refuse")),
                ],
                initial=ACCEPTED,
                widget=forms.RadioSelect,
            )
            self.fields[f"{name}-why"] = forms.CharField(
                label=_("Reason for refusing “%s”") % told,
                required=False,
                max_length=LONGEST_REASON,
                widget=forms.TextInput(attrs={"placeholder": _("Reason, if refused")}),
            )
        self.fields["reason"] = reason_field()

    def clean(self):
        typed = super().clean()
        for name in self.proposal.changes:
            if typed.get(f"{name}-is") == ACCEPTED and typed.get(f"{name}-why"):
                told = _("It is accepted, and yet there is a reason against it.")
                self.add_error(f"{name}-why", told)
        return typed

    def act(self):
        typed = self.cleaned_data
        refused = {
            name: typed[f"{name}-why"]
            for name in self.proposal.changes
            if typed[f"{name}-is"] == REFUSED
        }
        try:
            return operations.decide(
                proposal=self.proposal,
                refused=refused,
                reason=typed["reason"],
                by=self.by,
                at=self.at,
            )
        except ProposalRefused as refusal:
            self.add_error(None, str(refusal))

    def show(self, refusal):
        """Put each message at the row of its field, or above the form where it has none."""
        for field, errors in refusal.update_error_dict({}).items():
            row = f"{field}-why"
            self.add_error(row if row in self.fields else None, errors)


def in_order(proposal):
    """List its fields as the forms have them; the engines do not keep the order of a key."""
    return [name for name in PARTICULARS if name in proposal.changes]
