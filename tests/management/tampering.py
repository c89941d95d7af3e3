"""What a forger does, and what the proof says of it."""

from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from reform_apps.migrations import _guards, _triggers
from reform_apps.models import Arrival, EffectiveState, JournalEntry, Position, RecordedState
from reform_apps.operations.writing import states

TABLE = JournalEntry._meta.db_table


@contextmanager
def past_the_guards():
    """Take all triggers off, and put them back as a careful forger would."""
    connection.check_constraints()  # PostgreSQL alters no table that has something deferred
    for guard in _guards.GUARDS:
        _triggers.remove(connection, guard)
    yield
    connection.check_constraints()
    for guard in _guards.GUARDS:
        _triggers.install(connection, guard)


def remove(entries):
    """Remove entries of the journal with what hangs on them; tell the states anew without them."""
    applications = {entry.application for entry in entries.select_related("application")}
    for model in (RecordedState, EffectiveState):
        model.objects.filter(application__in=applications).delete()
    for model in (Position, Arrival):
        model.objects.filter(entry__in=entries).delete()
    removed = entries._raw_delete(entries.db)
    states.retell(applications)
    return removed


def verify():
    """Run the command on a ledger that is broken; list the faults that it names."""
    faults = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("verify_ledger", stderr=faults)
    sentences = faults.getvalue().splitlines()
    assert refusal.value.returncode == 1
    assert str(refusal.value) == f"The ledger is broken: {len(sentences)} faults."
    assert all(sentence.endswith(".") for sentence in sentences)
    return sentences


def said_of_applications(faults):
    """Leave out what is said of the tallies, which count by the journal."""
    return [fault for fault in faults if not fault.startswith("The tallies ")]


NOUNS = {RecordedState: "recorded states", EffectiveState: "effective states"}


def states_of(code):
    """Spell what is said of an application whose states are not what its journal says."""
    return [f"{code}: its {noun} are not what its journal says." for noun in NOUNS.values()]


def entry_of(application, version):
    return {"application": application, "version": version}
