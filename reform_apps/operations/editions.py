"""Preparing editions of the ledger and publishing them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from reform_apps.models import (
    Application,
    Edition,
    EditionDrop,
    EditionEntry,
    EditionState,
    JournalEntry,
    User,
    Verb,
)
from reform_apps.models.applications import bases_of
from reform_apps.operations import seals
from reform_apps.operations.writing import acts, journal, rows
from reform_apps.operations.writing.journal import Line
from reform_apps.queries import editions, snapshots
from reform_apps.queries.editions import Fault
from reform_apps.queries.rights import roles
from reform_apps.rules import merkle
from reform_apps.rules.lifecycle import TERMINAL
from reform_apps.rules.permissions import MAY_KEEP_EDITIONS

AT_ONCE = 500  # rows a statement


class EditionRefused(Exception):
    """An edition does not stand as the act needs it."""


class PublicationRefused(EditionRefused):
    """A draft has faults; `faults` is all of them."""

    def __init__(self, faults: Collection[Fault]):
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.message for fault in self.faults))


@transaction.atomic
def start(*, code: str, title: str, by: User, at: datetime, note: str = "") -> Edition:
    """Begin a draft, rolled over from the edition published last; the first one begins empty.

    Applications that still live are carried, with whatever task is not completed. One that has
    come to its end is dropped, for the reason that ended it.

    :raises ActRefused: if it is not theirs to begin.
    :raises EditionRefused: if somebody else begins one at the same moment.
    :raises ValidationError: by field; also when there is a draft already.
    """
    acts.require(MAY_KEEP_EDITIONS, roles.of(by))
    previous = editions.last_published()
    last = Edition.objects.aggregate(last=Max("position"))["last"] or 0
    edition = Edition(code=code, title=title, note=note, previous=previous, position=last + 1)
    rows.check(edition)
    _refuse_taken(edition)
    try:
        rows.write(edition)
    except IntegrityError as error:
        # Code and position were free a moment ago.
        raise EditionRefused(_("Somebody else has begun a draft just now.")) from error
    if previous is not None:
        _roll_over(edition)
    return edition


@transaction.atomic
def rename(
    *, edition: Edition, code: str, title: str, note: str, by: User, at: datetime
) -> Edition:
    """Call a draft otherwise; what was planned for its applications under another code, stays so.

    :raises ActRefused: if it is not theirs to prepare.
    :raises EditionRefused: if it is published.
    :raises ValidationError: by field.
    """
    acts.require(MAY_KEEP_EDITIONS, roles.of(by))
    edition = locked_draft(edition)
    edition.code, edition.title, edition.note = code, title, note
    rows.check(edition)
    _refuse_taken(edition)
    rows.write(edition)
    return edition


@transaction.atomic
def publish(
    *,
    edition: Edition,
    issued_on: date | None,
    by: User,
    at: datetime,
    reason: str = "",
    seen: str | None = None,
) -> Edition:
    """Pin every entry to its application as it stands, seal the edition and freeze it.

    Each application gets a journal entry that says what the edition holds of it, and its batch
    from it; without a day of issue the edition is one that states none. `seen` is the mark
    (`queries.editions.mark`) of what whoever publishes has looked at.

    :raises ActRefused: if it is not theirs to publish.
    :raises EditionRefused: if it is published already, or is not what was seen.
    :raises PublicationRefused: with all faults.
    :raises ValidationError: if it is issued on an impossible day, or before the previous one.
    """
    acts.require(MAY_KEEP_EDITIONS, roles.of(by))
    acts.refuse_impossible_days(at=at, issued_on=issued_on)
    edition = locked_draft(edition)
    _refuse_earlier_issue(edition, issued_on)
    applications = _locked_applications(edition)
    if seen is not None and seen != editions.mark(edition):
        raise EditionRefused(_("The draft has changed since you looked at it: look again."))
    today = timezone.localdate(at)
    if faults := editions.faults(edition, issued_on=issued_on or today):
        raise PublicationRefused(faults)
    entries = {row.application_id: row for row in edition.entries.select_related("source")}
    drops = {row.application_id: row for row in edition.drops.select_related("entry")}
    for row in (*entries.values(), *drops.values()):
        row.edition = edition
    before = snapshots.frozen_all(applications)
    _give_batches(applications, entries, at=at)
    lines = [
        Line(
            application=row,
            before=state,
            effective_on=issued_on or today,
            reason=reason.strip() or edition.title,
            changes=_told(row.pk, entries, drops),
        )
        for row, state in zip(applications, before, strict=True)
    ]
    written = journal.record_all(lines, verb=Verb.PUBLISH, by=by, at=at)
    _pin(written, entries, drops)
    edition.state = EditionState.PUBLISHED
    edition.issued_on = issued_on
    edition.published_at = at
    edition.published_by = by
    edition.root = merkle.root(entries[row.pk].digest for row in applications if row.pk in entries)
    edition.seal = seals.close(at=at)
    edition.digest = edition.expected_digest()
    rows.write(edition)
    return edition


def locked_draft(edition: Edition) -> Edition:
    """Lock an edition that is about to be changed.

    :raises EditionRefused: if it is published.
    """
    # Locked first and read then: its relations are to be those of now.
    Edition.objects.select_for_update().only("pk").get(pk=edition.pk)
    edition = Edition.objects.select_related("previous").get(pk=edition.pk)
    if edition.state != EditionState.DRAFT:
        raise EditionRefused(_("“%s” is published, and frozen.") % edition)
    return edition


def ending_of(application: Application) -> JournalEntry:
    """Find the act that has brought an application to its end."""
    return application.journal.exclude(transition="").order_by("-version").first()


def _refuse_taken(edition: Edition) -> None:
    # The guard of published editions would speak first, in its own words; and s0 is S0 to people.
    if Edition.objects.filter(code__iexact=edition.code).exclude(pk=edition.pk).exists():
        taken = ValidationError(_("There is an edition of this code."), code="unique")
        raise ValidationError({"code": taken})


def _roll_over(edition: Edition) -> None:
    entries = EditionEntry.objects.filter(edition=edition.previous).select_related("application")
    carried, dropped = [], []
    for entry in entries.order_by("application__number"):
        if entry.application.status in TERMINAL:
            dropped.append(_drop(edition, entry.application))
        else:
            carried.append(_carried(edition, entry))
    EditionEntry.objects.bulk_create(carried, batch_size=AT_ONCE)
    EditionDrop.objects.bulk_create(dropped, batch_size=AT_ONCE)


def _carried(edition: Edition, entry: EditionEntry) -> EditionEntry:
    carried = EditionEntry(
        edition=edition,
        application=entry.application,
        batch=entry.batch,
        basis=entry.basis,
        source_id=entry.source_id,
        locator=entry.locator,
        note=entry.note,
    )
    if entry.completed_on is None:
        carried.task = entry.task
        carried.due_on = entry.due_on
        carried.original_due_on = entry.original_due_on
        carried.slips = entry.slips
    return carried


def _drop(edition: Edition, application: Application) -> EditionDrop:
    ending = ending_of(application)
    return EditionDrop(
        edition=edition,
        application=application,
        reason=ending.reason,
        document=ending.evidence,
        entry=ending,
    )


def _refuse_earlier_issue(edition: Edition, issued_on: date | None) -> None:
    dated = Edition.objects.published().exclude(issued_on=None).order_by("position")
    last = dated.last()
    if issued_on and last and issued_on < last.issued_on:
        message = _("“%(edition)s” was issued on %(day)s; this one follows it.")
        named = {"edition": last, "day": last.issued_on.isoformat()}
        raise ValidationError({"issued_on": message % named})


def _locked_applications(edition: Edition) -> list[Application]:
    """Lock all applications that an edition holds or drops, in one order; then read them."""
    ids = [
        *edition.entries.values_list("application", flat=True),
        *edition.drops.values_list("application", flat=True),
    ]
    list(Application.objects.filter(pk__in=ids).for_act().values_list("pk"))
    return list(Application.objects.for_list().filter(pk__in=ids).order_by("number"))


def _give_batches(applications: Collection[Application], entries: dict, *, at: datetime) -> None:
    """Give applications the batches of the edition, and all of them one moment."""
    moment = max([at, *(application.updated_at for application in applications)])
    by_batch, known_otherwise = defaultdict(list), []
    for application in applications:
        entry = entries.get(application.pk)
        basis = {f: how for f, how in application.basis.items() if f != "batch"}
        if entry and entry.batch:
            how = snapshots.citation(entry)
            basis["batch"] = {part: value for part, value in how.items() if value}
        if basis != application.basis:
            application.basis, application.bases = basis, bases_of(basis)
            known_otherwise.append(application)
        application.batch = entry and entry.batch
        application.version += 1
        application.updated_at = moment
        by_batch[application.batch].append(application.pk)
    # Grouped, for a statement that spells each row's values takes ten times as long.
    for batch, ids in by_batch.items():
        Application.objects.filter(pk__in=ids).update(
            batch=batch, version=F("version") + 1, updated_at=moment
        )
    Application.objects.bulk_update(known_otherwise, ["basis", "bases"], batch_size=AT_ONCE)


def _told(application: int, entries: dict, drops: dict) -> dict[str, object]:
    if application in entries:
        return {"edition_entry": [None, snapshots.planned(entries[application])]}
    return {"edition_drop": [None, snapshots.dropped(drops[application])]}


def _pin(written: Collection[JournalEntry], entries: dict, drops: dict) -> None:
    for told in written:
        if entry := entries.get(told.application_id):
            entry.application = told.application
            entry.entry = told
            entry.runway = told.application.runway
            entry.digest = entry.expected_digest()
        else:
            drop = drops[told.application_id]
            drop.application = told.application
            drop.entry = drop.entry or told
            drop.digest = drop.expected_digest()
    EditionEntry.objects.bulk_create(
        entries.values(),
        update_conflicts=True,
        unique_fields=["edition", "application"],
        update_fields=["entry", "runway", "digest"],
        batch_size=AT_ONCE,
    )
    EditionDrop.objects.bulk_update(drops.values(), ["entry", "digest"], batch_size=AT_ONCE)
