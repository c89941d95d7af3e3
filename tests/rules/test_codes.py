"""The code of an application."""

import re

import pytest

from reform_apps.rules.codes import CODE_PATTERN, ledger_code


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (1, "ZJ-0001"),
        (42, "ZJ-0042"),
        (9999, "ZJ-9999"),
        (10000, "ZJ-10000"),
        (10**8, f"ZJ-{10**8}"),
    ],
)
def test_a_code_has_four_digits_or_as_many_as_it_needs(number, code):
    assert ledger_code(prefix="ZJ", number=number) == code
    assert re.fullmatch(CODE_PATTERN, code)


@pytest.mark.parametrize("text", ["", "ZJ-1", "zj-0001", "ZJ0001", "ZJ-0001 ", "Z1-0001"])
def test_what_is_no_code_does_not_look_like_one(text):
    assert re.fullmatch(CODE_PATTERN, text) is None
