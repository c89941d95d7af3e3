"""The duties that people and client systems have in the ledger."""

from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """A duty in the ledger; each is the Django group of the same name."""

    READER = "reader", _("reader")
    UNIT_EDITOR = "unit_editor", _("unit editor")
    SYSTEM_LEAD = "system_lead", _("system lead")
    REFORM_OFFICE = "reform_office", _("reform office")
    AUDITOR = "auditor", _("auditor")


# Who is meant when a refusal names who could: two of the roles count for their own alone.
OF_THEIR_OWN = {
    Role.UNIT_EDITOR: _("unit editor (own unit)"),
    Role.SYSTEM_LEAD: _("system lead (own system)"),
}

# Who stands behind an act. The reform office may do whatever the others may.
OFFICE = (Role.REFORM_OFFICE,)
LEAD = (Role.SYSTEM_LEAD, *OFFICE)
EDITOR = (Role.UNIT_EDITOR, *LEAD)


def named(roles: Collection[Role]) -> str:
    """Spell who could do something, for a person."""
    return ", ".join(str(OF_THEIR_OWN.get(role, role.label)) for role in roles)
