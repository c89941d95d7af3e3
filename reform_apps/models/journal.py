"""The ledger itself: every act on every application, one after the other."""

from datetime import UTC

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reform_apps.rules.digests import FORMAT, digest
from reform_apps.rules.lifecycle import Status, Transition
from reform_apps.rules.texts import many_lines, one_line
from reform_apps.rules.vocabulary import Visibility


class Verb(models.TextChoices):
    """What an act did."""

    REGISTER = "register", pgettext_lazy("verb", "registered")
    AMEND = "amend", pgettext_lazy("verb", "amended")
    TRANSITION = "transition", pgettext_lazy("verb", "made a transition")
    CHECK = "check", pgettext_lazy("verb", "checked for duplicates")
    OBSERVE = "observe", pgettext_lazy("verb", "recorded an observation")
    ASSESS = "assess", pgettext_lazy("verb", "recorded an assessment")
    PLAN = "plan", pgettext_lazy("verb", "planned for an edition")
    PUBLISH = "publish", pgettext_lazy("verb", "published an edition")
    COMPLETE = "complete", pgettext_lazy("verb", "reported a task's completion")
    ATTEST = "attest", pgettext_lazy("verb", "confirmed that nothing has changed")
    PROPOSE = "propose", pgettext_lazy("verb", "proposed an amendment")
    DECIDE = "decide", pgettext_lazy("verb", "decided on a proposal")
    ROLL_OUT = "roll_out", pgettext_lazy("verb", "reported the rollout")
    PROMOTE = "promote", pgettext_lazy("verb", "promoted to the whole province")
    ORDER = "order", pgettext_lazy("verb", "ordered a disposition")
    CLOSE = "close", pgettext_lazy("verb", "closed an order")
    WITHDRAW = "withdraw", pgettext_lazy("verb", "withdrew an order")
    CREDIT = "credit", pgettext_lazy("verb", "recorded an outcome")
    USE = "use", pgettext_lazy("verb", "declared what it uses")


class JournalEntryQuerySet(models.QuerySet):
    """Ways to narrow the journal."""

    def visible_to(self, user) -> "JournalEntryQuerySet":
        # What was written while the application was internal stays internal.
        return (
            self if user.is_authenticated else self.filter(snapshot__visibility=Visibility.PUBLIC)
        )


class JournalEntry(models.Model):
    """One act on one application; written only by `operations.writing.journal`, and never again."""

    application = models.ForeignKey(
        "reform_apps.Application", models.PROTECT, related_name="journal",
        verbose_name=_("application"),
    )  # fmt: skip
    # The application's version after the act: one, two, three ... without a gap.
    version = models.PositiveIntegerField(_("version"))
    verb = models.CharField(_("act"), max_length=12, choices=Verb)
    transition = models.CharField(_("transition"), max_length=16, choices=Transition, blank=True)
    from_status = models.CharField(_("from"), max_length=12, choices=Status, blank=True)
    to_status = models.CharField(_("to"), max_length=12, choices=Status)
    effective_on = models.DateField(_("effective on"))
    recorded_at = models.DateTimeField(_("recorded at"))
    by = models.ForeignKey(
        "reform_apps.User", models.PROTECT, related_name="acts", verbose_name=_("by")
    )
    reason = models.TextField(_("reason"), max_length=2000, blank=True, validators=[many_lines])
    evidence = models.CharField(_("evidence"), max_length=300, blank=True, validators=[one_line])
    changes = models.JSONField(_("changes"))  # {field: [before, after]}
    snapshot = models.JSONField(_("state after the act"))
    format = models.PositiveSmallIntegerField(default=FORMAT)
    previous_digest = models.CharField(_("digest before"), max_length=64, blank=True)
    digest = models.CharField(_("digest"), max_length=64)

    objects = JournalEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        constraints = [
            # Also the last word on concurrency: two acts on version 3 cannot both write a 4.
            models.UniqueConstraint(fields=["application", "version"], name="journal_version_once"),
            models.UniqueConstraint(fields=["digest"], name="journal_digest_once"),
            models.CheckConstraint(
                name="journal_words_are_known",
                condition=Q(verb__in=Verb.values, to_status__in=Status.values)
                & Q(transition__in=["", *Transition.values])
                & Q(from_status__in=["", *Status.values]),
            ),
            models.CheckConstraint(
                name="journal_chained_after_the_first",
                condition=Q(version=1, previous_digest="", from_status="")
                | (Q(version__gt=1) & ~Q(previous_digest="") & ~Q(from_status="")),
            ),
            models.CheckConstraint(
                name="journal_transition_iff_status_moves",
                condition=Q(version=1, transition="")
                | Q(version__gt=1, transition="", from_status=F("to_status"))
                | (Q(version__gt=1) & ~Q(transition="") & ~Q(from_status=F("to_status"))),
            ),
            models.CheckConstraint(
                name="journal_transition_iff_so_called",
                condition=(Q(verb=Verb.TRANSITION) & ~Q(transition=""))
                | (~Q(verb=Verb.TRANSITION) & Q(transition="")),
            ),
            models.CheckConstraint(
                name="journal_first_entry_registers",
                condition=Q(version=1, verb=Verb.REGISTER)
                | (Q(version__gt=1) & ~Q(verb=Verb.REGISTER)),
            ),
        ]
        indexes = [
            # Few, and asked for by every list that shows when somebody last looked.
            models.Index(
                fields=["application", "version"],
                condition=Q(verb=Verb.ATTEST),
                name="journal_attestations",
            )
        ]

    def __str__(self) -> str:
        return f"{self.snapshot['code']} #{self.version}"

    def content(self) -> dict[str, object]:
        """List what the digest covers. Anything outside this list may be altered unseen."""
        return {
            "format": self.format,
            "application": self.snapshot.get("code"),
            "version": self.version,
            "verb": self.verb,
            "transition": self.transition,
            "from_status": self.from_status,
            "to_status": self.to_status,
            "effective_on": self.effective_on.isoformat(),
            "recorded_at": self.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "by": str(self.by.pseudonym),
            "reason": self.reason,
            "evidence": self.evidence,
            "changes": self.changes,
            "snapshot": self.snapshot,
        }

    def expected_digest(self) -> str:
        return digest(previous=self.previous_digest, content=self.content())


# What an edition or an order says of an application, or somebody would like, is no edit of it.
NO_EDITS = (
    Verb.PLAN, Verb.PUBLISH, Verb.PROPOSE, Verb.DECIDE, Verb.ORDER, Verb.CLOSE, Verb.WITHDRAW,
)  # fmt: skip


def last_attested(
    application: str, *, clock: str = "", since: str = "since", told: str = "recorded_at"
) -> Subquery:
    """Find when an application was last confirmed by somebody after whom nobody else has acted.

    Or something else that its entry tells.
    `application` names the column of the rows that ask. Where these are states, `clock` is the
    entries' column by which they stand, and only what had happened by their `since` counts.
    """
    until = {f"{clock}__lte": OuterRef(since)} if clock else {}
    also_until = {f"{clock}__lte": OuterRef(OuterRef(since))} if clock else {}
    later = JournalEntry.objects.filter(
        application=OuterRef("application"), version__gt=OuterRef("version"), **also_until
    )
    standing = JournalEntry.objects.filter(
        ~Exists(later.exclude(by=OuterRef("by")).exclude(verb__in=NO_EDITS)),
        application=OuterRef(application),
        verb=Verb.ATTEST,
        **until,
    )
    return Subquery(standing.order_by("-version").values(told)[:1])
