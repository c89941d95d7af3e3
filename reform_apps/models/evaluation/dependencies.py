"""What applications stand upon."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reform_apps.models.applications import Application


class Dependency(models.Model):
    """One application uses a platform, portal, brain or component; the journal says since when.

    Written only by `operations.evaluation.dependencies`.
    """

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="dependencies", verbose_name=_("application")
    )
    uses = models.ForeignKey(
        Application, models.PROTECT, related_name="used_by", verbose_name=_("uses")
    )

    class Meta:
        verbose_name = _("dependency")
        verbose_name_plural = _("dependencies")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "uses"],
                name="dependency_once",
                violation_error_message=_("That it uses this is declared already."),
            ),
            models.CheckConstraint(
                name="dependency_on_another",
                condition=~Q(uses=F("application")),
                violation_error_message=_("An application does not use itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application.code} → {self.uses.code}"
