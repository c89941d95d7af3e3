"""The elements of the 1-6-1-2 architecture and the lines of work inside them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reform_apps.models.reference.coded import Coded, Dated
from reform_apps.models.reference.sources import Provenance
from reform_apps.rules.texts import one_line


class Tier(models.TextChoices):
    """The place of an element in the 1612 architecture."""

    PLATFORM = "platform", pgettext_lazy("tier", "platform")
    CORE = "core", pgettext_lazy("tier", "core system")
    GRASSROOTS = "grassroots", pgettext_lazy("tier", "grassroots governance")
    SUPPORT = "support", pgettext_lazy("tier", "supporting system")


HOSTING = (Tier.CORE, Tier.GRASSROOTS)  # these have runways
CARRYING = (Tier.PLATFORM, *HOSTING)  # these have applications


def only_names(value: object) -> None:
    """Refuse a list of other names that holds anything but readable text.

    :raises ValidationError:
    """
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ValidationError(_("A list of names."))
    for name in value:
        one_line(name)


class System(Dated, Coded, Provenance):
    """An element of the 1612 architecture; its name and validity are data."""

    name = models.CharField(_("name"), max_length=60, unique=True, validators=[one_line])
    name_en = models.CharField(_("English name"), max_length=120, blank=True, validators=[one_line])
    tier = models.CharField(_("tier"), max_length=10, choices=Tier)
    position = models.PositiveSmallIntegerField(_("position"), unique=True)
    aliases = models.JSONField(_("other names"), default=list, blank=True, validators=[only_names])

    class Meta:
        verbose_name = _("system")
        verbose_name_plural = _("systems")
        constraints = [*Provenance.Meta.constraints, *Dated.Meta.constraints]

    def __str__(self) -> str:
        return self.name

    def hosts_runways(self) -> bool:
        return self.tier in HOSTING

    def carries_applications(self) -> bool:
        return self.tier in CARRYING


class Runway(Dated, Coded, Provenance):
    """A line of work inside a system; the reform office opens and closes it."""

    system = models.ForeignKey(
        System, models.PROTECT, related_name="runways", verbose_name=_("system")
    )
    name = models.CharField(_("name"), max_length=60, validators=[one_line])
    name_en = models.CharField(_("English name"), max_length=120, blank=True, validators=[one_line])
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("runway")
        verbose_name_plural = _("runways")
        constraints = [
            *Provenance.Meta.constraints,
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["system", "name"],
                name="runway_named_once_in_its_system",
                violation_error_message=_("This system already has a runway of this name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.system_id and not self.system.hosts_runways():
            raise ValidationError(
                {"system": _("Only core systems and grassroots governance host runways.")}
            )
