"""The one order of the whole journal, given after the fact."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reform_apps.models.journal import JournalEntry


class Position(models.Model):
    """The place of one entry in the whole journal; given by `operations.positions`, never again."""

    number = models.PositiveBigIntegerField(_("position"), primary_key=True)
    entry = models.OneToOneField(
        JournalEntry, models.PROTECT, related_name="position", verbose_name=_("journal entry")
    )

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")

    def __str__(self) -> str:
        return str(self.number)


class Arrival(models.Model):
    """An entry that has no position yet; committed together with it, gone when it has one."""

    entry = models.OneToOneField(
        JournalEntry, models.PROTECT, primary_key=True, related_name="arrival"
    )

    def __str__(self) -> str:
        return str(self.entry_id)


class Placing(models.Model):
    """The one row that says which position was given last; whoever gives positions locks it."""

    last_position = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last_position)
