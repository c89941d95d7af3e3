"""How much each indicator counts in a score; a later version takes an earlier one's place."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from reform_apps.models import Indicator, User, Weighting
from reform_apps.operations.writing import acts, rows
from reform_apps.queries.rights import roles
from reform_apps.rules.permissions import MAY_WEIGH

HEAVIEST = 1000


@transaction.atomic
def adopt(
    *, title: str, weights: Mapping[str, Decimal], reason: str, by: User, at: datetime
) -> Weighting:
    """Adopt a new version of the weights: {code of an indicator: weight}.

    :raises ActRefused: if it is not theirs to weigh.
    :raises ValidationError: if a weight is none, or is of what cannot be scored.
    """
    acts.require(MAY_WEIGH, roles.of(by))
    if not weights:
        raise ValidationError({"weights": _("Give at least one indicator a weight.")})
    known = Indicator.objects.in_bulk(list(weights), field_name="code")
    faults = [sentence for code, each in weights.items() if (sentence := _fault(code, each, known))]
    if faults:
        raise ValidationError({"weights": faults})
    if not reason.strip():
        raise ValidationError({"reason": _("Give a reason.")})
    last = Weighting.objects.aggregate(last=Max("number"))["last"] or 0
    weighting = Weighting(
        number=last + 1,
        title=title,
        weights={code: f"{Decimal(each).normalize():f}" for code, each in sorted(weights.items())},
        reason=reason.strip(),
        by=by,
        recorded_at=at,
    )
    rows.write(weighting)
    return weighting


def _fault(code: str, weight: Decimal, known: Mapping[str, Indicator]) -> str:
    if code not in known:
        return _("There is no indicator %s.") % code
    if not known[code].can_be_scored():
        message = _("“%s” cannot be scored: it has no two bounds, or neither way is better.")
        return message % known[code]
    if not (weight.is_finite() and 0 < weight <= HEAVIEST):
        return _("The weight of “%s” is more than 0, and at most 1000.") % known[code]
    return ""
