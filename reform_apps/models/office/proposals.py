"""What somebody proposes who may not write it, and what was decided."""

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reform_apps.models.applications import Application
from reform_apps.rules.texts import many_lines


class ProposalState(models.TextChoices):
    """How far a proposal has come."""

    OPEN = "open", pgettext_lazy("proposal", "waiting")
    DECIDED = "decided", pgettext_lazy("proposal", "decided")
    WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "withdrawn")


class ProposalQuerySet(models.QuerySet):
    """Ways to narrow proposals."""

    def waiting(self) -> "ProposalQuerySet":
        return self.filter(state=ProposalState.OPEN)

    def for_list(self) -> "ProposalQuerySet":
        return self.select_related(
            "by__organization", "decided_by", "application__system", "application__organization"
        )


class Proposal(models.Model):
    """One proposed application or amendment; written only by `operations.office.proposals`."""

    # None: a new one, until it is taken into the ledger.
    application = models.ForeignKey(
        Application, models.PROTECT, null=True, blank=True, related_name="proposals",
        verbose_name=_("application"),
    )  # fmt: skip
    # {field: [before, after]}, frozen as the journal freezes them.
    changes = models.JSONField(_("proposed changes"))
    # The application's version that it was made on.
    version = models.PositiveIntegerField(_("version"), null=True, blank=True)
    reason = models.TextField(
        _("reason"), max_length=2000, validators=[MinLengthValidator(1), many_lines]
    )
    by = models.ForeignKey(
        "reform_apps.User", models.PROTECT, related_name="proposals", verbose_name=_("by")
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    state = models.CharField(
        _("state"), max_length=9, choices=ProposalState, default=ProposalState.OPEN
    )
    # {field: {accepted: true or false, reason}}
    decisions = models.JSONField(_("decisions"), default=dict, blank=True)
    decided_by = models.ForeignKey(
        "reform_apps.User", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.CheckConstraint(
                name="proposal_decided_iff_by_somebody",
                condition=Q(state=ProposalState.OPEN, decided_at=None, decided_by=None)
                | (
                    ~Q(state=ProposalState.OPEN)
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
            )
        ]
        indexes = [
            models.Index(
                fields=["proposed_at"],
                condition=Q(state=ProposalState.OPEN),
                name="proposal_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"

    @property
    def subject(self) -> str:
        """Say what it is about: the application, or the name that a new one would have."""
        return str(self.application or self.changes["name"][1])
