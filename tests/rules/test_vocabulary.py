"""Lists of words that describe an application."""

import pytest
from django.core.exceptions import ValidationError

from reform_apps.rules.vocabulary import only_front_ends, only_terminals


@pytest.mark.parametrize("value", [[], ["pc"], ["tv", "pc"], ["pc", "mobile", "tv"]])
def test_terminals_are_a_list_of_known_words(value):
    only_terminals(value)


@pytest.mark.parametrize(
    "value",
    [
        "pc", ("pc",), {"pc": 1}, None, 7, ["pc", "pc"], ["PC"], ["pager"], [""], [None],
        ["pc", 1], [["pc"]], [{"pc": 1}], [True],
    ],
    ids=repr,
)  # fmt: skip
def test_anything_else_is_refused_with_the_words_there_are(value):
    with pytest.raises(ValidationError) as refusal:
        only_terminals(value)

    assert "pc, mobile, tv" in refusal.value.messages[0]


def test_front_ends_have_words_of_their_own():
    only_front_ends(["zlb", "zzd"])
    with pytest.raises(ValidationError) as refusal:
        only_front_ends(["pc"])

    assert "zlb, zzd" in refusal.value.messages[0]
