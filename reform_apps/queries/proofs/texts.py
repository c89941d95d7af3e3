"""Whether applications are found by what their journal says of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress

from django.db import connection

from reform_apps.models import Application, Bigram, JournalEntry, SearchText
from reform_apps.models.lists.grams import COLUMNS, found_by
from reform_apps.rules.likeness import pairs_of

GRAMS = SearchText._meta.get_field("grams")


def drifted(batch: Sequence[Application], last: Mapping[int, JournalEntry]) -> dict[int, list[str]]:
    """Say, by application, where search and duplicate check go by another text than the last."""
    rows = SearchText.objects.filter(application__in=batch).values("pk", *COLUMNS)
    found = {row.pop("pk"): row for row in rows}
    pairs = defaultdict(set)
    held = Bigram.objects.filter(application__in=batch).values_list("application", "pair")
    for pk, pair in held.iterator():
        pairs[pk].add(pair)
    faults = defaultdict(list)
    for row in batch:
        # An entry that is not the last, or cannot be read, is named elsewhere.
        with suppress(AttributeError, KeyError, TypeError, ValueError):
            state = last[row.pk].snapshot if last[row.pk].version == row.version else None
            told = found_by(state)
            told["grams"] = GRAMS.get_db_prep_value(told["grams"], connection)
            if (found.get(row.pk), pairs[row.pk]) != (told, pairs_of(state)):
                faults[row.pk].append(f"{row.code}: it is not found by what its journal says.")
    return faults
