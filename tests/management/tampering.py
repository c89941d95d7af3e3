"""What a forger does, and what the proof says of it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reform_apps.models import JournalEntry

TABLE = JournalEntry._meta.db_table


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


def entry_of(application, version):
    return {"application": application, "version": version}
