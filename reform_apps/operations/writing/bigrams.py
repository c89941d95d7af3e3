"""Keeping for each application the pairs of characters by which duplicates are searched."""

from collections.abc import Iterable, Sequence

from django.db import connection

from reform_apps.models import Application, Bigram, JournalEntry
from reform_apps.queries import snapshots
from reform_apps.rules.likeness import pairs_of

# Forty rows for each application: models of them would take longer than all the rest of an act.
INTO = "INSERT INTO reform_apps_bigram (pair, application_id) "
INSERT = {
    # No pair holds a blank, so the pairs of an application are sent as one text.
    "postgresql": f"""{INTO}SELECT UNNEST(STRING_TO_ARRAY(told, ' ')), pk
        FROM UNNEST(%s::text[], %s::bigint[]) AS held (told, pk)""",
    "sqlite": f"{INTO}VALUES (%s, %s)",
}
READ = {"name", "aliases", "summary"}


def follow(entries: Sequence[JournalEntry]) -> None:
    """Let the pairs follow entries that have just been written, where they change a text."""
    told = [entry for entry in entries if READ & entry.changes.keys()]
    if not told:
        return
    renewed = [entry.application_id for entry in told if entry.version > 1]
    if renewed:
        Bigram.objects.filter(application__in=renewed).delete()
    _write((entry.application_id, pairs_of(entry.snapshot)) for entry in told)


def retell(applications: Iterable[Application]) -> None:
    """List the pairs of applications anew, from the applications as they stand."""
    applications = list(applications)
    Bigram.objects.filter(application__in=applications).delete()
    states = snapshots.frozen_all(applications)
    _write((row.pk, pairs_of(state)) for row, state in zip(applications, states, strict=True))


def _write(held: Iterable[tuple[int, Iterable[str]]]) -> None:
    held = list(held)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            told = [" ".join(sorted(of_it)) for _pk, of_it in held]
            cursor.execute(INSERT["postgresql"], [told, [pk for pk, _of_it in held]])
        else:
            rows = ((pair, pk) for pk, of_it in held for pair in sorted(of_it))
            cursor.executemany(INSERT["sqlite"], rows)
