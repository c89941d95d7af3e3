"""What may stand in a text that people type."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Format characters too: they turn the reading direction, or make unequal texts look equal.
INVISIBLE = ("Cc", "Cf", "Cs", "Zl", "Zp")
# Letters by category, that show nothing.
FILLERS = set("\u115f\u1160\u3164\uffa0")
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
        unreadable = unicodedata.category(character) in INVISIBLE or character in FILLERS
        if unreadable and character not in allowed:
            raise ValidationError(
                _("This text holds a character that cannot be read: U+%(point)s."),
                code="unreadable_character",
                params={"point": f"{ord(character):04X}"},
            )
