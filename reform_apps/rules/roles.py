"""The duties that people and client systems have in the ledger."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """A duty in the ledger; each is the Django group of the same name."""

    READER = "reader", _("reader")
    UNIT_EDITOR = "unit_editor", _("unit editor")
    SYSTEM_LEAD = "system_lead", _("system lead")
    REFORM_OFFICE = "reform_office", _("reform office")
    AUDITOR = "auditor", _("auditor")


# Who stands behind an act. The reform office may do whatever the others may.
OFFICE = (Role.REFORM_OFFICE,)
LEAD = (Role.SYSTEM_LEAD, *OFFICE)
EDITOR = (Role.UNIT_EDITOR, *LEAD)
