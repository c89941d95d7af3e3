"""The texts by which applications are found, and the characters that stand in them."""

from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reform_apps.models.lists.grams import Place, grams_asked


class GramsField(models.Field):
    """Short texts; PostgreSQL's index tells which rows hold several of them.

    SQLite has no such index, and keeps none of them: there the texts are looked into.
    """

    def db_type(self, connection) -> str:
        return "text[]" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value, connection, prepared=False):
        return list(value) if connection.vendor == "postgresql" else ""


@GramsField.register_lookup
class HoldAll(models.Lookup):
    """Whether all of these texts are among them."""

    lookup_name = "hold"
    prepare_rhs = False

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @> %s", [*params, list(self.rhs)]


class SearchText(models.Model):
    """What an application is found by, each text as `name_key` spells it; follows the journal."""

    application = models.OneToOneField(
        "reform_apps.Application", models.CASCADE, primary_key=True, related_name="search_text"
    )
    exact = models.TextField()  # the code and all names, a line each
    name = models.TextField()
    others = models.TextField()  # other names, the English one and first letters, a line each
    summary = models.TextField()
    grams = GramsField()

    class Meta:
        verbose_name = _("search text")
        verbose_name_plural = _("search texts")

    def __str__(self) -> str:
        return self.name


def found(key: str, place: Place) -> Q:
    """Say where in an application a key must stand, both as the engine finds it quickest.

    The index knows characters by twos. A longer key must stand together, which the text tells;
    of a shorter one the text would only mislead the engine about how many there are.
    """
    text = Q(**{f"search_text__{place.column}__{place.how}": place.spelled(key)})
    if connection.vendor == "sqlite":
        return text
    held = Q(search_text__grams__hold=grams_asked(key, place))
    return held if len(key) <= 2 or place is Place.EXACT else held & text


def found_anywhere(key: str) -> Q:
    """Say that a key stands anywhere in an application."""
    # What begins with it contains it.
    places = [place for place in Place if place is not Place.PREFIX]
    return Q.create([found(key, place) for place in places], connector=Q.OR)
