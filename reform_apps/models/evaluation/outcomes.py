"""What the reform has brought forth beside applications: theory and institutions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reform_apps.models.applications import Application
from reform_apps.models.reference.coded import CODE
from reform_apps.models.reference.sources import Provenance
from reform_apps.models.reference.systems import System
from reform_apps.rules.texts import one_line


class OutcomeKind(models.TextChoices):
    """What kind of result it is."""

    REGULATION = "regulation", pgettext_lazy("outcome", "local regulation")
    STANDARD = "standard", pgettext_lazy("outcome", "standard")
    POLICY = "policy", pgettext_lazy("outcome", "policy document")
    PAPER = "paper", pgettext_lazy("outcome", "paper")
    BOOK = "book", pgettext_lazy("outcome", "book")
    OTHER = "other", pgettext_lazy("outcome", "other result")


class Outcome(Provenance):
    """A theory or institutional result; written only by `operations.evaluation.outcomes`."""

    code = models.CharField(
        _("code"), max_length=40, validators=[CODE],
        help_text=_("Given once and never changed: the journal names the row by it."),
    )  # fmt: skip
    title = models.CharField(_("title"), max_length=200, validators=[one_line])
    title_en = models.CharField(
        _("English title"), max_length=300, blank=True, validators=[one_line]
    )
    kind = models.CharField(_("kind"), max_length=10, choices=OutcomeKind)
    system = models.ForeignKey(
        System, models.PROTECT, related_name="outcomes", verbose_name=_("system")
    )
    number = models.CharField(_("document number"), max_length=60, blank=True,
                              validators=[one_line])  # fmt: skip
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    applications = models.ManyToManyField(
        Application, blank=True, related_name="outcomes", verbose_name=_("applications"),
        help_text=_("From which it came."),
    )  # fmt: skip
    recorded_at = models.DateTimeField(_("recorded at"), editable=False)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            *Provenance.Meta.constraints,
            models.CheckConstraint(
                name="outcome_kind_is_known",
                condition=Q(kind__in=OutcomeKind.values),
                violation_error_message=_("One of these words is not in its list."),
            ),
            models.UniqueConstraint(
                fields=["code"],
                name="outcome_code_once",
                violation_error_message=_("Another result has this code."),
            ),
            models.UniqueConstraint(
                fields=["title"],
                name="outcome_title_once",
                violation_error_message=_("This result is recorded already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
