"""Documents that values cite, and the mark of how a value is known."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reform_apps.models.reference.coded import Coded
from reform_apps.rules.texts import many_lines, one_line

HEX_64 = RegexValidator(r"^[0-9a-f]{64}\Z", _("Write 64 hexadecimal digits in lower case."))


class Basis(models.TextChoices):
    """How a value is known."""

    STATED = "stated", _("stated")
    DERIVED = "derived", _("derived")
    EXTERNAL = "external", _("external")
    ENTERED = "entered", _("entered")


class Source(Coded):
    """A document that a value can cite; kept by the reform office."""

    title = models.CharField(_("title"), max_length=200, blank=True, validators=[one_line])
    publisher = models.CharField(_("publisher"), max_length=100, blank=True, validators=[one_line])
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_window = models.CharField(
        _("published between"), max_length=200, blank=True, validators=[one_line],
        help_text=_("For a document without a date: what is known of it."),
    )  # fmt: skip
    url = models.URLField(_("address"), max_length=500, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, null=True, blank=True, validators=[HEX_64])
    note = models.TextField(_("note"), blank=True, validators=[many_lines])

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.title or f"{self.publisher} ({self.code})" if self.publisher else self.code


class Provenance(models.Model):
    """How the values of a row are known, and from where."""

    basis = models.CharField(_("basis"), max_length=8, choices=Basis, default=Basis.ENTERED)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    locator = models.CharField(_("locator"), max_length=40, blank=True, validators=[one_line])
    note = models.TextField(_("note"), blank=True, validators=[many_lines])

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_basis_is_known",
                condition=Q(basis__in=Basis.values),
                violation_error_message=_("This basis does not exist."),
            ),
            models.CheckConstraint(
                name="%(class)s_citation_is_complete",
                condition=Q(basis=Basis.ENTERED) | (Q(source__isnull=False) & ~Q(locator="")),
                violation_error_message=_("A value that is not entered names source and locator."),
            ),
            models.CheckConstraint(
                name="%(class)s_derivation_has_its_rule",
                condition=~Q(basis=Basis.DERIVED) | ~Q(note=""),
                violation_error_message=_("A derived value says by which rule, in its note."),
            ),
        ]
