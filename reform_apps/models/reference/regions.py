"""Administrative divisions by their GB/T 2260 codes."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reform_apps.models.reference.coded import CodedManager, Dated, DatedQuerySet
from reform_apps.models.reference.sources import Provenance
from reform_apps.rules.texts import one_line

SIX_DIGITS = RegexValidator(r"^[1-9][0-9]{5}\Z", _("Write the six digits of GB/T 2260."))


class Level(models.TextChoices):
    """The level of a division."""

    PROVINCE = "province", pgettext_lazy("level", "province")
    CITY = "city", pgettext_lazy("level", "city")
    COUNTY = "county", pgettext_lazy("level", "county")


# How many leading digits of the code a division shares with all that lies within it.
SHARED_DIGITS = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6}
LEVEL_ABOVE = {Level.CITY: Level.PROVINCE, Level.COUNTY: Level.CITY}


class RegionQuerySet(DatedQuerySet):
    """Ways to narrow regions."""

    def within(self, regions: Iterable["Region"]) -> "RegionQuerySet":
        covered = Q(pk__in=[])
        for region in regions:
            covered |= Q(code__startswith=region.code[: SHARED_DIGITS[Level(region.level)]])
        return self.filter(covered)


class Region(Dated, Provenance):
    """An administrative division: the province, a city or a county."""

    code = models.CharField(_("code"), max_length=6, unique=True, validators=[SIX_DIGITS])
    name = models.CharField(_("name"), max_length=40, validators=[one_line])
    name_en = models.CharField(_("English name"), max_length=80, blank=True, validators=[one_line])
    level = models.CharField(_("level"), max_length=8, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children",
        verbose_name=_("belongs to"),
    )  # fmt: skip

    objects = CodedManager.from_queryset(RegionQuerySet)()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = [
            *Provenance.Meta.constraints,
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="region_below_another_unless_province",
                condition=Q(level=Level.PROVINCE, parent__isnull=True)
                | Q(level__in=[Level.CITY, Level.COUNTY], parent__isnull=False),
                violation_error_message=_(
                    "A city or county, and only that, belongs to another region."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def lies_within(self, regions: Iterable["Region"]) -> bool:
        """Tell what `RegionQuerySet.within` asks the database, of one that is at hand."""
        return any(
            self.code.startswith(region.code[: SHARED_DIGITS[Level(region.level)]])
            for region in regions
        )

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    def clean(self) -> None:
        if self.parent_id is None or self.level not in LEVEL_ABOVE:
            return
        above = LEVEL_ABOVE[Level(self.level)]
        if self.parent.level != above or not self.code.startswith(
            self.parent.code[: SHARED_DIGITS[above]]
        ):
            raise ValidationError(
                {"parent": _("The region above is one level up and shares the code's beginning.")}
            )
