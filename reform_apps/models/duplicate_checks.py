"""Decisions on whether somebody already builds the same thing."""

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reform_apps.models.applications import Application
from reform_apps.rules.texts import many_lines


class Decision(models.TextChoices):
    """What a duplicate check came to."""

    REUSE = "reuse", pgettext_lazy("decision", "reuse what exists")
    PARTIAL = "partial", pgettext_lazy("decision", "partly a duplicate")
    DISTINCT = "distinct", pgettext_lazy("decision", "distinct")


class Likeness(models.TextChoices):
    """In what an application is like the one that is checked."""

    SAME_NAME = "same_name", _("same name")
    SAME_CORE = "same_core", _("same name without place, genre word or version")
    SYNONYM = "synonym", _("a name that means the same")
    ABBREVIATION = "abbreviation", _("an abbreviation")
    SHARED_NAME = "shared_name", _("names share words")
    SHARED_SUMMARY = "shared_summary", _("summaries share words")
    ALIAS = "alias", _("by another name of it")
    NAMES_ONLY = "names_only", _("no summary: names only")
    SAME_SYSTEM = "same_system", _("same system")
    SAME_REGION = "same_region", _("same place of origin")


class Closeness(models.TextChoices):
    """How likely two applications are the same thing."""

    SAME = "same", pgettext_lazy("closeness", "the same")
    LIKELY = "likely", pgettext_lazy("closeness", "likely")
    POSSIBLE = "possible", pgettext_lazy("closeness", "possible")


class DuplicateCheck(models.Model):
    """One recorded decision; written only by `operations.duplicate_checks`."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="duplicate_checks",
        verbose_name=_("application"),
    )  # fmt: skip
    # As it was at the decision: another name wants another check.
    name = models.CharField(_("name"), max_length=100)
    # As they were shown to whoever decided: [{code, name, score, verdict, reasons}], the score as
    # a text; in old checks [{code, name, reason}].
    candidates = models.JSONField(_("candidates shown"), default=list, blank=True)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision)
    # With which application it was found to be the same, or in part the same.
    twin = models.ForeignKey(
        Application, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("twin"),
    )  # fmt: skip
    reason = models.TextField(
        _("reason"), max_length=2000, validators=[MinLengthValidator(1), many_lines]
    )
    by = models.ForeignKey(
        "reform_apps.User", models.PROTECT, related_name="duplicate_checks", verbose_name=_("by")
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("duplicate check")
        verbose_name_plural = _("duplicate checks")
        constraints = [
            models.CheckConstraint(
                name="duplicate_check_decision_is_known",
                condition=Q(decision__in=Decision.values),
                violation_error_message=_("This decision does not exist."),
            ),
            models.CheckConstraint(
                name="duplicate_check_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Give a reason."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_decision_display()
