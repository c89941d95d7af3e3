"""The numbered versions of the ledger, and each application's place in them."""

from datetime import UTC

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reform_apps.models.reference.coded import Coded, CodedManager
from reform_apps.models.seals import Seal
from reform_apps.models.users import User
from reform_apps.rules.digests import digest
from reform_apps.rules.texts import many_lines, one_line

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
            "published_by": str(self.published_by.pseudonym),
            "journal_seal": self.seal.digest,
            "root": self.root,
            "drops": [drop.digest for drop in self.drops.order_by("application__number")],
        }

    def expected_digest(self) -> str:
        return digest(
            previous=self.previous.digest if self.previous else "", content=self.content()
        )
