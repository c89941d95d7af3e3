"""How applications stood over spans of time: the journal, spread out so that it can be filtered."""

from datetime import UTC, date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reform_apps.models.applications import Application
from reform_apps.models.journal import JournalEntry, last_attested
from reform_apps.models.reference.organizations import Organization
from reform_apps.models.reference.regions import Region
from reform_apps.models.reference.systems import Runway, System
from reform_apps.rules.names import are_initials, name_key
from reform_apps.rules.vocabulary import Terminal, Visibility, holding_any

# The end of what has not ended: a value, so that an index can be asked for a range.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
NO_DAY = date(9999, 12, 31)


class StateQuerySet(models.QuerySet):
    """Ways to narrow states, in the words of `ApplicationQuerySet`."""

    def standing(self, point: datetime | date) -> "StateQuerySet":
        return self.filter(since__lte=point, until__gt=point)

    def visible_to(self, user) -> "StateQuerySet":
        # Who may not see an application today is not told how it stood either.
        if user.is_authenticated:
            return self
        internal = Application.objects.filter(visibility=Visibility.INTERNAL)
        return self.filter(visibility=Visibility.PUBLIC).exclude(application__in=internal)

    def matching(self, words: str) -> "StateQuerySet":
        found = Q(code__iexact=words.strip()) | Q(name_en__icontains=words.strip())
        if key := name_key(words):
            found |= Q(names__contains=key)
            if are_initials(key):
                found |= Q(initials__contains=key)
        return self.filter(found)

    def recognized(self, kinds: list[str]) -> "StateQuerySet":
        return self._having("recognitions", kinds)

    def reaching(self, terminals: list[str]) -> "StateQuerySet":
        return self.filter(terminals__in=holding_any(terminals, Terminal.values))

    def known_as(self, bases: list[str]) -> "StateQuerySet":
        return self._having("bases", bases)

    def for_list(self) -> "StateQuerySet":
        return self.select_related(
            "system", "runway", "organization", "origin_region", "merged_into"
        )

    def attested(self) -> "StateQuerySet":
        return self.annotate(attested_at=last_attested("application", clock=self.model.CLOCK))

    def _having(self, column: str, words: list[str]) -> "StateQuerySet":
        asked = Q()
        for word in words:
            asked |= Q(**{f"{column}__contains": f",{word},"})
        return self.filter(asked)


class State(models.Model):
    """How one application stood from `since` until before `until`, by one of the two clocks.

    A projection of the journal as `Application` is: its columns have the same names, so that the
    same filters apply. Written only by `operations.writing.states`.
    """

    CLOCK = ""  # the column of the journal by which it stands

    application = models.ForeignKey(Application, models.PROTECT, related_name="+", db_index=False)
    # The last entry that counts for it.
    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="+", db_index=False)
    # The frozen state, where it is not the one of that entry.
    folded = models.JSONField(null=True)
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=16)
    name_key = models.CharField(max_length=120)
    name_en = models.CharField(max_length=150, blank=True)
    names = models.TextField()  # the keys of all its names, a line each
    initials = models.TextField()  # and their first letters
    kind = models.CharField(max_length=12)
    scope = models.CharField(max_length=16, null=True)
    status = models.CharField(max_length=12)
    status_since = models.DateField(null=True)
    system = models.ForeignKey(System, models.PROTECT, null=True, related_name="+", db_index=False)
    runway = models.ForeignKey(Runway, models.PROTECT, null=True, related_name="+", db_index=False)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", db_index=False
    )
    origin_region = models.ForeignKey(
        Region, models.PROTECT, null=True, related_name="+", db_index=False
    )
    merged_into = models.ForeignKey(
        Application, models.PROTECT, null=True, related_name="+", db_index=False
    )
    batch = models.CharField(max_length=8, null=True)
    terminals = models.JSONField(default=list)
    online_on = models.DateField(null=True)
    visibility = models.CharField(max_length=8)
    recognitions = models.TextField(blank=True)  # as ",one,two,"
    bases = models.CharField(max_length=60, blank=True)  # as ",derived,stated,"
    # When the last entry that counts was recorded.
    updated_at = models.DateTimeField()

    objects = StateQuerySet.as_manager()

    class Meta:
        abstract = True
        # Each holds all that a count asks, so that it need not look at the rows themselves.
        indexes = [
            models.Index(fields=["application", "since"], name="%(class)s_by_application"),
            models.Index(
                fields=["status", "system", "until", "since", "visibility", "application"],
                name="%(class)s_by_status",
            ),
            models.Index(
                fields=["system", "until", "since", "visibility", "application"],
                name="%(class)s_by_system",
            ),
            models.Index(
                fields=["until", "since", "visibility", "application"], name="%(class)s_by_span"
            ),
            models.Index(fields=["number", "until", "since"], name="%(class)s_by_number"),
        ]

    def __str__(self) -> str:
        return f"{self.code} since {self.since}"


class RecordedState(State):
    """How the ledger had it: from when an act was recorded until the next one was."""

    CLOCK = "recorded_at"

    since = models.DateTimeField()
    until = models.DateTimeField(default=NEVER)

    class Meta(State.Meta):
        verbose_name = _("recorded state")
        verbose_name_plural = _("recorded states")


class EffectiveState(State):
    """How it was, by what is known today: from the day on which an act took effect."""

    CLOCK = "effective_on"

    since = models.DateField()
    until = models.DateField(default=NO_DAY)

    class Meta(State.Meta):
        verbose_name = _("effective state")
        verbose_name_plural = _("effective states")
