"""What reference data has in common: a code that others name it by, and its span of life."""

from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

CODE = RegexValidator(
    r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*\Z", _("Letters and digits, joined by single hyphens.")
)


class CodedManager(models.Manager):
    """Finds rows by code, which is how fixtures name them."""

    def get_by_natural_key(self, code: str) -> models.Model:
        return self.get(code=code)


class Coded(models.Model):
    """A row that is named by its code, in addresses, files and the journal."""

    code = models.CharField(
        _("code"), max_length=40, unique=True, validators=[CODE],
        help_text=_("Given once and never changed: the journal names the row by it."),
    )  # fmt: skip

    objects = CodedManager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class DatedQuerySet(models.QuerySet):
    """Ways to narrow rows that begin and end."""

    def in_force(self, day: date) -> "DatedQuerySet":
        return self.filter(
            Q(opened_on__isnull=True) | Q(opened_on__lte=day),
            Q(closed_on__isnull=True) | Q(closed_on__gt=day),
        )


class Dated(models.Model):
    """A row that is closed by a date and never deleted."""

    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(
        _("closed on"), null=True, blank=True, help_text=_("From this day on it is not in force.")
    )

    objects = CodedManager.from_queryset(DatedQuerySet)()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_closes_after_it_opens",
                condition=Q(opened_on__isnull=True)
                | Q(closed_on__isnull=True)
                | Q(closed_on__gt=F("opened_on")),
                violation_error_message=_("A row closes after it has opened."),
            )
        ]

    def is_in_force(self, day: date) -> bool:
        opened = self.opened_on is None or self.opened_on <= day
        return opened and (self.closed_on is None or day < self.closed_on)
