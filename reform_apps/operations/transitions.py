"""Taking applications along their life."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction as database
from django.utils import timezone
from django.utils.translation import gettext as _

from reform_apps.models import Application, JournalEntry, User, Verb
from reform_apps.operations.writing import acts, citations, journal
from reform_apps.queries.rights import offers, roles
from reform_apps.rules import lifecycle
from reform_apps.rules.lifecycle import ONCE_ONLINE, TERMINAL, Block, Status, Transition


class TransitionRefused(Exception):
    """Something stands in the way of a transition; `blocks` is all of it."""

    def __init__(self, blocks: Collection[Block]):
        self.blocks = tuple(blocks)
        super().__init__(" ".join(block.message for block in self.blocks))


@database.atomic
def make_transition(
    *,
    application: Application,
    transition: Transition,
    version: int,
    by: User,
    at: datetime,
    effective_on: date | None = None,
    reason: str = "",
    evidence: str = "",
    to_status: Status | None = None,
    online_on: date | None = None,
    merged_into: Application | None = None,
    beside: Mapping[str, object] | None = None,
) -> Application:
    """Take an application one step along its life.

    Without `effective_on` the step takes effect on the day it went online, or today. `beside`
    goes into the changes of the journal entry.

    :raises TransitionRefused: with everything that stands in the way.
    :raises StaleVersion: if the application no longer stands at `version`.
    :raises ValidationError: by field, for inputs that are wrong or not asked for.
    """
    _lock_both(application, merged_into)
    application = acts.locked(application, version=version)
    sent = {
        "reason": reason.strip(),
        "evidence": evidence.strip(),
        "to_status": to_status,
        "online_on": online_on,
        "merged_into": merged_into,
    }
    given = {name for name, value in sent.items() if value}
    blocks = lifecycle.blocks(
        transition,
        status=application.status,
        roles=roles.held(by, application),
        facts=offers.facts_of(application, at=at, needed=lifecycle.facts_of(transition)),
        inputs=given,
    )
    if blocks:
        raise TransitionRefused(blocks)
    step = lifecycle.step_from(transition, application.status)
    _refuse_uncalled(given - {*step.inputs, *lifecycle.ALWAYS_WELCOME})
    acts.refuse_impossible_days(at=at, online_on=online_on, effective_on=effective_on)
    refuse_unordered_days(application, effective_on=effective_on, online_on=online_on)
    effective_on = effective_on or online_on or timezone.localdate(at)

    before, digest = journal.state_and_digest(application)
    if step.targets:
        application.status = _target(step, to_status)
        application.status_since = effective_on
        application.online_on = online_on or application.online_on
        application.merged_into = merged_into and _successor(application, merged_into)
        moved = ["status", *(["online_on"] if online_on else [])]
        application.basis = citations.basis_of(application, moved)
    else:
        _put_back(application)
    acts.save(application, at=at)
    journal.record(
        application=application,
        before=before,
        keeps=True,
        previous_digest=digest,
        verb=Verb.TRANSITION,
        transition=transition,
        by=by,
        at=at,
        effective_on=effective_on,
        reason=sent["reason"],
        evidence=sent["evidence"],
        changes=beside or {},
    )
    return application


def _lock_both(application: Application, other: Application | None) -> None:
    """Lock two applications in one order, so that opposite mergers do not wait for each other."""
    if other is not None:
        pair = [application.pk, other.pk]
        list(Application.objects.filter(pk__in=pair).for_act().values_list("pk"))


def _refuse_uncalled(names: Collection[str]) -> None:
    if names:
        message = _("This transition does not take it.")
        raise ValidationError(dict.fromkeys(sorted(names), message))


def refuse_unordered_days(
    application: Application, *, effective_on: date | None, online_on: date | None
) -> None:
    """Refuse a step before its online day, and one before the status that it leaves.

    :raises ValidationError: by field.
    """
    if online_on and effective_on and online_on > effective_on:
        raise ValidationError({"online_on": _("It goes online with this step, not after it.")})
    since, day = application.status_since, effective_on or online_on
    if since and day and day < since:
        message = _("The application stands as it does since %s; this cannot lie before.")
        field = "effective_on" if effective_on else "online_on"
        raise ValidationError({field: message % since.isoformat()})


def _target(step: lifecycle.Step, to_status: Status | None) -> Status:
    if to_status and to_status not in step.targets:
        known = ", ".join(step.targets)
        raise ValidationError({"to_status": _("One of these: %s.") % known})
    return Status(to_status) if to_status else step.targets[0]


def _successor(application: Application, target: Application) -> Application:
    target = Application.objects.get(pk=target.pk)
    if target.pk == application.pk:
        raise ValidationError({"merged_into": _("An application cannot be merged into itself.")})
    if target.status in TERMINAL:
        message = _("%(code)s is “%(status)s” itself and can take nothing in.")
        named = {"code": target.code, "status": target.get_status_display()}
        raise ValidationError({"merged_into": message % named})
    return target


def _put_back(application: Application) -> None:
    """Restore what the last transition has changed, from the entry before it."""
    last = application.journal.exclude(transition="").order_by("-version").first()
    entries = JournalEntry.objects.filter(application=application, version=last.version - 1)
    state: Mapping[str, object] = entries.values_list("snapshot", flat=True).get()
    moved = ["status"]
    application.status = state["status"]
    application.status_since = _day(state["status_since"])
    # A day that the transition did not set may have been amended since; it stays where it can.
    if "online_on" in last.changes or application.status not in ONCE_ONLINE:
        moved.append("online_on")
        application.online_on = _day(state["online_on"])
    successor = state["merged_into"]
    application.merged_into = Application.objects.get(code=successor) if successor else None
    kept = {f: how for f, how in application.basis.items() if f not in moved}
    restored = {f: how for f, how in state["basis"].items() if f in moved}
    application.basis = kept | restored


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
