"""How far applications are connected in the regions (贯通)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reform_apps.models.applications import Application
from reform_apps.models.reference.regions import Region
from reform_apps.models.reference.sources import Provenance
from reform_apps.rules.texts import one_line
from reform_apps.rules.vocabulary import Visibility


class RolloutState(models.TextChoices):
    """How far one application has come in one region; no row means: not reported."""

    NOT_STARTED = "not_started", pgettext_lazy("rollout", "not started")
    IN_PROGRESS = "in_progress", pgettext_lazy("rollout", "in progress")
    CONNECTED = "connected", pgettext_lazy("rollout", "connected")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("rollout", "not applicable")


class RolloutQuerySet(models.QuerySet):
    """Ways to narrow rollouts."""

    def visible_to(self, user) -> "RolloutQuerySet":
        if user.is_authenticated:
            return self
        return self.filter(application__visibility=Visibility.PUBLIC)

    def for_list(self) -> "RolloutQuerySet":
        return self.select_related("application", "region", "source")


class Rollout(Provenance):
    """One application in one city or county; written only by `operations.evaluation.rollouts`.

    What is said of a city holds for each of its counties that nothing is said of.
    """

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="rollouts", verbose_name=_("application")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="rollouts", verbose_name=_("region")
    )
    state = models.CharField(_("rollout"), max_length=14, choices=RolloutState)
    connected_on = models.DateField(_("connected on"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True, validators=[one_line])
    recorded_at = models.DateTimeField(_("recorded at"), editable=False)

    objects = RolloutQuerySet.as_manager()

    class Meta:
        verbose_name = _("rollout")
        verbose_name_plural = _("rollouts")
        constraints = [
            *Provenance.Meta.constraints,
            models.UniqueConstraint(
                fields=["application", "region"],
                name="rollout_region_once",
                violation_error_message=_("This region is reported already."),
            ),
            models.CheckConstraint(
                name="rollout_state_is_known",
                condition=Q(state__in=RolloutState.values),
                violation_error_message=_("One of these words is not in its list."),
            ),
            models.CheckConstraint(
                name="rollout_day_is_of_a_connection",
                condition=Q(state=RolloutState.CONNECTED) | Q(connected_on__isnull=True),
                violation_error_message=_("Only what is connected has a day of connection."),
            ),
            models.CheckConstraint(
                name="rollout_connection_has_day_or_evidence",
                condition=~Q(state=RolloutState.CONNECTED)
                | Q(connected_on__isnull=False)
                | ~Q(evidence="")
                | Q(source__isnull=False),
                violation_error_message=_("A connection has its day, or evidence of it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application.code} {self.region}: {self.get_state_display()}"
