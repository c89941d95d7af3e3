"""Questions as they are kept: understood, in one order, and without what is answered by nothing."""

from urllib.parse import parse_qs, urlencode

from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from reform_apps.filtersets.applications import ApplicationFilterSet
from reform_apps.filtersets.points import EFFECTIVE, RECORDED
from reform_apps.models import Application

MOST_CHARACTERS = 2000  # of a question


def kept(query: str) -> str:
    """Spell a question as it is kept.

    :raises ValidationError: if it is not one that the list of applications understands.
    """
    # What is answered by nothing is left out.
    params = MultiValueDict(parse_qs(query.removeprefix("?")))
    asked = ApplicationFilterSet(params, Application.objects.none())
    if asked.errors:
        told = [f"“{name}”: {' '.join(map(str, each))}" for name, each in asked.errors.items()]
        raise ValidationError(told)
    if RECORDED in params or EFFECTIVE in params:
        # The admin, where views are opened, shows the ledger as it stands.
        raise ValidationError(_("The pages of the ledger show how it stood at a point."))
    known = [name for name in asked.filters if name in params]
    return urlencode({name: params.getlist(name) for name in known}, doseq=True)
