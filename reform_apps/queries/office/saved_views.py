"""Which saved views somebody is offered."""

from reform_apps.models import SavedView, User
from reform_apps.models.office.saved_views import SavedViewQuerySet


def offered_to(user: User) -> SavedViewQuerySet:
    """List one's own views, then those that are shared, each by name."""
    views = SavedView.objects.visible_to(user).select_related("owner")
    return views.order_by("is_shared", "name", "pk")
