"""The numbered versions of the ledger, and each application's place in them."""

from datetime import UTC, date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reform_apps.models.applications import Application
from reform_apps.models.journal import JournalEntry
from reform_apps.models.reference.coded import Coded, CodedManager
from reform_apps.models.reference.sources import Provenance
from reform_apps.models.reference.systems import Runway
from reform_apps.models.seals import Seal
from reform_apps.models.users import User
from reform_apps.rules.digests import digest
from reform_apps.rules.lifecycle import TERMINAL
from reform_apps.rules.texts import many_lines, one_line
from reform_apps.rules.vocabulary import Batch, Visibility

FORMAT = 1
# What a difference compares with when it is not another edition.
NOW = "now"


class EditionState(models.TextChoices):
    """Whether an edition is still being prepared."""

    DRAFT = "draft", pgettext_lazy("edition", "draft")
    PUBLISHED = "published", pgettext_lazy("edition", "published")


class EditionQuerySet(models.QuerySet):
    """Ways to narrow editions."""

    def visible_to(self, user) -> "EditionQuerySet":
        return self if user.is_authenticated else self.published()

    def published(self) -> "EditionQuerySet":
        return self.filter(state=EditionState.PUBLISHED)

    def drafts(self) -> "EditionQuerySet":
        return self.filter(state=EditionState.DRAFT)


class Edition(Coded):
    """A numbered version of the ledger; written only by `operations.editions`.

    The database itself keeps a published one, its entries and drops from being changed.
    """

    title = models.CharField(_("title"), max_length=100, validators=[one_line])
    note = models.TextField(_("note"), max_length=2000, blank=True, validators=[many_lines])
    # Editions are published one after the other, in this order.
    position = models.PositiveIntegerField(_("position"), unique=True, editable=False)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="following",
        verbose_name=_("previous edition"),
    )  # fmt: skip
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=9, choices=EditionState, default=EditionState.DRAFT, editable=False
    )
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    published_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="editions",
        verbose_name=_("published by"),
    )  # fmt: skip
    # The Merkle root over the digests of the entries, in the order of the applications' numbers.
    root = models.CharField(_("Merkle root"), max_length=64, blank=True, editable=False)
    digest = models.CharField(_("seal"), max_length=64, blank=True, editable=False)
    # The seal over the whole journal that was closed at its publication.
    seal = models.ForeignKey(
        Seal, models.PROTECT, null=True, editable=False, related_name="editions",
        verbose_name=_("seal of the journal"),
    )  # fmt: skip

    objects = CodedManager.from_queryset(EditionQuerySet)()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state=EditionState.DRAFT),
                name="edition_one_draft",
                violation_error_message=_("There is a draft already; publish that one first."),
            ),
            models.CheckConstraint(
                name="edition_published_iff_sealed",
                condition=Q(
                    state=EditionState.DRAFT,
                    published_at=None,
                    published_by=None,
                    root="",
                    digest="",
                    seal=None,
                )
                | (
                    Q(
                        state=EditionState.PUBLISHED,
                        published_at__isnull=False,
                        published_by__isnull=False,
                        seal__isnull=False,
                    )
                    & ~Q(root="")
                    & ~Q(digest="")
                ),
            ),
            models.CheckConstraint(
                name="edition_follows_another",
                condition=Q(previous__isnull=True) | ~Q(previous=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def clean(self) -> None:
        if self.code.casefold() == NOW:
            raise ValidationError({"code": _("No edition is called so: it stands for today.")})

    def content(self) -> dict[str, object]:
        """List what the digest covers: with the root, every entry; drops are given in full."""
        return {
            "format": FORMAT,
            "code": self.code,
            "title": self.title,
            "note": self.note,
            "position": self.position,
            "previous": self.previous and self.previous.code,
            "issued_on": self.issued_on and self.issued_on.isoformat(),
            "published_at": self.published_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "root": self.root,
            "drops": [drop.digest for drop in self.drops.order_by("application__number")],
        }

    def expected_digest(self) -> str:
        return digest(
            previous=self.previous.digest if self.previous else "", content=self.content()
        )


class EditionEntryQuerySet(models.QuerySet):
    """Ways to narrow the entries of editions."""

    def visible_to(self, user) -> "EditionEntryQuerySet":
        """Leave out what was internal at its publication, or is today."""
        if user.is_authenticated:
            return self
        public = Visibility.PUBLIC
        then = Q(entry=None) | Q(entry__snapshot__visibility=public)
        return self.filter(then, application__visibility=public)

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
    """One application's place in an edition; written only by `operations.edition_entries`.

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
        if user.is_authenticated:
            return self
        return self.filter(application__visibility=Visibility.PUBLIC)


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
    # The act that ended the application; without one, a document has decided.
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
