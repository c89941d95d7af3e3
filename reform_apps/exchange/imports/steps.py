"""Another status in a row is a wished transition: it obeys the table of transitions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reform_apps.models import Application, User
from reform_apps.operations import transitions
from reform_apps.operations.writing import acts
from reform_apps.queries.rights import offers, roles
from reform_apps.rules import lifecycle
from reform_apps.rules.lifecycle import Status, Transition

if TYPE_CHECKING:
    from reform_apps.exchange.imports.plans import PlannedRow

# What a transition asks for is said in the column of the same name.
SAID_IN = {"duplicate_check": "status", "reversible": "status", "to_status": "status"}


@dataclass(frozen=True, slots=True)
class StepWished:
    """A transition that a row wishes, with all that is sent along."""

    transition: Transition
    to_status: str
    inputs: Mapping[str, object]


def wish(rows: "list[PlannedRow]", *, by: User, at: datetime) -> None:
    """Find the transition of each row that wishes another status, or note why there is none."""
    wishing = [row for row in rows if _moves(row)]
    if not wishing:
        return
    targets = _targets(wishing)
    facts = offers.facts_of_all([row.prepared.application for row in wishing], at=at)
    held = roles.holdings(by)
    for row in wishing:
        application = row.prepared.application
        if row.wished.wish.version not in (None, application.version):
            row.wished.refuse("status", _gone_on(row))
            continue
        step = _step(application.status, row.wished.status)
        if step is None:
            row.wished.refuse("status", _no_way(application.status, row.wished.status))
            continue
        inputs = _inputs(row, step, targets)
        blocks = lifecycle.blocks(
            step.transition,
            status=application.status,
            roles=held.towards(system=application.system, organization=application.organization),
            facts=facts[application.pk],
            inputs={name for name, value in inputs.items() if value},
        )
        for block in blocks:
            row.wished.refuse(_column(block.code, row), block.message)
        _check_days(row, at=at)
        row.step = StepWished(step.transition, row.wished.status, inputs)


def _gone_on(row: "PlannedRow") -> str:
    """Say what the status is by now: from there the wished one may be another step."""
    application = row.prepared.application
    message = _("Version %(version)s was read, the ledger stands at %(stands)s, with: %(value)s.")
    return message % {
        "version": row.wished.wish.version,
        "stands": application.version,
        "value": application.get_status_display(),
    }


def _moves(row: "PlannedRow") -> bool:
    status = row.wished.status
    return bool(status) and not row.prepared.is_new and status != row.prepared.application.status


def _targets(rows: "list[PlannedRow]") -> dict[str, Application]:
    codes = {row.wished.merged_into for row in rows if row.wished.merged_into}
    found = Application.objects.filter(code__in=codes) if codes else ()
    return {row.code: row for row in found}


def _step(status: str, wished: str) -> lifecycle.Step | None:
    return next((step for step in lifecycle.open_from(status) if wished in step.targets), None)


def _no_way(status: str, wished: str) -> str:
    targets = dict.fromkeys(t for step in lifecycle.open_from(status) for t in step.targets)
    named = {
        "status": Status(status).label,
        "wished": Status(wished).label,
        "open": ", ".join(str(target.label) for target in targets) or "–",
    }
    return _("No transition leads from “%(status)s” to “%(wished)s”; open are: %(open)s.") % named


def _inputs(
    row: "PlannedRow", step: lifecycle.Step, targets: Mapping[str, Application]
) -> dict[str, object]:
    wished, values = row.wished, row.wished.wish
    inputs = {"reason": values.reason, "evidence": values.evidence}
    if "to_status" in step.inputs:
        inputs["to_status"] = Status(wished.status)
    if "online_on" in step.inputs:
        inputs["online_on"] = wished.online_on
    elif wished.online_on:
        message = _("This step does not take the day: state it when the status stands.")
        wished.refuse("online_on", message)
    if "merged_into" in step.inputs:
        inputs["merged_into"] = targets.get((wished.merged_into or "").upper())
        if wished.merged_into and inputs["merged_into"] is None:
            wished.refuse("merged_into", _("There is no application %s.") % wished.merged_into)
    return inputs


def _column(code: str, row: "PlannedRow") -> str:
    name = SAID_IN.get(code, code)
    return name if name in row.wished.row.cells else "status"


def _check_days(row: "PlannedRow", *, at: datetime) -> None:
    days = {"effective_on": row.wished.wish.effective_on, "online_on": row.wished.online_on}
    try:
        acts.refuse_impossible_days(at=at, online_on=days["online_on"])
        transitions.refuse_unordered_days(row.prepared.application, **days)
    except ValidationError as refusal:
        for name, sentences in refusal.message_dict.items():
            for sentence in sentences:
                row.wished.refuse(_column(name, row), sentence)
