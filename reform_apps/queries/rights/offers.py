"""What could be done with an application now, and what stands in the way."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from reform_apps.models import Application, Decision, DuplicateCheck, JournalEntry, User
from reform_apps.queries.rights import roles
from reform_apps.queries.rights.roles import Holdings
from reform_apps.rules import lifecycle
from reform_apps.rules.lifecycle import Block, Status, Transition
from reform_apps.rules.names import name_key
from reform_apps.rules.roles import Role

ALL_FACTS = frozenset(fact for step in lifecycle.STEPS for fact in step.facts)


@dataclass(frozen=True, slots=True)
class Offer:
    """One transition, as it is open or closed to somebody."""

    transition: Transition
    blocked_by: tuple[Block, ...]
    roles: tuple[Role, ...]
    requires: tuple[str, ...]
    targets: tuple[Status, ...]

    @property
    def allowed(self) -> bool:
        return not self.blocked_by


def offers(application: Application, user: User | AnonymousUser, *, at: datetime) -> list[Offer]:
    """Go through the whole table of transitions for one application and one person."""
    return offers_of_all([application], user, at=at)[application.pk]


def offers_of_all(
    applications: Sequence[Application], user: User | AnonymousUser, *, at: datetime
) -> dict[int, list[Offer]]:
    """Do the same for many applications, fetched with their relations, by primary key."""
    holdings, facts = roles.holdings(user), facts_of_all(applications, at=at)
    # Duplicate checks are not public: nothing is said of them, whether there is one or not.
    untold = frozenset() if user.is_authenticated else frozenset({"duplicate_check"})
    return {row.pk: _offers(row, holdings, facts[row.pk] | untold) for row in applications}


def _offers(application: Application, holdings: Holdings, facts: frozenset[str]) -> list[Offer]:
    held = holdings.towards(system=application.system, organization=application.organization)
    return [_offer(transition, application.status, held, facts) for transition in Transition]


def facts_of(
    application: Application, *, at: datetime, needed: Collection[str] = ALL_FACTS
) -> frozenset[str]:
    """Name the facts that transitions ask for and that are true of an application.

    Of those that are not `needed` nothing is asked, and nothing told.
    """
    return facts_of_all([application], at=at, needed=needed)[application.pk]


def facts_of_all(
    applications: Sequence[Application], *, at: datetime, needed: Collection[str] = ALL_FACTS
) -> dict[int, frozenset[str]]:
    """Name the facts of many applications, by primary key, in two queries for all.

    A duplicate check counts for as many days as the settings say, by the clock of the act.
    """
    oldest = at - timedelta(days=settings.REGISTRY_DUPLICATE_CHECK_DAYS)
    checks, last_moves = {}, {}
    if "duplicate_check" in needed:
        checks = {check.application_id: check for check in _latest_checks(applications)}
    if "reversible" in needed:
        moves = JournalEntry.objects.filter(application__in=applications).exclude(transition="")
        moves = moves.order_by("application", "version").values_list("application", "transition")
        last_moves = dict(moves)
    return {
        row.pk: _facts(row, checks.get(row.pk), last_moves.get(row.pk), oldest=oldest)
        for row in applications
    }


def _latest_checks(applications: Sequence[Application]) -> QuerySet:
    """Walk the duplicate checks, the one recorded last as the last."""
    return DuplicateCheck.objects.filter(application__in=applications).order_by("pk")


def _facts(
    application: Application,
    check: DuplicateCheck | None,
    last_move: str | None,
    *,
    oldest: datetime,
) -> frozenset[str]:
    true = {
        "organization": application.organization_id is not None,
        "system": application.system_id is not None,
        "terminals": bool(application.terminals),
        "duplicate_check": check is not None
        and check.decision in (Decision.PARTIAL, Decision.DISTINCT)
        and check.recorded_at >= oldest
        and name_key(check.name) == application.name_key,
        "reversible": last_move not in (None, Transition.REVERSE),
    }
    return frozenset(fact for fact, holds in true.items() if holds)


def _offer(
    transition: Transition, status: str, held: frozenset[Role], facts: frozenset[str]
) -> Offer:
    step = lifecycle.step_from(transition, status)
    return Offer(
        transition=transition,
        blocked_by=lifecycle.blocks(transition, status=status, roles=held, facts=facts),
        roles=lifecycle.roles_for(transition, status),
        requires=step.inputs if step else lifecycle.steps_of(transition)[0].inputs,
        targets=step.targets if step else (),
    )
