"""The places of applications in editions, and what editions have dropped."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reform_apps.models.applications import Application
from reform_apps.models.editions import FORMAT, Edition, EditionState
from reform_apps.models.journal import JournalEntry
from reform_apps.models.reference.sources import Provenance
from reform_apps.models.reference.systems import Runway
from reform_apps.rules.digests import digest
from reform_apps.rules.lifecycle import TERMINAL
from reform_apps.rules.texts import many_lines, one_line
from reform_apps.rules.vocabulary import Batch, Visibility

PUBLIC_THEN_AND_NOW = {
    "edition__state": EditionState.PUBLISHED,
    "entry__snapshot__visibility": Visibility.PUBLIC,
    "application__visibility": Visibility.PUBLIC,
}


class EditionEntryQuerySet(models.QuerySet):
    """Ways to narrow the entries of editions."""

    def visible_to(self, user) -> "EditionEntryQuerySet":
        """Leave out drafts, and what was internal at its publication, or is today."""
        if user.is_authenticated:
            return self
        return self.filter(**PUBLIC_THEN_AND_NOW)

    def for_list(self) -> "EditionEntryQuerySet":
        return self.select_related(
            "application__system", "application__runway", "application__organization",
            "edition", "runway", "entry", "source",
        )  # fmt: skip

    def overdue(self, day: date) -> "EditionEntryQuerySet":
        """Narrow to those that are not done, whose day has passed and whose application lives."""
        late = self.filter(due_on__lt=day, completed_on=None)
        return late.exclude(application__status__in=TERMINAL)


class EditionEntry(Provenance):
    """One application's place in an edition; written only by the operations on editions.

    In a draft it follows its application; publication pins it. Its basis is that of the batch.
    """

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="entries", verbose_name=_("edition")
    )
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="edition_entries", verbose_name=_("application")
    )
    batch = models.CharField(_("batch"), max_length=8, choices=Batch, null=True, blank=True)
    # As at the publication; a draft shows the application's own.
    runway = models.ForeignKey(
        Runway, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("runway"),
    )  # fmt: skip
    task = models.TextField(_("annual task"), max_length=1000, blank=True, validators=[many_lines])
    due_on = models.DateField(_("due on"), null=True, blank=True)
    original_due_on = models.DateField(_("first due on"), null=True, editable=False)
    # How often the day was moved to a later one.
    slips = models.PositiveSmallIntegerField(_("slips"), default=0, editable=False)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)
    # The entry of the journal that publication pinned it to.
    entry = models.ForeignKey(
        JournalEntry, models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("journal entry"),
    )  # fmt: skip
    digest = models.CharField(_("digest"), max_length=64, blank=True, editable=False)

    objects = EditionEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition entry")
        verbose_name_plural = _("edition entries")
        constraints = [
            *Provenance.Meta.constraints,
            models.UniqueConstraint(
                fields=["edition", "application"],
                name="editionentry_application_once",
                violation_error_message=_("The application is in this edition already."),
            ),
            models.CheckConstraint(
                name="editionentry_batch_is_known",
                condition=Q(batch__isnull=True) | Q(batch__in=Batch.values),
                violation_error_message=_("One of these words is not in its list."),
            ),
            models.CheckConstraint(
                name="editionentry_due_day_has_its_first",
                condition=Q(due_on=None, original_due_on=None, slips=0)
                | Q(due_on__isnull=False, original_due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="editionentry_pinned_iff_digested",
                condition=Q(entry=None, digest="") | (Q(entry__isnull=False) & ~Q(digest="")),
            ),
        ]
        indexes = [models.Index(fields=["edition", "batch"], name="editionentry_by_batch")]

    def __str__(self) -> str:
        return f"{self.edition.code}: {self.application.code}"

    def is_overdue(self, day: date) -> bool:
        """Tell whether its day has passed, though it is not done and the application lives."""
        late = self.due_on is not None and self.due_on < day and self.completed_on is None
        return late and self.application.status not in TERMINAL

    def content(self) -> dict[str, object]:
        """List what the digest covers; `completed_on` may still come later, so it is not in it."""
        return {
            "format": FORMAT,
            "edition": self.edition.code,
            "application": self.application.code,
            "batch": self.batch,
            "runway": self.runway and self.runway.code,
            "task": self.task,
            "due_on": self.due_on and self.due_on.isoformat(),
            "original_due_on": self.original_due_on and self.original_due_on.isoformat(),
            "slips": self.slips,
            "basis": self.basis,
            "source": self.source and self.source.code,
            "locator": self.locator,
            "note": self.note,
            "journal": self.entry.digest,
        }

    def expected_digest(self) -> str:
        return digest(previous="", content=self.content())


class EditionDropQuerySet(models.QuerySet):
    """Ways to narrow what editions have dropped."""

    def visible_to(self, user) -> "EditionDropQuerySet":
        """Leave out drafts, and what was internal when it ended or was dropped, or is today."""
        if user.is_authenticated:
            return self
        return self.filter(**PUBLIC_THEN_AND_NOW)


class EditionDrop(models.Model):
    """An application of the previous edition that is not in this one, and why."""

    edition = models.ForeignKey(
        Edition, models.PROTECT, related_name="drops", verbose_name=_("edition")
    )
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="edition_drops", verbose_name=_("application")
    )
    reason = models.TextField(_("reason"), max_length=2000, validators=[many_lines])
    document = models.CharField(
        _("document number"), max_length=300, blank=True, validators=[one_line]
    )
    # The act that ended the application; where a document has decided, the publication.
    entry = models.ForeignKey(
        JournalEntry, models.PROTECT, null=True, related_name="+", verbose_name=_("journal entry")
    )
    digest = models.CharField(_("digest"), max_length=64, blank=True, editable=False)

    objects = EditionDropQuerySet.as_manager()

    class Meta:
        verbose_name = _("dropped application")
        verbose_name_plural = _("dropped applications")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "application"],
                name="editiondrop_application_once",
                violation_error_message=_("The application is dropped already."),
            ),
            models.CheckConstraint(
                name="editiondrop_says_why",
                condition=~Q(reason="") & (~Q(document="") | Q(entry__isnull=False)),
                violation_error_message=_("Dropping takes a reason and a document number."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition.code}: {self.application.code}"

    def content(self) -> dict[str, object]:
        """List what the digest covers."""
        return {
            "format": FORMAT,
            "edition": self.edition.code,
            "application": self.application.code,
            "reason": self.reason,
            "document": self.document,
            "journal": self.entry and self.entry.digest,
        }

    def expected_digest(self) -> str:
        return digest(previous="", content=self.content())
