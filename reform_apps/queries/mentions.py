"""The rows that the journal names by their codes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet

from reform_apps.models import (
    Application,
    Indicator,
    JournalEntry,
    Organization,
    Region,
    Runway,
    Source,
    System,
    User,
)

Rows = dict[str, dict[str, Model]]
NOUNS = {
    "system": System,
    "runway": Runway,
    "organization": Organization,
    "origin_region": Region,
    "source": Source,
    "region": Region,
    "indicator": Indicator,
}


def rows_named_in(entries: Iterable[JournalEntry], *, user: User | AnonymousUser) -> Rows:
    """Fetch what the changes of these entries name."""
    return rows_named((entry.changes for entry in entries), user=user)


def rows_named(states: Iterable[Mapping[str, object]], *, user: User | AnonymousUser) -> Rows:
    """Fetch what frozen values name, one statement a noun: {noun: {code: row}}.

    An application that one may not see is left out.
    """
    codes = defaultdict(set)
    for state in states:
        for noun, code in _named(state):
            codes[noun].add(code)
    found = {}
    for noun, wanted in codes.items():
        rows = _rows(noun, user).filter(code__in=wanted)
        found[noun] = {row.code: row for row in rows}
    return found


def sources_cited(application: Application) -> dict[str, Source]:
    """Fetch the sources that the fields of an application cite, by their codes."""
    codes = {code for noun, code in _named(application.basis) if noun == "source"}
    return {source.code: source for source in Source.objects.filter(code__in=codes)}


def _rows(noun: str, user: User | AnonymousUser) -> QuerySet:
    return NOUNS[noun].objects.all() if noun in NOUNS else Application.objects.visible_to(user)


def _named(value: object, noun: str = "") -> Iterator[tuple[str, str]]:
    """Walk through frozen values: a text below the name of a noun is the code of its row."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _named(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner, noun)
    elif isinstance(value, str) and value and (noun in NOUNS or noun == "merged_into"):
        yield noun, value
