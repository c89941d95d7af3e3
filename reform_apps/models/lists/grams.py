"""What a text is found by: its characters, one by one and by twos, each spelled as a number."""

from collections.abc import Mapping
from enum import Enum
from hashlib import blake2b
from itertools import pairwise

from reform_apps.rules.codes import number_of
from reform_apps.rules.names import are_initials, initials, name_key

# A number holds two characters, and above them the mark of a place.
CHARACTER = 21  # bits
MARK = 2 * CHARACTER
# Of what must be all of a text, a digest: 62 bits, and one by which it is none of the others.
WHOLE = 1 << 62


class Place(Enum):
    """Where a key may stand in an application, the best first."""

    # The column, how it is asked on SQLite, and the mark in PostgreSQL's index.
    EXACT = ("exact", "contains", None)
    PREFIX = ("name", "startswith", 1)
    NAME = ("name", "contains", 2)
    OTHERS = ("others", "contains", 3)
    # What stands anywhere and in none of these, stands in the summary.
    SUMMARY = ("summary", "contains", 0)

    def __init__(self, column: str, how: str, mark: int | None):
        self.column, self.how, self.mark = column, how, mark

    def spelled(self, key: str) -> str:
        """Spell a key as the column holds it: a line of its own where it must be all of it."""
        return f"\n{key}\n" if self is Place.EXACT else key

    def gram(self, characters: str) -> int:
        """Spell one or two characters that stand here."""
        first, second = (ord(each) for each in characters.ljust(2, "\0"))
        return self.mark << MARK | first << CHARACTER | second


ANYWHERE = Place.SUMMARY
TEXTS = (Place.NAME, Place.OTHERS, Place.SUMMARY)
# Of `SearchText`, all but whose it is.
COLUMNS = ("number", "visibility", "exact", "name", "others", "summary", "grams")


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


def found_by(state: Mapping[str, object]) -> dict[str, object]:
    """Spell for each of COLUMNS what it holds of a frozen state."""
    told = texts(state)
    own = {"number": number_of(state["code"]), "visibility": state["visibility"]}
    return own | told | {"grams": grams_of(told)}


def grams_of(found_by: Mapping[str, str]) -> list[int]:
    """List the marked characters of the texts of an application, each once."""
    name = found_by["name"]
    grams = {_whole(line) for line in found_by["exact"].split("\n") if line}
    grams |= {Place.PREFIX.gram(name[:length]) for length in (1, 2)}
    for place in TEXTS:
        marked = place.mark << MARK
        for line in found_by[place.column].split("\n"):
            # As `Place.gram` spells them, of one character and of two; anywhere has no mark.
            points = [ord(each) for each in line]
            told = {point << CHARACTER for point in points}
            told |= {first << CHARACTER | second for first, second in pairwise(points)}
            grams |= told
            grams |= {marked | gram for gram in told}
    return sorted(grams)


def grams_asked(key: str, place: Place) -> list[int]:
    """List what the index must hold if a key stands in a place."""
    if place is Place.EXACT:
        return [_whole(key)]
    if place is Place.PREFIX:
        # What begins with a key that is long and rare, should not be sought by two characters.
        return [place.gram(key[:2]), *grams_asked(key, Place.NAME)]
    return [place.gram(told) for told in (_twos(key) or [key])]


def _twos(text: str) -> list[str]:
    return [first + second for first, second in pairwise(text)]


def _whole(line: str) -> int:
    return WHOLE | int.from_bytes(blake2b(line.encode(), digest_size=8).digest()) >> 2
