"""Recognitions of applications."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reform_apps.models.applications import Application
from reform_apps.models.reference.sources import Provenance
from reform_apps.rules.texts import one_line
from reform_apps.rules.vocabulary import Visibility


class AssessmentKind(models.TextChoices):
    """What an application was recognized as."""

    NATIONAL_COMMENDATION = "national_commendation", _("national commendation")
    NATIONWIDE = "nationwide", _("gone nationwide")
    PROMOTED_MAJOR = "promoted_major", _("promoted to province-wide major")
    PROVINCIAL_BEST = "provincial_best", _("provincial best application")
    FRONTRUNNER = "frontrunner", _("frontrunner")


class AssessmentQuerySet(models.QuerySet):
    """Ways to narrow assessments."""

    def visible_to(self, user) -> "AssessmentQuerySet":
        if user.is_authenticated:
            return self
        return self.filter(application__visibility=Visibility.PUBLIC)


class Assessment(Provenance):
    """One recognition of one application; written only by `operations.assessments`."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="assessments", verbose_name=_("application")
    )
    kind = models.CharField(_("kind"), max_length=24, choices=AssessmentKind)
    assessed_on = models.DateField(_("assessed on"), null=True, blank=True)
    body = models.CharField(_("by which body"), max_length=100, blank=True, validators=[one_line])
    recorded_at = models.DateTimeField(_("recorded at"), editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            *Provenance.Meta.constraints,
            models.CheckConstraint(
                name="assessment_kind_is_known",
                condition=Q(kind__in=AssessmentKind.values),
                violation_error_message=_("This kind of assessment does not exist."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
