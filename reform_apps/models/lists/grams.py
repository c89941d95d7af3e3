"""What a text is found by: its characters, one by one and by twos."""

from collections.abc import Mapping
from enum import Enum
from itertools import pairwise

from reform_apps.rules.names import are_initials, initials, name_key


class Place(Enum):
    """Where a key may stand in an application, the best first."""

    # The column, how it is asked on SQLite, and the mark in PostgreSQL's index.
    EXACT = ("exact", "contains", "#")
    PREFIX = ("name", "startswith", "^")
    NAME = ("name", "contains", "=")
    OTHERS = ("others", "contains", "~")
    SUMMARY = ("summary", "contains", "")

    def __init__(self, column: str, how: str, mark: str):
        self.column, self.how, self.mark = column, how, mark

    def spelled(self, key: str) -> str:
        """Spell a key as the column holds it: a line of its own where it must be all of it."""
        return f"\n{key}\n" if self is Place.EXACT else key


def texts(state: Mapping[str, object]) -> dict[str, str]:
    """Spell what a frozen state is found by: {column of `SearchText`: text}."""
    key = name_key(state["name"])
    english = name_key(state["name_en"])
    aliases = [name_key(alias["name"]) for alias in state["aliases"]]
    letters = filter(are_initials, map(initials, (key, *aliases)))
    exact = [name_key(state["code"]), key, *aliases, english]
    return {
        "exact": "".join(f"\n{line}\n" for line in exact if line),
        "name": key,
        "others": "\n".join(filter(None, [*aliases, english, *letters])),
        "summary": name_key(state["summary"]),
    }


def grams_of(found_by: Mapping[str, str]) -> list[str]:
    """List the marked characters of the texts of an application, each once."""
    name = found_by["name"]
    grams = {Place.EXACT.mark + line for line in found_by["exact"].split("\n") if line}
    grams |= {Place.PREFIX.mark + name[:length] for length in (1, 2)}
    for place in (Place.NAME, Place.OTHERS, Place.SUMMARY):
        for line in found_by[place.column].split("\n"):
            grams |= {place.mark + gram for gram in (*line, *_twos(line))}
    return sorted(grams)


def grams_asked(key: str, place: Place) -> list[str]:
    """List what the index must hold if a key stands in a place."""
    if place is Place.EXACT:
        return [place.mark + key]
    if place is Place.PREFIX:
        # What begins with a key that is long and rare, should not be sought by two characters.
        return [place.mark + key[:2], *grams_asked(key, Place.NAME)]
    return [place.mark + gram for gram in (_twos(key) or [key])]


def _twos(text: str) -> list[str]:
    return [first + second for first, second in pairwise(text)]
