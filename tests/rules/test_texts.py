"""What may stand in a text."""

import pytest
from django.core.exceptions import ValidationError

from reform_apps.rules.texts import many_lines, one_line

UNREADABLE = [
    "\0", "\x01", "\x08", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ud800", "\udfff",
    "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069",
]  # fmt: skip
LAYOUT = ["\n", "\r", "\t"]


def point(character):
    return f"U+{ord(character):04X}"


@pytest.mark.parametrize("character", [*UNREADABLE, *LAYOUT], ids=point)
def test_one_line_refuses_what_cannot_be_read_by_its_number(character):
    with pytest.raises(ValidationError) as refusal:
        one_line(f"浙里{character}办")

    assert refusal.value.code == "unreadable_character"
    assert point(character) in refusal.value.messages[0]


@pytest.mark.parametrize("character", UNREADABLE, ids=point)
def test_many_lines_refuse_it_too(character):
    with pytest.raises(ValidationError) as refusal:
        many_lines(f"第一行\n第二行{character}")

    assert point(character) in refusal.value.messages[0]


@pytest.mark.parametrize("character", LAYOUT, ids=point)
def test_many_lines_may_be_laid_out(character):
    many_lines(f"第一行{character}第二行")


@pytest.mark.parametrize(
    "text", ["", "浙里办", "民生‘关键小事’智能速办", "L’État № 1", "𠮷野家 😀", "ابجد"]
)
def test_every_script_can_be_read(text):
    one_line(text)
    many_lines(text)
