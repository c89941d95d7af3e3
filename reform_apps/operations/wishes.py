"""Carrying out what somebody wishes of many applications: all of it as one, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reform_apps.models import Application, User
from reform_apps.operations import bulk
from reform_apps.operations.bulk import Wish
from reform_apps.operations.writing import acts
from reform_apps.queries.rights import roles
from reform_apps.rules.roles import EDITOR


class WishesRefused(Exception):
    """Wishes cannot be carried out: {index: {field: sentences}}."""

    def __init__(self, faults: Mapping[int, Mapping[str, list[str]]]):
        super().__init__(_("%s applications are refused.") % len(faults))
        self.faults = faults


@transaction.atomic
def carry_out(wishes: Sequence[Wish], *, by: User, at: datetime) -> list[Application]:
    """Register and amend applications, an entry for each that changes; in the order of the wishes.

    The number of statements grows with every five hundred, not with each.

    :raises ActRefused: if it is not theirs to write anything.
    :raises WishesRefused: by the index of the wish and by field.
    """
    acts.require(EDITOR, roles.of(by))
    named = [wish.application.code for wish in wishes if wish.application]
    _refuse_twice(wishes)
    locked = bulk.lock(named)
    wishes = [
        replace(wish, application=locked[wish.application.code]) if wish.application else wish
        for wish in wishes
    ]
    prepared = bulk.prepare(wishes, by=by, at=at)
    faults = {index: dict(each.faults) for index, each in enumerate(prepared) if each.faults}
    if faults:
        raise WishesRefused(faults)
    bulk.write(prepared, by=by, at=at, beside={})
    return [each.application for each in prepared]


def _refuse_twice(wishes: Sequence[Wish]) -> None:
    seen, faults = set(), {}
    for index, wish in enumerate(wishes):
        code = wish.application and wish.application.code
        if code and code in seen:
            faults[index] = {"code": [_("This application stands here twice.")]}
        seen.add(code)
    if faults:
        raise WishesRefused(faults)
