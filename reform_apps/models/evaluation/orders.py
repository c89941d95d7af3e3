"""What is to become of applications: ordered, due, and open until it is proved."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reform_apps.models.applications import Application
from reform_apps.models.users import User
from reform_apps.rules.texts import many_lines, one_line
from reform_apps.rules.vocabulary import Disposition, Proof


class OrderState(models.TextChoices):
    """Where an order stands."""

    OPEN = "open", pgettext_lazy("order", "open")
    CLOSED = "closed", pgettext_lazy("order", "closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("order", "withdrawn")


class OrderQuerySet(models.QuerySet):
    """Ways to narrow orders."""

    def open(self) -> "OrderQuerySet":
        return self.filter(state=OrderState.OPEN)

    def overdue(self, today: date) -> "OrderQuerySet":
        return self.open().filter(due_on__lt=today)

    def for_list(self) -> "OrderQuerySet":
        return self.select_related("application", "successor", "issued_by", "settled_by")


class Order(models.Model):
    """One disposition of one application; written only by `operations.evaluation.orders`."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="orders", verbose_name=_("application")
    )
    disposition = models.CharField(_("disposition"), max_length=8, choices=Disposition)
    reason = models.TextField(_("reason"), max_length=2000, validators=[many_lines])
    body = models.CharField(_("ordering body"), max_length=100, blank=True, validators=[one_line])
    due_on = models.DateField(_("due on"))
    proof = models.CharField(_("required proof"), max_length=10, choices=Proof)
    # Of a proof by rollout: which share of the regions has to be connected, in percent.
    coverage = models.PositiveSmallIntegerField(
        _("coverage to reach"), null=True, blank=True, help_text=_("In percent.")
    )
    successor = models.ForeignKey(
        Application, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("merge into"),
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=9, choices=OrderState, default=OrderState.OPEN, editable=False
    )
    issued_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", editable=False, verbose_name=_("issued by")
    )
    issued_at = models.DateTimeField(_("issued at"), editable=False)
    # What has closed it, or why it was withdrawn.
    settled_with = models.CharField(
        _("settled with"), max_length=300, blank=True, editable=False, validators=[one_line]
    )
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("settled by"),
    )  # fmt: skip
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True, editable=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("disposition order")
        verbose_name_plural = _("disposition orders")
        constraints = [
            models.CheckConstraint(
                name="order_words_are_known",
                condition=Q(disposition__in=Disposition.values, proof__in=Proof.values)
                & Q(state__in=OrderState.values),
                violation_error_message=_("One of these words is not in its list."),
            ),
            models.UniqueConstraint(
                fields=["application", "disposition"],
                condition=Q(state=OrderState.OPEN),
                name="order_open_once",
                violation_error_message=_("Such an order is open already."),
            ),
            models.CheckConstraint(
                name="order_merger_has_its_successor",
                condition=Q(disposition=Disposition.MERGE, successor__isnull=False)
                | (~Q(disposition=Disposition.MERGE) & Q(successor__isnull=True)),
                violation_error_message=_("A merger, and only that, names what to merge into."),
            ),
            models.CheckConstraint(
                name="order_successor_is_another",
                condition=Q(successor__isnull=True) | ~Q(successor=F("application")),
                violation_error_message=_("An application cannot be merged into itself."),
            ),
            models.CheckConstraint(
                name="order_coverage_is_a_proof_by_rollout",
                condition=Q(
                    proof=Proof.ROLLOUT, coverage__isnull=False, coverage__gte=1, coverage__lte=100
                )
                | (~Q(proof=Proof.ROLLOUT) & Q(coverage__isnull=True)),
                violation_error_message=_(
                    "A proof by rollout, and only that, says which coverage, from 1 to 100."
                ),
            ),
            models.CheckConstraint(
                name="order_settled_with_something",
                condition=Q(state=OrderState.OPEN, settled_at__isnull=True, settled_with="")
                | (~Q(state=OrderState.OPEN) & Q(settled_at__isnull=False) & ~Q(settled_with="")),
                violation_error_message=_("An order is closed by its proof, or withdrawn why."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["disposition", "due_on"],
                condition=Q(state=OrderState.OPEN),
                name="order_open_by_disposition",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application.code}: {self.get_disposition_display()}"

    @property
    def is_open(self) -> bool:
        return self.state == OrderState.OPEN

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.due_on < today
