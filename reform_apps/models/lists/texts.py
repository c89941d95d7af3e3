"""The texts by which applications are found, and the characters that stand in them."""

import re

from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reform_apps.models.lists.grams import ANYWHERE, TEXTS, Place, grams_asked
from reform_apps.rules.names import name_key
from reform_apps.rules.vocabulary import Visibility

# A code as `name_key` spells it, which stands in no text but by itself.
CODE = re.compile(r"[a-z]{1,6}[0-9]{4,9}")


class GramsField(models.Field):
    """Characters as numbers; PostgreSQL's index tells which rows hold several of them.

    SQLite has no such index, and keeps none of them: there the texts are looked into.
    """

    def db_type(self, connection) -> str:
        return "bigint[]" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value, connection, prepared=False):
        return list(value) if connection.vendor == "postgresql" else ""


@GramsField.register_lookup
class HoldAll(models.Lookup):
    """Whether all of these numbers are among them."""

    lookup_name = "hold"
    prepare_rhs = False

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @> %s::bigint[]", [*params, list(self.rhs)]


class SearchTextQuerySet(models.QuerySet):
    """Ways to narrow texts, in the words of `ApplicationQuerySet`."""

    def visible_to(self, user) -> "SearchTextQuerySet":
        return self if user.is_authenticated else self.filter(visibility=Visibility.PUBLIC)

    def matching(self, words: str) -> "SearchTextQuerySet":
        key = name_key(words)
        return self.filter(found_anywhere(key)) if key else self.none()


class SearchText(models.Model):
    """What an application is found by, each text as `name_key` spells it; follows the journal.

    Its number and visibility stand here too: whoever only searches need not look any further.
    """

    application = models.OneToOneField(
        "reform_apps.Application", models.CASCADE, primary_key=True, related_name="search_text"
    )
    number = models.PositiveIntegerField(unique=True)
    visibility = models.CharField(max_length=8)
    exact = models.TextField()  # the code and all names, a line each
    name = models.TextField()
    others = models.TextField()  # other names, the English one and first letters, a line each
    summary = models.TextField()
    grams = GramsField()

    objects = SearchTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("search text")
        verbose_name_plural = _("search texts")

    def __str__(self) -> str:
        return self.name


def found(key: str, place: Place, *, under: str = "") -> Q:
    """Say where in an application a key must stand, both as the engine finds it quickest.

    `under` is how the rows that are asked call their texts. The index knows characters by twos:
    a longer key must stand together, which the text tells; of a shorter one the text would only
    mislead the engine about how many there are.
    """
    text = _text(key, place, under)
    if connection.vendor == "sqlite":
        return text
    held = _held(key, place, under)
    return held if len(key) <= 2 or place is Place.EXACT else held & text


def found_anywhere(key: str, *, under: str = "") -> Q:
    """Say that a key stands anywhere in an application, or is its code."""
    texts = Q.create([_text(key, place, under) for place in TEXTS], connector=Q.OR)
    if connection.vendor != "sqlite":
        held = _held(key, ANYWHERE, under)
        texts = held & texts if len(key) > 2 else held
    return texts | found(key, Place.EXACT, under=under) if CODE.fullmatch(key) else texts


def _text(key: str, place: Place, under: str) -> Q:
    return Q(**{f"{under}{place.column}__{place.how}": place.spelled(key)})


def _held(key: str, place: Place, under: str) -> Q:
    return Q(**{f"{under}grams__hold": grams_asked(key, place)})
