"""What stands upon an application, and what it stands upon."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from reform_apps.models import Application, Dependency, User
from reform_apps.rules.lifecycle import TERMINAL


@dataclass(frozen=True, slots=True)
class Touched:
    """One application that would be touched: itself a user, or a user of users."""

    application: Application
    steps: int  # 1: it uses it directly
    via: Application | None


def touched(application: Application, *, user: User | AnonymousUser) -> list[Touched]:
    """List what would be touched if an application stopped, nearest first.

    One statement for each step that the farthest is away. What has ended is touched no more; what
    one may not see is not told.
    """
    found, layer, steps = {}, {application.pk: None}, 0
    while layer:
        steps += 1
        rows = _users_of(list(layer), user).exclude(application__in=[application.pk, *found])
        above, layer = layer, {}
        for row in rows:
            if row.application_id in layer:
                continue
            via = above[row.uses_id]
            layer[row.application_id] = row.application
            found[row.application_id] = Touched(row.application, steps, via)
    return list(found.values())


def _users_of(keys: Sequence[int], user: User | AnonymousUser):
    visible = Application.objects.visible_to(user).exclude(status__in=TERMINAL)
    rows = Dependency.objects.filter(uses__in=keys, application__in=visible)
    return rows.select_related("application").order_by("application__number", "uses__number")


def foundations(application: Application) -> set[int]:
    """List the keys of all that an application uses, directly or by way of others."""
    found, layer = set(), {application.pk}
    while layer:
        used = Dependency.objects.filter(application__in=layer).values_list("uses", flat=True)
        layer = set(used) - found
        found |= layer
    return found
