"""Closing seals over the journal."""

from datetime import datetime

from django.db import transaction

from reform_apps.models import Placing, Seal
from reform_apps.operations import positions
from reform_apps.operations.writing import rows
from reform_apps.queries import seals
from reform_apps.rules import merkle


@transaction.atomic
def close(*, at: datetime) -> Seal | None:
    """Close a seal over all entries since the last one; None when there is nothing to seal."""
    positions.give()
    # The row that orders those who give positions orders those who seal, too.
    placing = Placing.objects.select_for_update().filter(pk=1).first()
    last = seals.last()
    first_position = last.last_position + 1 if last else 1
    if placing is None or placing.last_position < first_position:
        return None
    seal = Seal(
        number=last.number + 1 if last else 1,
        first_position=first_position,
        last_position=placing.last_position,
        root=merkle.root(seals.digests(first=first_position, last=placing.last_position)),
        previous_digest=last.digest if last else "",
        sealed_at=max(at, last.sealed_at) if last else at,
    )
    seal.digest = seal.expected_digest()
    rows.write(seal)
    return seal
