"""What somebody would change who may not: proposed, and decided field by field."""

from collections.abc import Mapping
from copy import copy
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from reform_apps.models import Application, Proposal, ProposalState, User, Verb
from reform_apps.operations import applications
from reform_apps.operations.writing import acts, filling, journal, names, rows
from reform_apps.queries import mentions, snapshots
from reform_apps.queries.rights import roles
from reform_apps.queries.wording import words
from reform_apps.rules.permissions import MAY_DECIDE, MAY_PROPOSE


class ProposalRefused(Exception):
    """A proposal cannot be decided, or not so; the sentence says why."""


@transaction.atomic
def propose(
    *,
    changes: Mapping[str, object],
    reason: str,
    by: User,
    at: datetime,
    application: Application | None = None,
    version: int | None = None,
) -> Proposal:
    """Propose an amendment of an application as it stood at `version`, or a new application.

    An amendment is told in the journal, without its values: nothing of it holds yet.

    :raises ActRefused: if it is not theirs to propose anything of this application.
    :raises StaleVersion: if the application no longer stands at `version`.
    :raises ValidationError: by field, as the act itself would; or where nothing differs.
    """
    filling.refuse_unknown(changes)
    if application is None:
        acts.require(MAY_PROPOSE, roles.of(by))
        wished = Application(number=0, version=0)
        before = snapshots.own_fields(wished) | {"aliases": []}
    else:
        application = acts.locked(application, version=version)
        acts.require(MAY_PROPOSE, roles.held(by, application))
        wished, before = copy(application), snapshots.frozen(application)
    differing = _differing(wished, changes, before, at=at)
    proposal = Proposal(
        application=application, changes=differing, version=version, reason=reason, by=by,
        proposed_at=at,
    )  # fmt: skip
    rows.write(proposal)
    if application is not None:
        _tell(proposal, Verb.PROPOSE, reason=reason, by=by, at=at)
    return proposal


@transaction.atomic
def decide(
    *, proposal: Proposal, refused: Mapping[str, str], reason: str = "", by: User, at: datetime
) -> Proposal:
    """Refuse some fields of a proposal, each with a reason, and carry out the others.

    What is accepted is an act like any other, which names the proposal.

    :raises ActRefused: if it is not theirs to decide.
    :raises ProposalRefused: if it is not open, or what it would change has changed since.
    :raises ValidationError: by field: a refusal without a reason, a value that is not possible.
    """
    acts.require(MAY_DECIDE, roles.of(by))
    proposal = _locked(proposal)
    _judge_refusals(proposal, refused)
    accepted = {name: pair for name, pair in proposal.changes.items() if name not in refused}
    if accepted:
        _carry_out(proposal, accepted, reason=reason or proposal.reason, by=by, at=at)
    elif proposal.application:
        _tell(proposal, Verb.DECIDE, reason=" ".join(refused.values()), by=by, at=at)
    proposal.decisions = {
        name: {"accepted": name not in refused, "reason": refused.get(name, "")}
        for name in proposal.changes
    }
    return _close(proposal, ProposalState.DECIDED, by=by, at=at)


@transaction.atomic
def withdraw(*, proposal: Proposal, by: User, at: datetime) -> Proposal:
    """Take back what one has proposed.

    :raises ProposalRefused: if it is somebody else's, or not open any more.
    """
    proposal = _locked(proposal)
    if proposal.by_id != by.pk:
        raise ProposalRefused(_("Only who has made a proposal withdraws it."))
    return _close(proposal, ProposalState.WITHDRAWN, by=by, at=at)


def _differing(
    wished: Application,
    changes: Mapping[str, object],
    before: Mapping[str, object],
    *,
    at: datetime,
) -> dict[str, list[object]]:
    filling.fill_in(wished, changes)
    moved = filling.moved(wished, since=before)
    filling.judge(wished, moved, at=at)
    after = snapshots.own_fields(wished)
    differing = {name: [before[name], after[name]] for name in moved}
    aliases = changes.get("aliases")
    if aliases is not None and names.differ(aliases, before["aliases"]):
        differing["aliases"] = [before["aliases"], [dict(alias) for alias in aliases]]
    if not differing:
        raise ValidationError(_("Nothing would change."))
    return differing


def _judge_refusals(proposal: Proposal, refused: Mapping[str, str]) -> None:
    if unknown := set(refused) - set(proposal.changes):
        raise ValidationError(dict.fromkeys(sorted(unknown), _("This was not proposed.")))
    if silent := [name for name, why in refused.items() if not why.strip()]:
        raise ValidationError(dict.fromkeys(silent, _("A refusal takes a reason.")))


def _carry_out(
    proposal: Proposal, accepted: Mapping[str, list[object]], *, reason: str, by: User, at: datetime
) -> None:
    changes = _thawed(accepted)
    told = {"by": by, "at": at, "reason": reason, "beside": {"proposal": [None, proposal.pk]}}
    if proposal.application is None:
        proposal.application = applications.register(particulars=changes, **told)
        return
    application = acts.locked(proposal.application)
    now = snapshots.frozen(application)
    stale = [name for name, (before, _after) in accepted.items() if now[name] != before]
    if stale:
        message = _("Changed since it was proposed: %s. Refuse it, or have it proposed anew.")
        raise ProposalRefused(message % ", ".join(str(words.label(name)) for name in stale))
    applications.amend(
        application=application, changes=changes, version=application.version, **told
    )


def _thawed(accepted: Mapping[str, list[object]]) -> dict[str, object]:
    """Fetch the rows that frozen values name."""
    values = {name: after for name, (_before, after) in accepted.items()}
    for name, model in mentions.NOUNS.items():
        if values.get(name):
            values[name] = model.objects.get(code=values[name])
    if values.get("online_on"):
        values["online_on"] = datetime.fromisoformat(values["online_on"]).date()
    return values


def _tell(proposal: Proposal, verb: Verb, *, reason: str, by: User, at: datetime) -> None:
    application = acts.locked(proposal.application)
    before = snapshots.frozen(application)
    acts.save(application, at=at)
    journal.record(
        application=application, before=before, verb=verb, by=by, at=at, reason=reason,
        changes={"proposal": [None, proposal.pk]},
    )  # fmt: skip


def _locked(proposal: Proposal) -> Proposal:
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state != ProposalState.OPEN:
        raise ProposalRefused(_("This proposal is not open any more."))
    return proposal


def _close(proposal: Proposal, state: ProposalState, *, by: User, at: datetime) -> Proposal:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, at
    rows.write(proposal)
    return proposal
