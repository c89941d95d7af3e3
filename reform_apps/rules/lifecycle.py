"""The life of an application, as one table that every door reads."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from reform_apps.rules.roles import EDITOR, LEAD, OFFICE, Role, named


class Status(TextChoices):
    """Where an application stands."""

    UNSTATED = "unstated", pgettext_lazy("status", "unstated")
    PLANNING = "planning", pgettext_lazy("status", "planning")
    APPROVED = "approved", pgettext_lazy("status", "approved")
    BUILDING = "building", pgettext_lazy("status", "in development")
    TRIAL = "trial", pgettext_lazy("status", "trial run")
    ONLINE = "online", pgettext_lazy("status", "online")
    SUSPENDED = "suspended", pgettext_lazy("status", "suspended")
    MERGED = "merged", pgettext_lazy("status", "merged")
    RETIRED = "retired", pgettext_lazy("status", "retired")
    TERMINATED = "terminated", pgettext_lazy("status", "terminated")


class Transition(TextChoices):
    """A step from one status to another."""

    BASELINE = "baseline", pgettext_lazy("transition", "baseline")
    APPROVE = "approve", pgettext_lazy("transition", "approve")
    START_BUILDING = "start_building", pgettext_lazy("transition", "start building")
    START_TRIAL = "start_trial", pgettext_lazy("transition", "start trial")
    SEND_BACK = "send_back", pgettext_lazy("transition", "send back")
    GO_ONLINE = "go_online", pgettext_lazy("transition", "go online")
    SUSPEND = "suspend", pgettext_lazy("transition", "suspend")
    RESUME = "resume", pgettext_lazy("transition", "resume")
    MERGE = "merge", pgettext_lazy("transition", "merge")
    RETIRE = "retire", pgettext_lazy("transition", "retire")
    TERMINATE = "terminate", pgettext_lazy("transition", "terminate")
    REVERSE = "reverse", pgettext_lazy("transition", "reverse")


S, T = Status, Transition

TERMINAL = (S.MERGED, S.RETIRED, S.TERMINATED)
# Only an application that has been online can have a day on which it went online.
ONCE_ONLINE = (S.ONLINE, S.SUSPENDED, S.MERGED, S.RETIRED)
RUNNING = (S.BUILDING, S.TRIAL, S.ONLINE, S.SUSPENDED)
# What stands upon an application has to know of these before they are made.
STOPPING = (T.SUSPEND, T.MERGE, T.RETIRE)
BASELINES = (S.PLANNING, S.APPROVED, S.BUILDING, S.TRIAL, S.ONLINE, S.SUSPENDED, S.RETIRED)


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table: from here, to there, by whom, with what."""

    transition: Transition
    sources: tuple[Status, ...]
    targets: tuple[Status, ...]  # empty: back to the status before
    roles: tuple[Role, ...]
    inputs: tuple[str, ...] = ()  # sent with the act
    facts: tuple[str, ...] = ()  # true of the application beforehand


STEPS = (
    Step(T.BASELINE, (S.UNSTATED,), BASELINES, OFFICE, ("to_status", "reason")),
    Step(
        T.APPROVE,
        (S.PLANNING,),
        (S.APPROVED,),
        OFFICE,
        ("evidence",),
        ("organization", "system", "duplicate_check"),
    ),
    Step(T.START_BUILDING, (S.APPROVED,), (S.BUILDING,), EDITOR),
    Step(T.START_TRIAL, (S.BUILDING,), (S.TRIAL,), EDITOR, ("evidence",)),
    Step(T.SEND_BACK, (S.TRIAL,), (S.BUILDING,), EDITOR, ("reason",)),
    Step(T.GO_ONLINE, (S.TRIAL,), (S.ONLINE,), LEAD, ("evidence", "online_on"), ("terminals",)),
    Step(T.SUSPEND, (S.ONLINE,), (S.SUSPENDED,), LEAD, ("reason",)),
    Step(T.RESUME, (S.SUSPENDED,), (S.ONLINE,), LEAD, ("reason",)),
    Step(T.MERGE, RUNNING, (S.MERGED,), OFFICE, ("merged_into", "reason")),
    Step(T.RETIRE, (S.ONLINE, S.SUSPENDED), (S.RETIRED,), OFFICE, ("reason", "evidence")),
    Step(T.TERMINATE, (S.PLANNING,), (S.TERMINATED,), LEAD, ("reason",)),
    Step(T.TERMINATE, (S.APPROVED, S.BUILDING, S.TRIAL), (S.TERMINATED,), OFFICE, ("reason",)),
    Step(T.REVERSE, tuple(S), (), OFFICE, ("reason",), ("reversible",)),
)

# Inputs that a transition may take although it does not ask for them.
ALWAYS_WELCOME = ("reason", "evidence", "effective_on")

MISSING = {
    "organization": gettext_lazy("The application has no leading organization yet."),
    "system": gettext_lazy("The application belongs to no system yet."),
    "duplicate_check": gettext_lazy(
        "No recent duplicate check stands that finds the application distinct, or in part so."
    ),
    "terminals": gettext_lazy("The application names no terminal yet."),
    "reversible": gettext_lazy("There is no transition that could still be reversed."),
    "to_status": gettext_lazy("Say which status the application really has."),
    "reason": gettext_lazy("Give a reason."),
    "evidence": gettext_lazy("Name the evidence: a document number or an address."),
    "online_on": gettext_lazy("Say on which day the application went online."),
    "merged_into": gettext_lazy("Name the application that this one is merged into."),
}


@dataclass(frozen=True, slots=True)
class Block:
    """One thing that stands in the way of a transition."""

    kind: str  # role, status, fact or input
    code: str
    message: str


def steps_of(transition: str) -> tuple[Step, ...]:
    """List the rows of the table that a transition has."""
    return tuple(step for step in STEPS if step.transition == transition)


def facts_of(transition: str) -> frozenset[str]:
    """Name the facts that a transition asks for, from wherever it starts."""
    return frozenset(fact for step in steps_of(transition) for fact in step.facts)


def step_from(transition: str, status: str) -> Step | None:
    """Find the row by which a transition leaves a status, if there is one."""
    return next((step for step in steps_of(transition) if status in step.sources), None)


def roles_for(transition: str, status: str) -> tuple[Role, ...]:
    """List who can make a transition from a status, or at all where the status does not open it."""
    step = step_from(transition, status)
    if step:
        return step.roles
    return tuple(dict.fromkeys(role for row in steps_of(transition) for role in row.roles))


def open_from(status: str) -> tuple[Step, ...]:
    """List the rows of the table that leave a status, reversal aside."""
    return tuple(step for step in STEPS if status in step.sources and step.targets)


def blocks(
    transition: str,
    *,
    status: str,
    roles: Collection[str],
    facts: Collection[str],
    inputs: Collection[str] | None = None,
) -> tuple[Block, ...]:
    """Name everything that stands in the way of a transition; an empty answer means: allowed.

    What must be sent along is judged only when `inputs` says what was sent.
    """
    step = step_from(transition, status)
    able = roles_for(transition, status)
    found = []
    if not set(able) & set(roles):
        found.append(Block("role", "wrong_role", _role_message(able)))
    if step is None:
        found.append(Block("status", "wrong_status", _status_message(transition, status)))
        return tuple(found)
    found += [Block("fact", name, str(MISSING[name])) for name in step.facts if name not in facts]
    if inputs is not None:
        found += [
            Block("input", name, str(MISSING[name])) for name in step.inputs if name not in inputs
        ]
    return tuple(found)


def _role_message(able: Collection[Role]) -> str:
    return _("Not yours to do. It takes: %s.") % named(able)


def _status_message(transition: str, status: str) -> str:
    named = {"transition": Transition(transition).label, "status": Status(status).label}
    targets = dict.fromkeys(target for step in open_from(status) for target in step.targets)
    if not targets:
        return _("From “%(status)s” no status is open: “%(transition)s” is refused.") % named
    named["open"] = ", ".join(str(target.label) for target in targets)
    return (
        _("From “%(status)s” there is no “%(transition)s”. These statuses are open: %(open)s.")
        % named
    )
