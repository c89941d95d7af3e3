"""How the ledger can be told from what it was: by its acts, and by what stands beside them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """One writing of rows that applications point to; all of them together are the ledger's token.

    Triggers add it, for whoever writes: see `migrations/_revisions.py`. Acts add none; they are
    counted by the journal.
    """

    token = models.BigIntegerField()  # by chance, so that no two ledgers add up to the same

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")

    def __str__(self) -> str:
        return str(self.token)
