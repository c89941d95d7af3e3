"""What a transition takes, and where an application is that can take it."""

from datetime import timedelta

from reform_apps.models import Decision, DuplicateCheck
from reform_apps.operations import transitions
from reform_apps.rules.lifecycle import Status, Transition
from tests.clock import NOON, TODAY
from tests.factories import ApplicationFactory, UserFactory
from tests.policy import INPUTS

LATER = NOON + timedelta(days=1)
VALUES = {"reason": "按程序办理", "evidence": "浙改办〔2022〕7号", "online_on": TODAY}


def complete(status, **more):
    """Make an application to which nothing is missing for any step from its status."""
    if status == Status.MERGED:
        more.setdefault("merged_into", ApplicationFactory(status=Status.ONLINE))
    application = ApplicationFactory(complete=True, status=status, **more)
    DuplicateCheck.objects.create(
        application=application,
        name=application.name,
        decision=Decision.DISTINCT,
        reason="无重复",
        by=UserFactory(),
        recorded_at=NOON,
    )
    return application


def everything(transition):
    """Send along all that a transition asks for."""
    sent = {name: VALUES[name] for name in INPUTS[transition] & VALUES.keys()}
    if transition == "merge":
        sent["merged_into"] = ApplicationFactory(status=Status.ONLINE)
    if transition == "baseline":
        sent["to_status"] = Status.ONLINE
    return sent


def make(application, transition, by, *, version=None, at=LATER, **sent):
    return transitions.make_transition(
        application=application,
        transition=Transition(transition),
        version=application.version if version is None else version,
        by=by,
        at=at,
        **sent,
    )
