"""Seals over the whole journal: what no chain of one application can show."""

from datetime import UTC

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reform_apps.rules.digests import digest

FORMAT = 1


class Seal(models.Model):
    """The closing of all journal entries since the seal before; written by `operations.seals`."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    first_position = models.PositiveBigIntegerField(_("first position"))
    last_position = models.PositiveBigIntegerField(_("last position"))
    # The Merkle root over the digests of these entries, in the order of their positions.
    root = models.CharField(_("Merkle root"), max_length=64)
    previous_digest = models.CharField(_("digest before"), max_length=64, blank=True)
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        constraints = [
            models.UniqueConstraint(fields=["first_position"], name="seal_begins_once"),
            models.CheckConstraint(
                name="seal_closes_entries", condition=Q(last_position__gte=F("first_position"))
            ),
            models.CheckConstraint(
                name="seal_chained_after_the_first",
                condition=Q(number=1, previous_digest="", first_position=1)
                | (Q(number__gt=1, first_position__gt=1) & ~Q(previous_digest="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.digest}"

    def content(self) -> dict[str, object]:
        """List what the digest covers."""
        return {
            "format": FORMAT,
            "number": self.number,
            "first_position": self.first_position,
            "last_position": self.last_position,
            "root": self.root,
            "sealed_at": self.sealed_at.astimezone(UTC).isoformat(timespec="microseconds"),
        }

    def expected_digest(self) -> str:
        return digest(previous=self.previous_digest, content=self.content())
