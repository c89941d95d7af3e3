"""Where an application went when it was merged."""

from django.contrib.auth.models import AnonymousUser

from reform_apps.models import Application, User
from reform_apps.rules.vocabulary import Visibility

# A successor can be merged in turn. The data may hold a loop, which no constraint of one row sees.
MOST_STEPS = 20


def final_successor(application: Application) -> Application:
    """Follow `merged_into` to its end: the application itself when it was never merged.

    In a loop, or after too many steps, it is the last one that was reached.
    """
    reached = {application.pk}
    for _step in range(MOST_STEPS):
        following = application.merged_into
        if following is None or following.pk in reached:
            break
        reached.add(following.pk)
        application = following
    return application


def told_of(application: Application, *, user: User | AnonymousUser) -> list[Application]:
    """List the next successor and the final one, each once, as far as somebody may see them."""
    if application.merged_into is None:
        return []
    both = dict.fromkeys((application.merged_into, final_successor(application)))
    return [row for row in both if user.is_authenticated or row.visibility == Visibility.PUBLIC]
