"""The address of the ledger as one asked for it, with something more or less."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from reform_apps.pages.frame.paging import PARAMETER

Pair = tuple[str, str]


def pairs_of(params, *, several: Iterable[str]) -> list[Pair]:
    """List what was asked, a value at a time; `status=trial,online` asks for two."""
    several = set(several)
    return [
        (name, value)
        for name, values in params.lists()
        for each in values
        for value in (each.split(",") if name in several else [each])
        if value
    ]


def address(pairs: Iterable[Pair]) -> str:
    """Spell a question as an address below the ledger's own; commas stay readable."""
    return f"?{urlencode(list(pairs), safe=',')}"


def without(pairs: Iterable[Pair], *gone: Pair) -> list[Pair]:
    """Leave some values out, and the page, which the shorter question may not have."""
    return [pair for pair in pairs if pair not in gone and pair[0] != PARAMETER]


def with_only(pairs: Iterable[Pair], changed: Mapping[str, str]) -> list[Pair]:
    """Ask the same with other values of some parameters, and begin on the first page."""
    kept = [pair for pair in pairs if pair[0] not in changed and pair[0] != PARAMETER]
    return [*kept, *changed.items()]
