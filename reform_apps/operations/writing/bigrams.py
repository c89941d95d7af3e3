"""Keeping for each application the pairs of characters by which duplicates are searched."""

from collections.abc import Iterable, Mapping, Sequence

from reform_apps.models import Application, Bigram, JournalEntry
from reform_apps.queries import snapshots
from reform_apps.rules.likeness import BOILERPLATE_PAIRS, pairs, plain, telling

AT_ONCE = 2000
READ = {"name", "aliases", "summary"}


def follow(entries: Sequence[JournalEntry]) -> None:
    """Let the pairs follow entries that have just been written, where they change a text."""
    told = [entry for entry in entries if READ & entry.changes.keys()]
    if not told:
        return
    renewed = [entry.application_id for entry in told if entry.version > 1]
    if renewed:
        Bigram.objects.filter(application__in=renewed).delete()
    rows = [
        Bigram(pair=pair, application_id=entry.application_id)
        for entry in told
        for pair in sorted(pairs_of(entry.snapshot))
    ]
    Bigram.objects.bulk_create(rows, batch_size=AT_ONCE)


def pairs_of(state: Mapping[str, object]) -> frozenset[str]:
    """List the pairs of a frozen state: of its names all but those that stand everywhere."""
    names = [state["name"], *(alias["name"] for alias in state["aliases"])]
    found = frozenset().union(*(pairs(plain(name)) for name in names)) - BOILERPLATE_PAIRS
    return found | pairs(telling(state["summary"]))


def retell(applications: Iterable[Application]) -> None:
    """List the pairs of applications anew, from the applications as they stand."""
    applications = list(applications)
    Bigram.objects.filter(application__in=applications).delete()
    rows = [
        Bigram(pair=pair, application_id=application.pk)
        for application, state in zip(applications, snapshots.frozen_all(applications), strict=True)
        for pair in sorted(pairs_of(state))
    ]
    Bigram.objects.bulk_create(rows, batch_size=AT_ONCE)
