"""Ordering what is to become of applications, and closing the orders by their proofs."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reform_apps.models import Application, Order, OrderState, User, Verb
from reform_apps.operations.writing import acts, journal, rows
from reform_apps.queries import snapshots
from reform_apps.queries.evaluation.coverage import coverage
from reform_apps.queries.rights import roles
from reform_apps.rules.lifecycle import TERMINAL
from reform_apps.rules.permissions import MAY_ORDER
from reform_apps.rules.vocabulary import PROOFS, PROVED_BY, Disposition, Proof


@transaction.atomic
def issue(
    *, application: Application, values: Mapping[str, object], by: User, at: datetime
) -> Order:
    """Order what is to become of an application.

    `values` are disposition, reason, due_on, body, proof, coverage and successor; without a proof
    it is the one that the disposition usually takes.

    :raises ActRefused: if it is not theirs to order.
    :raises ValidationError: by field.
    """
    application = acts.locked(application)
    acts.require(MAY_ORDER, roles.of(by))
    order = Order(application=application, issued_by=by, issued_at=at, **values)
    open_to = PROOFS.get(order.disposition, ())
    order.proof = order.proof or next(iter(open_to), "")
    rows.check(order)
    _judge(order, at=at)
    rows.write(order)
    _record(order, None, verb=Verb.ORDER, by=by, at=at, reason=order.reason)
    return order


@transaction.atomic
def close(*, order: Order, by: User, at: datetime, document: str = "") -> Order:
    """Close an order by its proof, which is looked for, or for a document is named.

    :raises ActRefused: if it is not theirs to close.
    :raises ValidationError: if the order is settled, or its proof is missing.
    """
    order, before = _open(order, by=by)
    found = proof_found(order, document=document.strip(), at=at)
    return _settle(order, before, OrderState.CLOSED, found, verb=Verb.CLOSE, by=by, at=at)


@transaction.atomic
def withdraw(*, order: Order, by: User, at: datetime, reason: str) -> Order:
    """Take an order back, and say why.

    :raises ActRefused: if it is not theirs to withdraw.
    :raises ValidationError: if the order is settled, or no reason is given.
    """
    order, before = _open(order, by=by)
    if not reason.strip():
        raise ValidationError({"reason": _("Give a reason.")})
    return _settle(
        order, before, OrderState.WITHDRAWN, reason.strip(), verb=Verb.WITHDRAW, by=by, at=at
    )


def proof_found(order: Order, *, document: str, at: datetime) -> str:
    """Say what proves that an order has been carried out.

    :raises ValidationError: saying what is missing.
    """
    application = order.application
    if order.proof == Proof.DOCUMENT:
        if not document:
            raise ValidationError({"document": _("Name the document that proves it.")})
        return document
    if document:
        raise ValidationError({"document": _("This order is proved by something else.")})
    if order.proof == Proof.ROLLOUT:
        share = coverage(application, day=timezone.localdate(at)).whole.share()
        reached = round((share or 0) * 100, 2)
        if reached < order.coverage:
            message = _("%(reached)s%% of the regions are connected; it takes %(asked)s%%.")
            raise ValidationError(message % {"reached": f"{reached:g}", "asked": order.coverage})
        return _("%s%% of the regions are connected.") % f"{reached:g}"
    return _transition_made(order)


def _transition_made(order: Order) -> str:
    application, status = order.application, order.application.get_status_display()
    if application.status not in PROVED_BY[order.disposition]:
        raise ValidationError(_("It still stands as “%s”: nothing proves the order yet.") % status)
    if order.successor and application.merged_into_id != order.successor_id:
        message = _("It was merged into %(found)s, and not into %(ordered)s.")
        told = {"found": application.merged_into.code, "ordered": order.successor.code}
        raise ValidationError(message % told)
    moves = application.journal.exclude(transition="").order_by("-version")
    return _("“%(status)s” by entry %(entry)s of its journal.") % {
        "status": status,
        "entry": moves.values_list("version", flat=True).first() or 1,
    }


def _judge(order: Order, *, at: datetime) -> None:
    if order.application.status in TERMINAL:
        message = _("The application stands as “%s”: nothing more becomes of it.")
        raise ValidationError({"disposition": message % order.application.get_status_display()})
    if not order.reason.strip():
        raise ValidationError({"reason": _("Give a reason.")})
    if order.due_on < timezone.localdate(at):
        raise ValidationError({"due_on": _("This day has passed already.")})
    if order.proof not in PROOFS[order.disposition]:
        open_to = ", ".join(str(proof.label) for proof in PROOFS[order.disposition])
        raise ValidationError({"proof": _("Such an order is proved by: %s.") % open_to})
    if order.disposition == Disposition.MERGE and order.successor is not None:
        if order.successor_id == order.application_id:
            message = _("An application cannot be merged into itself.")
            raise ValidationError({"successor": message})
        if order.successor.status in TERMINAL:
            message = _("%(code)s is “%(status)s” itself and can take nothing in.")
            status = order.successor.get_status_display()
            told = {"code": order.successor.code, "status": status}
            raise ValidationError({"successor": message % told})


def _open(order: Order, *, by: User) -> tuple[Order, dict[str, object]]:
    application = acts.locked(order.application)
    acts.require(MAY_ORDER, roles.of(by))
    order = Order.objects.for_list().get(pk=order.pk)
    order.application = application
    if order.state != OrderState.OPEN:
        raise ValidationError(_("The order is “%s” already.") % order.get_state_display())
    return order, snapshots.commanded(order)


def _settle(order, before, state, told, *, verb, by, at) -> Order:
    order.state, order.settled_with = state, told
    order.settled_by, order.settled_at = by, at
    rows.write(order)
    _record(order, before, verb=verb, by=by, at=at, reason=told)
    return order


def _record(order: Order, before, *, verb: Verb, by: User, at: datetime, reason: str) -> None:
    state = snapshots.frozen(order.application)
    acts.save(order.application, at=at)
    journal.record(
        application=order.application, before=state, verb=verb, by=by, at=at, reason=reason,
        changes={"order": [before, snapshots.commanded(order)]},
    )  # fmt: skip
