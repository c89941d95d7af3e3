"""What the search for duplicates goes by: pairs of characters, and words that mean the same."""

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reform_apps.models.applications import Application
from reform_apps.models.duplicate_checks import DuplicateCheck
from reform_apps.rules.texts import one_line


class Bigram(models.Model):
    """Two neighboring characters of an application's names or summary; follows the journal."""

    pk = models.CompositePrimaryKey("pair", "application_id")
    pair = models.CharField(max_length=120)  # a word of other letters stands undivided
    application = models.ForeignKey(Application, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("bigram")
        verbose_name_plural = _("bigrams")

    def __str__(self) -> str:
        return self.pair


class Synonym(models.Model):
    """A word, and what is read for it when names and summaries are compared."""

    word = models.CharField(
        _("word"), max_length=20, unique=True, validators=[MinLengthValidator(2), one_line]
    )
    read_as = models.CharField(
        _("read as"), max_length=20, validators=[MinLengthValidator(2), one_line]
    )
    # The decision that has taught it; empty: somebody has entered it.
    check_recorded = models.ForeignKey(
        DuplicateCheck, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("learned from"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        constraints = [
            models.CheckConstraint(
                name="synonym_is_of_another_word",
                condition=~Q(word=F("read_as")),
                violation_error_message=_("A word is no synonym of itself."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.word} = {self.read_as}"
