"""One spelling, one fingerprint."""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from reform_apps.rules.digests import canonical, digest

LEAVES = some.none() | some.booleans() | some.integers() | some.text()
VALUES = some.recursive(
    LEAVES,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(), inner, max_size=4),
    max_leaves=10,
)
CONTENTS = some.dictionaries(some.text(), VALUES, max_size=6)


def test_a_value_is_spelled_in_one_way():
    value = {"名称": "浙里办", "b": [1, None, True], "a": {"y": "", "x": -1}}

    assert canonical(value).decode() == '{"a":{"x":-1,"y":""},"b":[1,null,true],"名称":"浙里办"}'


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        Decimal("1.0"),
        date(2022, 6, 30),
        datetime(2022, 6, 30, tzinfo=UTC),
        b"bytes",
        {1, 2},
        object(),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize(
    "wrapped",
    [lambda v: v, lambda v: [v], lambda v: {"a": v}, lambda v: {"a": [{"b": (1, v)}]}],
    ids=["bare", "listed", "named", "deep"],
)
def test_what_engines_spell_differently_is_refused(wrapped, value):
    with pytest.raises(TypeError, match=r"has no canonical spelling"):
        canonical(wrapped(value))


@given(CONTENTS)
def test_the_order_of_the_keys_does_not_count(content):
    turned = dict(reversed(content.items()))

    assert canonical(turned) == canonical(content)


@given(CONTENTS, CONTENTS)
def test_different_values_are_spelled_differently(one, other):
    assert (canonical(one) == canonical(other)) == (repr_of(one) == repr_of(other))


def repr_of(value):
    """Spell a value by Python's own means; True and 1 are not the same."""
    if isinstance(value, dict):
        return sorted((key, repr_of(inner)) for key, inner in value.items())
    return [repr_of(inner) for inner in value] if isinstance(value, list) else repr(value)


def test_a_digest_is_the_sha256_of_the_digest_before_and_the_content():
    expected = hashlib.sha256(b'abc\n{"a":1}').hexdigest()

    assert digest(previous="abc", content={"a": 1}) == expected


@given(some.sampled_from(["", "a" * 64, "b" * 64]), CONTENTS)
def test_a_digest_depends_on_what_was_before(previous, content):
    moved = digest(previous=f"{previous}x", content=content)

    assert moved != digest(previous=previous, content=content)
    assert len(moved) == 64
