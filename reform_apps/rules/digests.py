"""The fingerprint of a journal entry, computed over one exact spelling."""

import hashlib
import json
from collections.abc import Iterator, Mapping

FORMAT = 1  # raised when an entry gains a field; older entries keep theirs


def canonical(value: object) -> bytes:
    """Spell a value in the one way that is digested: sorted keys, no blanks, UTF-8.

    :raises TypeError: for floats, dates and decimals, which the engines hand back in
        different spellings; write them as strings.
    """
    for leaf in _leaves(value):
        if isinstance(leaf, float):
            _refuse(leaf)
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_refuse
    )
    return text.encode()


def digest(*, previous: str, content: Mapping[str, object]) -> str:
    """Fingerprint an entry together with the entry before it, as 64 hexadecimal digits."""
    return hashlib.sha256(previous.encode() + b"\n" + canonical(content)).hexdigest()


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


def _refuse(value: object) -> None:
    raise TypeError(f"{type(value).__name__} has no canonical spelling: {value!r}")
