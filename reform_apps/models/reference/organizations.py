"""Units that lead or use applications."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reform_apps.models.reference.coded import Coded, Dated
from reform_apps.models.reference.regions import Region
from reform_apps.models.reference.sources import Provenance
from reform_apps.rules.texts import one_line

# GB 32100-2015: no I, O, S, V, Z, which are read as digits or as each other.
CREDIT_CODE = RegexValidator(
    r"^[0-9A-HJ-NPQRTUWXY]{18}\Z", _("Write the 18 characters of the unified social credit code.")
)


class OrganizationKind(models.TextChoices):
    """What a unit is."""

    PARTY = "party", _("Party body")
    GOVERNMENT = "government", _("government body")
    INSTITUTION = "institution", _("public institution")
    ENTERPRISE = "enterprise", _("enterprise")
    SOCIAL = "social", _("social organization")
    OTHER = "other", pgettext_lazy("organization", "other")


class OrganizationLevel(models.TextChoices):
    """The level that a unit works at."""

    PROVINCE = "province", pgettext_lazy("level", "province")
    CITY = "city", pgettext_lazy("level", "city")
    COUNTY = "county", pgettext_lazy("level", "county")
    TOWNSHIP = "township", pgettext_lazy("level", "township")


class Organization(Dated, Coded, Provenance):
    """A unit that leads or uses applications; closed by date, never deleted."""

    name = models.CharField(_("name"), max_length=100, unique=True, validators=[one_line])
    short_name = models.CharField(_("short name"), max_length=40, blank=True, validators=[one_line])
    kind = models.CharField(_("kind"), max_length=12, choices=OrganizationKind)
    level = models.CharField(_("level"), max_length=8, choices=OrganizationLevel)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="organizations",
        verbose_name=_("region"),
    )  # fmt: skip
    uscc = models.CharField(
        _("unified social credit code"), max_length=18, null=True, blank=True, unique=True,
        validators=[CREDIT_CODE],
    )  # fmt: skip

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        constraints = [*Provenance.Meta.constraints, *Dated.Meta.constraints]

    def __str__(self) -> str:
        return self.name
