"""The entries of the ledger as they stand now."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reform_apps.models.lists.narrowing import ApplicationQuerySet
from reform_apps.models.reference.organizations import Organization
from reform_apps.models.reference.regions import Region
from reform_apps.models.reference.sources import Provenance
from reform_apps.models.reference.systems import Runway, System
from reform_apps.rules import permissions
from reform_apps.rules.lifecycle import ONCE_ONLINE, Status
from reform_apps.rules.names import initials, name_core, name_key
from reform_apps.rules.texts import many_lines, one_line
from reform_apps.rules.vocabulary import (
    AliasKind,
    Batch,
    Kind,
    Scope,
    Visibility,
    listed,
    only_front_ends,
    only_terminals,
)

LONGEST_KEY = 120
NEVER_ONLINE = _("Only an application that has been online has a day on which it went online.")


class Application(models.Model):
    """One entry of the ledger as it stands now; written only by `operations`."""

    # What a person may fill in and amend. Everything else is set by an operation.
    PARTICULARS = permissions.PARTICULARS
    # The fields whose basis is kept.
    SOURCED = (
        *(name for name in permissions.PARTICULARS if name not in ("aliases", "visibility")),
        "batch",
        "status",
    )

    # The code's number: codes sort by it, for ZJ-10000 comes after ZJ-9999.
    number = models.PositiveIntegerField(editable=False)
    code = models.CharField(_("ledger code"), max_length=16, editable=False)
    name = models.CharField(_("name"), max_length=100, validators=[MinLengthValidator(2), one_line])
    name_key = models.CharField(max_length=LONGEST_KEY, editable=False)
    name_core = models.CharField(max_length=LONGEST_KEY, editable=False)
    initials = models.CharField(max_length=LONGEST_KEY, editable=False)
    name_en = models.CharField(_("English name"), max_length=150, blank=True, validators=[one_line])
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.APPLICATION)
    scope = models.CharField(_("scope"), max_length=16, choices=Scope, null=True, blank=True)
    summary = models.TextField(
        _("summary"), max_length=2000, blank=True, validators=[many_lines],
        help_text=_("What it does, not how good it is."),
    )  # fmt: skip
    reform = models.CharField(
        _("reform it supports"), max_length=120, blank=True, validators=[one_line]
    )
    # Indexes below begin with these.
    system = models.ForeignKey(
        System, models.PROTECT, null=True, blank=True, related_name="applications",
        verbose_name=_("system"), db_index=False,
    )  # fmt: skip
    runway = models.ForeignKey(
        Runway, models.PROTECT, null=True, blank=True, related_name="applications",
        verbose_name=_("runway"), db_index=False,
    )  # fmt: skip
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="applications",
        verbose_name=_("leading organization"), db_index=False,
    )  # fmt: skip
    origin_region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="applications",
        verbose_name=_("place of origin"), help_text=_("Empty means: not stated."),
        db_index=False,
    )  # fmt: skip
    # The one that the last published edition has put it in.
    batch = models.CharField(
        _("batch"), max_length=8, choices=Batch, null=True, blank=True, editable=False
    )
    terminals = models.JSONField(
        _("terminals"), default=list, blank=True, validators=[only_terminals]
    )
    front_ends = models.JSONField(
        _("front ends"), default=list, blank=True, validators=[only_front_ends]
    )
    irs_code = models.CharField(
        _("IRS code"), max_length=25, null=True, blank=True, validators=[one_line],
        help_text=_("Usually the letter A and 24 digits."),
    )  # fmt: skip
    online_on = models.DateField(_("online on"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.PLANNING, editable=False
    )
    status_since = models.DateField(_("status since"), null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged_from",
        verbose_name=_("merged into"),
    )  # fmt: skip
    visibility = models.CharField(
        _("visibility"), max_length=8, choices=Visibility, default=Visibility.PUBLIC
    )
    # {field: {basis, source, locator, note}} for the fields that have a value.
    basis = models.JSONField(_("basis"), default=dict, blank=True, editable=False)
    # The ways in which any value is known, as ",derived,stated,".
    bases = models.CharField(max_length=60, default=",", editable=False)
    # The number of the application's last journal entry.
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("registered at"), editable=False)
    updated_at = models.DateTimeField(_("last changed at"), editable=False, db_index=True)
    # When it was last confirmed, and by whom, if nobody else has acted on it since.
    attested_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    attested_by = models.ForeignKey(
        "reform_apps.User", models.PROTECT, null=True, editable=False, related_name="+",
        db_index=False,
    )  # fmt: skip

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(fields=["number"], name="application_number_once"),
            models.UniqueConstraint(fields=["code"], name="application_code_once"),
            models.UniqueConstraint(
                fields=["name_key"],
                name="application_name_once",
                violation_error_message=_("The ledger already has an application of this name."),
            ),
            models.UniqueConstraint(
                fields=["irs_code"],
                name="application_irs_code_once",
                violation_error_message=_("Another application already has this IRS code."),
            ),
            models.CheckConstraint(
                name="application_words_are_known",
                condition=Q(status__in=Status.values, kind__in=Kind.values)
                & Q(visibility__in=Visibility.values)
                & (Q(scope__isnull=True) | Q(scope__in=Scope.values))
                & (Q(batch__isnull=True) | Q(batch__in=Batch.values)),
                violation_error_message=_("One of these words is not in its list."),
            ),
            models.CheckConstraint(
                name="application_runway_needs_its_system",
                condition=Q(runway__isnull=True) | Q(system__isnull=False),
                violation_error_message=_("A runway lies in a system: name the system too."),
            ),
            models.CheckConstraint(
                name="application_merged_iff_target",
                condition=Q(status=Status.MERGED, merged_into__isnull=False)
                | (~Q(status=Status.MERGED) & Q(merged_into__isnull=True)),
                violation_error_message=_("A merged application, and only that, has a successor."),
            ),
            models.CheckConstraint(
                name="application_merged_into_another",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                violation_error_message=_("An application cannot be merged into itself."),
            ),
            models.CheckConstraint(
                name="application_online_day_once_online",
                condition=Q(online_on__isnull=True) | Q(status__in=ONCE_ONLINE),
                violation_error_message=NEVER_ONLINE,
            ),
            models.CheckConstraint(
                name="application_version_counts_from_one", condition=Q(version__gte=1)
            ),
            models.CheckConstraint(
                name="application_attested_by_somebody",
                condition=Q(attested_at__isnull=True, attested_by__isnull=True)
                | Q(attested_at__isnull=False, attested_by__isnull=False),
            ),
        ]
        # Each answers a question of the list: what is asked first, then the number that lists go
        # by, and beside it what decides who may see the row, so that a count looks at nothing
        # else. Those that only PostgreSQL can spell are in `migrations/_indexes.py`.
        indexes = [
            # Without a value too: `has_system=false` and its like.
            *(
                models.Index(
                    fields=[name, "number"], include=["visibility"], name=f"application_by_{name}"
                )
                for name in ("status", "system", "runway", "organization", "origin_region")
            ),
            # The few that are in a batch.
            models.Index(
                fields=["batch", "number"],
                condition=Q(batch__isnull=False),
                name="application_by_batch",
            ),
            # The few that are confirmed.
            models.Index(
                fields=["number"],
                condition=Q(attested_at__isnull=False),
                name="application_attested",
            ),
            # `terminal` and `basis`, as selections of few words.
            models.Index(fields=["terminals", "number"], name="application_by_terminals"),
            models.Index(fields=["bases", "number"], name="application_by_bases"),
            # `online_after`, `status_before` and their like, and the orders by these days.
            models.Index(fields=["online_on", "number"], name="application_by_online_on"),
            models.Index(fields=["status_since", "number"], name="application_by_status_since"),
            # The duplicate check.
            models.Index(fields=["name_core"], name="application_by_name_core"),
            # The few that the public may not see.
            models.Index(
                fields=["id"],
                condition=Q(visibility=Visibility.INTERNAL),
                name="application_internal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def clean(self) -> None:
        self.name_key = name_key(self.name)
        self.name_core = name_core(self.name)
        self.initials = initials(self.name_key)
        if not 0 < len(self.name_key) <= LONGEST_KEY:
            raise ValidationError({"name": _("A name has letters or digits, and not too many.")})
        if self.runway and self.runway.system_id != self.system_id:
            raise ValidationError(
                {"runway": _("This runway lies in another system: %s.") % self.runway.system}
            )
        if self.system and not self.system.carries_applications():
            raise ValidationError({"system": _("A supporting system has no applications.")})
        if self.online_on and self.status not in ONCE_ONLINE:
            raise ValidationError({"online_on": NEVER_ONLINE})


def bases_of(basis: Mapping[str, Mapping[str, str]]) -> str:
    """Spell in which ways any of the values is known."""
    return listed(how["basis"] for how in basis.values())


class Alias(Provenance):
    """Another name of an application; written only by `operations.applications`."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="aliases", verbose_name=_("application")
    )
    name = models.CharField(_("name"), max_length=100, validators=[MinLengthValidator(2), one_line])
    key = models.CharField(max_length=LONGEST_KEY, editable=False)
    core = models.CharField(max_length=LONGEST_KEY, editable=False, db_index=True)
    initials = models.CharField(max_length=LONGEST_KEY, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=AliasKind, default=AliasKind.VARIANT)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        constraints = [
            *Provenance.Meta.constraints,
            models.UniqueConstraint(
                fields=["key"],
                name="alias_key_once",
                violation_error_message=_("The ledger already has this other name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.key = name_key(self.name)
        self.core = name_core(self.name)
        self.initials = initials(self.key)
        if not 0 < len(self.key) <= LONGEST_KEY:
            raise ValidationError({"name": _("A name has letters or digits, and not too many.")})


class Numbering(models.Model):
    """The one row that says which number was given last; whoever names or numbers, locks it."""

    last_number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last_number)
