"""Keeping the questions that are asked again and again; they are no part of the ledger."""

from django.db import transaction

from reform_apps.models import SavedView, User
from reform_apps.operations.writing import acts, rows
from reform_apps.queries.rights import roles
from reform_apps.rules.permissions import MAY_SHARE_VIEWS


@transaction.atomic
def save(*, name: str, query: str, is_shared: bool, by: User) -> SavedView:
    """Keep a question under a name; one's own of the same name is replaced.

    :raises ActRefused: if it is shared by somebody who may not.
    :raises ValidationError: if the name cannot be one.
    """
    if is_shared:
        acts.require(MAY_SHARE_VIEWS, roles.of(by))
    own = SavedView.objects.select_for_update().filter(owner=by, name=name).first()
    view = own or SavedView(owner=by, name=name)
    view.query, view.is_shared = query, is_shared
    rows.write(view)
    return view


def remove(*, view: SavedView, by: User) -> None:
    """Forget a view: one's own, or, for the reform office, one that is shared.

    :raises ActRefused: if it is not theirs.
    """
    if view.owner_id != by.pk:
        acts.require(MAY_SHARE_VIEWS, roles.of(by))
    view.delete()
