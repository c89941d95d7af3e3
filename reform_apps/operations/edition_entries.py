"""The places of applications in a draft: taken in, revised, dropped; and tasks completed."""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from reform_apps.models import (
    Application,
    Edition,
    EditionDrop,
    EditionEntry,
    EditionState,
    User,
    Verb,
)
from reform_apps.operations.editions import EditionRefused, ending_of, locked_draft
from reform_apps.operations.writing import acts, citations, journal, rows
from reform_apps.queries import snapshots
from reform_apps.queries.rights import roles
from reform_apps.rules.lifecycle import TERMINAL
from reform_apps.rules.permissions import MAY_KEEP_EDITIONS, MAY_REPORT_COMPLETION

# What may still be said of an entry that is published.
AFTERWARDS = {"completed_on"}


@transaction.atomic
def add(
    *,
    edition: Edition,
    application: Application,
    values: Mapping[str, object],
    by: User,
    at: datetime,
    reason: str = "",
    beside: Mapping[str, object] | None = None,
) -> EditionEntry:
    """Take an application into a draft; if the draft had dropped it, it has not any more.

    Taking it out and in again does not make a target be forgotten that has been set before.
    `beside` goes into the changes of the journal entry.

    :raises ActRefused: if it is not theirs to add.
    :raises EditionRefused: if the edition is published.
    :raises ValidationError: by field; also when it is in the edition already.
    """
    acts.require(MAY_KEEP_EDITIONS, roles.of(by))
    edition = locked_draft(edition)
    application = acts.locked(application)
    if application.status in TERMINAL:
        message = _("%(application)s is “%(status)s” and is not carried any more.")
        named = {"application": application, "status": application.get_status_display()}
        raise ValidationError({"application": message % named})
    edition.drops.filter(application=application).delete()
    entry = EditionEntry(edition=edition, application=application)
    _recall_target(entry)
    _fill_in(entry, values, reason=reason, at=at)
    rows.write(entry)
    _record(application, Verb.PLAN, "edition_entry", None, snapshots.planned(entry),
            by=by, at=at, reason=reason, beside=beside)  # fmt: skip
    return entry


@transaction.atomic
def revise(
    *,
    entry: EditionEntry,
    values: Mapping[str, object],
    by: User,
    at: datetime,
    reason: str = "",
    version: int | None = None,
    beside: Mapping[str, object] | None = None,
) -> EditionEntry:
    """Change an application's place in a draft; once published, only when its task was completed.

    A target that is moved to a later day has slipped: that takes a reason, and is counted.
    Nothing is written when nothing differs. `version` is the application's, if it is to be it.
    `beside` goes into the changes of the journal entry.

    :raises ActRefused: if it is not theirs to change.
    :raises EditionRefused: if the edition is published and something else is to change.
    :raises StaleVersion: if the application no longer stands at `version`.
    :raises ValidationError: by field.
    """
    # In the order of publication: the edition first, then its applications.
    Edition.objects.select_for_update().only("pk").get(pk=entry.edition_id)
    application = acts.locked(entry.application, version=version)
    entry = _present(entry)
    published = entry.edition.state == EditionState.PUBLISHED
    if published and values.keys() - AFTERWARDS:
        raise EditionRefused(_("“%s” is published, and frozen.") % entry.edition)
    able = MAY_REPORT_COMPLETION if values.keys() <= AFTERWARDS else MAY_KEEP_EDITIONS
    acts.require(able, roles.held(by, application))
    before = snapshots.planned(entry)
    _fill_in(entry, values, reason=reason, at=at)
    if entry.completed_on and not (entry.task or entry.due_on):
        raise ValidationError({"completed_on": _("There is no task that could be completed.")})
    after = snapshots.planned(entry)
    if before == after:
        return entry
    if before["completed_on"] and before["completed_on"] != after["completed_on"] and not reason:
        raise ValidationError({"reason": _("Another day of completion takes a reason.")})
    rows.check(entry)
    if published:
        entry.save(update_fields=["completed_on"])
    else:
        rows.write(entry)
    verb = Verb.COMPLETE if published else Verb.PLAN
    _record(application, verb, "edition_entry", before, after,
            by=by, at=at, reason=reason, beside=beside)  # fmt: skip
    return entry


@transaction.atomic
def drop(
    *, entry: EditionEntry, by: User, at: datetime, reason: str = "", document: str = ""
) -> EditionDrop | None:
    """Take an application out of a draft.

    One that the previous edition holds leaves a drop behind, which takes a reason and a document
    number; of an application at its end, what ended it is reason enough. One that has only just
    been added leaves nothing, and None is returned.

    :raises ActRefused: if it is not theirs to drop.
    :raises EditionRefused: if the edition is published.
    :raises ValidationError: by field, if reason or document number are missing.
    """
    acts.require(MAY_KEEP_EDITIONS, roles.of(by))
    edition = locked_draft(entry.edition)
    application = acts.locked(entry.application)
    entry = _present(entry)
    before = snapshots.planned(entry)
    drop = _drop(edition, application, reason=reason.strip(), document=document.strip())
    entry.delete()
    if drop:
        rows.write(drop)
        _record(application, Verb.PLAN, "edition_drop", None, snapshots.dropped(drop),
                by=by, at=at, reason=reason)  # fmt: skip
    else:
        _record(application, Verb.PLAN, "edition_entry", before, None,
                by=by, at=at, reason=reason)  # fmt: skip
    return drop


def _present(entry: EditionEntry) -> EditionEntry:
    """Read an entry again that may have been dropped before it was locked.

    :raises EditionRefused: if it was.
    """
    present = EditionEntry.objects.select_related("edition", "source").filter(pk=entry.pk).first()
    if present is None:
        named = {"application": entry.application, "edition": entry.edition}
        raise EditionRefused(_("%(application)s is not in “%(edition)s” any more.") % named)
    return present


def _recall_target(entry: EditionEntry) -> None:
    """Give an entry the target that has been set for it already: in this edition, or before."""
    told = _planned_here(entry) or _planned_before(entry)
    if told and told["due_on"]:
        entry.due_on = date.fromisoformat(told["due_on"])
        entry.original_due_on = date.fromisoformat(told["original_due_on"])
        entry.slips = told["slips"]


def _planned_here(entry: EditionEntry) -> dict[str, object] | None:
    planned = entry.application.journal.filter(verb=Verb.PLAN).order_by("-version")
    for changes in planned.values_list("changes", flat=True):
        for told in reversed(changes.get("edition_entry", ())):
            if told and told["edition"] == entry.edition.code:
                return told
    return None


def _planned_before(entry: EditionEntry) -> dict[str, object] | None:
    """Find the last task that was published; one that was completed is over."""
    held = EditionEntry.objects.filter(application=entry.application).exclude(entry=None)
    last = held.select_related("edition", "source").order_by("-edition__position").first()
    return snapshots.planned(last) if last and last.completed_on is None else None


def _drop(
    edition: Edition, application: Application, *, reason: str, document: str
) -> EditionDrop | None:
    held = edition.previous and edition.previous.entries.filter(application=application).exists()
    if not held:
        return None
    drop = EditionDrop(edition=edition, application=application, reason=reason, document=document)
    if application.status in TERMINAL:
        drop.entry = ending_of(application)
        drop.reason = reason or drop.entry.reason
        drop.document = document or drop.entry.evidence
    else:
        missing = {"reason": reason, "document": document}
        message = _("An application of the previous edition is dropped with both of these.")
        if without := [name for name, text in missing.items() if not text]:
            raise ValidationError(dict.fromkeys(without, message))
    return drop


def _fill_in(
    entry: EditionEntry, values: Mapping[str, object], *, reason: str, at: datetime
) -> None:
    values = dict(values)
    due_on = values.pop("due_on", entry.due_on)
    if "batch" in values:
        values["batch"] = values["batch"] or None
        if values["batch"] != entry.batch:
            # What was cited for the batch before says nothing of this one.
            values = citations.UNCITED | values
    citations.fill_in(entry, values)
    acts.refuse_impossible_days(at=at, completed_on=entry.completed_on)
    if due_on != entry.due_on:
        _move(entry, due_on, reason=reason)


def _move(entry: EditionEntry, due_on: date | None, *, reason: str) -> None:
    """Set the target, or move it."""
    if due_on is None:
        raise ValidationError({"due_on": _("A target is moved, and not taken back.")})
    if due_on < acts.EARLIEST:
        raise ValidationError({"due_on": _("This day lies too far back.")})
    if entry.due_on is None:
        entry.original_due_on = due_on
    elif due_on > entry.due_on:
        if not reason.strip():
            raise ValidationError({"reason": _("A target that slips takes a reason.")})
        entry.slips += 1
    entry.due_on = due_on


def _record(application, verb, what, before, after, *, by, at, reason, beside=None) -> None:
    """Write down what was done to an application's place; its own state stays as it is."""
    state = snapshots.frozen(application)
    acts.save(application, at=at)
    journal.record(
        application=application, before=state, verb=verb, by=by, at=at, reason=reason.strip(),
        changes={what: [before, after], **(beside or {})},
    )  # fmt: skip
