"""Files that were brought to the ledger: what they would do, and what they did."""

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reform_apps.rules.texts import one_line


class ImportState(models.TextChoices):
    """How far an import has come."""

    PLANNED = "planned", pgettext_lazy("import", "planned")
    APPLIED = "applied", pgettext_lazy("import", "carried out")


class ImportKind(models.TextChoices):
    """What the rows of a file are."""

    APPLICATIONS = "applications", _("applications")
    EDITION_ENTRIES = "edition_entries", _("edition entries")
    OBSERVATIONS = "observations", _("observations")
    ROLLOUTS = "rollouts", _("rollouts")


class ImportBatchQuerySet(models.QuerySet):
    """Ways to narrow imports."""

    def applied(self) -> "ImportBatchQuerySet":
        return self.filter(state=ImportState.APPLIED)

    def for_list(self) -> "ImportBatchQuerySet":
        return self.select_related("by").defer("content", "lines", "problems", "notes")


class ImportBatch(models.Model):
    """One file, with the plan that was made of it; written only by `operations.office.imports`."""

    file_name = models.CharField(
        _("file"), max_length=200, validators=[MinLengthValidator(1), one_line]
    )
    kind = models.CharField(
        _("kind of table"), max_length=15, choices=ImportKind, default=ImportKind.APPLICATIONS
    )
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    content = models.BinaryField()
    by = models.ForeignKey(
        "reform_apps.User", models.PROTECT, related_name="imports", verbose_name=_("by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    state = models.CharField(
        _("state"), max_length=8, choices=ImportState, default=ImportState.PLANNED
    )
    applied_at = models.DateTimeField(_("carried out at"), null=True, blank=True)
    to_add = models.PositiveIntegerField(_("to add"), default=0)
    to_amend = models.PositiveIntegerField(_("to amend"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    # [{row, action, code, name, changes: {field: [before, after]}}] of rows that change something.
    lines = models.JSONField(default=list, blank=True)
    # [{row, column, message}]; a problem of the file as a whole has no row.
    problems = models.JSONField(default=list, blank=True)
    # What was noted and stands in no way: rows that are blank or hidden.
    notes = models.JSONField(default=list, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                name="import_applied_iff_at_a_moment",
                condition=Q(state=ImportState.PLANNED, applied_at=None)
                | Q(state=ImportState.APPLIED, applied_at__isnull=False, refused=0),
                violation_error_message=_("An import with problems is not carried out."),
            ),
            models.UniqueConstraint(
                fields=["sha256"],
                condition=Q(state=ImportState.APPLIED),
                name="import_applied_once",
                violation_error_message=_("This file has been carried out already."),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
