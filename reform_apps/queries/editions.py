"""Editions: what stands in the way of one, and what it says of an application."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from reform_apps.models import Application, Basis, Edition, EditionEntry, User
from reform_apps.rules.digests import digest
from reform_apps.rules.lifecycle import TERMINAL, Status
from reform_apps.rules.vocabulary import Batch


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that keeps an edition from being published."""

    code: str
    application: str  # its code; empty for the edition as a whole
    message: str


def last_published() -> Edition | None:
    """Find the edition that was published last."""
    return Edition.objects.published().order_by("position").last()


def draft() -> Edition | None:
    """Find the edition that is being prepared; there is at most one."""
    return Edition.objects.drafts().first()


def faults(edition: Edition, *, issued_on: date) -> list[Fault]:
    """List everything that keeps a draft from being issued on a day."""
    found = [*_faults_of_entries(edition, issued_on), *_unaccounted(edition)]
    if not edition.entries.exists():
        found.append(Fault("empty", "", _("The edition holds no application.")))
    return found


def doubts(edition: Edition) -> list[Fault]:
    """List what looks odd in a draft and yet may be meant so."""
    suspect = Q(batch__in=(Batch.UPGRADE, Batch.PLAN))
    rows = edition.entries.filter(suspect).select_related("application")
    rows = rows.order_by("application__number")
    return [
        Fault("odd_batch", entry.application.code, _say(entry, message))
        for entry in rows
        if (message := _odd(entry))
    ]


def _faults_of_entries(edition: Edition, issued_on: date) -> Iterator[Fault]:
    # Of ten thousand entries few are at fault: only these are fetched.
    suspect = Q(application__status__in=TERMINAL)
    suspect |= Q(batch=Batch.LAUNCH, application__system=None)
    suspect |= Q(due_on__lt=issued_on, completed_on=None)
    rows = edition.entries.filter(suspect).select_related("application")
    for entry in rows.order_by("application__number"):
        application = entry.application
        if application.status in TERMINAL:
            message = _("%(application)s is “%(status)s”: drop it.")
            yield Fault("terminal", application.code, _say(entry, message))
        # What a source says is cited as it stands; whoever decides names the system first.
        decided = entry.basis == Basis.ENTERED
        if decided and entry.batch == Batch.LAUNCH and application.system_id is None:
            message = _("%(application)s is to be launched and has no system.")
            yield Fault("no_system", application.code, _say(entry, message))
        if entry.due_on and entry.due_on < issued_on and entry.completed_on is None:
            message = _("%(application)s was due on %(due)s, before the edition is issued.")
            yield Fault("overdue", application.code, _say(entry, message))


def _unaccounted(edition: Edition) -> Iterator[Fault]:
    """Name the applications of the previous edition that are neither carried nor dropped."""
    if edition.previous is None:
        return
    here = edition.entries.values("application")
    dropped = edition.drops.values("application")
    gone = Application.objects.filter(edition_entries__edition=edition.previous)
    for row in gone.exclude(pk__in=here).exclude(pk__in=dropped).order_by("number"):
        message = _("%s is neither carried nor dropped.") % row
        yield Fault("unaccounted", row.code, message)


def _odd(entry: EditionEntry) -> str:
    status = entry.application.status
    if entry.batch == Batch.UPGRADE and status not in (Status.ONLINE, Status.SUSPENDED):
        return _("%(application)s is to be upgraded and is “%(status)s”.")
    if entry.batch == Batch.PLAN and status in (Status.ONLINE, Status.SUSPENDED):
        return _("%(application)s is to be planned and is “%(status)s” already.")
    return ""


def _say(entry: EditionEntry, message: str) -> str:
    return message % {
        "application": entry.application,
        "status": entry.application.get_status_display(),
        "due": entry.due_on,
    }


def mark(edition: Edition) -> str:
    """Sum up what a draft would freeze, so that it can be told whether it is what was seen."""
    # Whatever is planned for an application, or done to it, gives it another version.
    versions = ("application__code", "application__version")
    content = {
        side: [list(row) for row in held.order_by("application__number").values_list(*versions)]
        for side, held in (("entries", edition.entries), ("drops", edition.drops))
    }
    return digest(previous="", content=content)


def counted(edition: Edition, user: User | AnonymousUser) -> dict[str | None, int]:
    """Count an edition's entries by batch, as far as somebody may see them."""
    rows = edition.entries.visible_to(user).order_by().values_list("batch")
    return dict(rows.annotate(Count("pk")))
