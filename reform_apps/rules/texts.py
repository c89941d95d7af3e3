"""What may stand in a text that people type."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

INVISIBLE = ("Cc", "Cs", "Zl", "Zp")
# Characters that turn the reading direction make a text show what it does not say.
DIRECTION = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LAYOUT = set("\n\r\t")


def one_line(text: str) -> None:
    """Refuse line breaks and control characters.

    :raises ValidationError: naming the first such character.
    """
    _refuse_unreadable(text, allowed=set())


def many_lines(text: str) -> None:
    """Refuse control characters other than line breaks and tabs.

    :raises ValidationError: naming the first such character.
    """
    _refuse_unreadable(text, allowed=LAYOUT)


def _refuse_unreadable(text: str, *, allowed: set[str]) -> None:
    for character in text:
        unreadable = unicodedata.category(character) in INVISIBLE or character in DIRECTION
        if unreadable and character not in allowed:
            raise ValidationError(
                _("This text holds a character that cannot be read: U+%(point)s."),
                code="unreadable_character",
                params={"point": f"{ord(character):04X}"},
            )
