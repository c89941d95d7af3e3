"""The journal is written once: the database refuses everything else."""

import pytest
from django.db import IntegrityError, connection, transaction

from reform_apps.models import Application, Arrival, EffectiveState, JournalEntry, RecordedState
from reform_apps.rules.digests import FORMAT
from tests.factories import ApplicationFactory, UserFactory

TABLE = JournalEntry._meta.db_table
# What is no part of the digested content, and why that is no hole.
NOT_DIGESTED = {
    "id": "a place in the table",
    "application": "digested as its code",
    "previous_digest": "digested in front of the content",
    "digest": "the result",
}

pytestmark = pytest.mark.django_db


def only_on(vendor):
    return pytest.mark.skipif(
        f"connection.vendor != '{vendor}'", reason=f"A statement of {vendor}."
    )


@pytest.fixture
def entry():
    return ApplicationFactory().journal.get()


def run(statement):
    connection.check_constraints()  # PostgreSQL empties no table that has something deferred
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def columns(but=()):
    return ", ".join(f.column for f in JournalEntry._meta.fields if f.column not in but)


def copied(**other):
    """Copy the one entry there is, with some columns put otherwise."""
    taken = ", ".join(
        str(other.get(field.column, field.column)) for field in JournalEntry._meta.fields
    )
    return f"INTO {TABLE} ({columns()}) SELECT {taken} FROM {TABLE}"


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET reason = 'better'",
        f"UPDATE {TABLE} SET id = id + 1",
        f"UPDATE {TABLE} SET reason = reason",
        f"DELETE FROM {TABLE}",
        pytest.param(f"UPDATE OR REPLACE {TABLE} SET reason = 'better'", marks=only_on("sqlite")),
        pytest.param(f"INSERT OR REPLACE {copied()}", marks=only_on("sqlite")),
        pytest.param(f"REPLACE {copied()}", marks=only_on("sqlite")),
        pytest.param(
            f"INSERT OR REPLACE {copied(id='id + 1', digest=repr('d' * 64))}",
            marks=only_on("sqlite"),
        ),
        pytest.param(
            f"INSERT OR REPLACE {copied(id='id + 1', version=2)}", marks=only_on("sqlite")
        ),
        pytest.param(
            f"INSERT {copied()} WHERE true ON CONFLICT (id) DO UPDATE SET reason = 'better'",
            marks=only_on("sqlite"),
        ),
        pytest.param(
            f"INSERT {copied()} ON CONFLICT (id) DO UPDATE SET reason = 'better'",
            marks=only_on("postgresql"),
        ),
        pytest.param(f"TRUNCATE {TABLE} CASCADE", marks=only_on("postgresql")),
        pytest.param(f"TRUNCATE {Application._meta.db_table} CASCADE", marks=only_on("postgresql")),
    ],
)
def test_the_database_refuses_to_change_the_journal(statement, entry):
    before = JournalEntry.objects.values().get()

    with pytest.raises(IntegrityError, match="append-only"):
        run(statement)

    assert JournalEntry.objects.values().get() == before


@pytest.mark.parametrize("act", ["save", "delete", "update", "delete all"])
def test_django_cannot_change_it_either(act, entry):
    for model in (Arrival, RecordedState, EffectiveState):  # Django would stop at these
        model.objects.all().delete()
    entry.reason = "better"
    acts = {
        "save": entry.save,
        "delete": entry.delete,
        "update": lambda: JournalEntry.objects.update(reason="better"),
        "delete all": lambda: JournalEntry.objects.all().delete(),
    }

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        acts[act]()

    assert JournalEntry.objects.get().reason == ""


def written(entry, **other):
    """Write an entry like this one, but for some fields."""
    row = JournalEntry.objects.get(pk=entry.pk)
    row.pk, row.version, row.verb, row.from_status = None, 2, "amend", row.to_status
    row.previous_digest, row.digest = row.digest, "d" * 64
    for field, value in other.items():
        setattr(row, field, value)
    with transaction.atomic():
        row.save(force_insert=True)


def test_an_entry_that_follows_the_one_before_is_taken(entry):
    written(entry)
    written(
        entry,
        version=3,
        digest="e" * 64,
        verb="transition",
        transition="approve",
        to_status="approved",
    )

    assert JournalEntry.objects.count() == 3


@pytest.mark.parametrize(
    "other",
    [
        {"version": 0},
        {"version": 1, "verb": "register", "previous_digest": "", "from_status": ""},
        {"version": 1},
        {"previous_digest": ""},
        {"from_status": ""},
        {"verb": "register"},
        {"verb": "invented"},
        {"to_status": "approved"},
        {"verb": "transition"},
        {"transition": "approve", "to_status": "approved"},
        {"verb": "transition", "transition": "approve"},
        {"verb": "transition", "transition": "invented", "to_status": "approved"},
        {"verb": "transition", "transition": "approve", "to_status": "invented"},
        {"verb": "transition", "transition": "approve", "from_status": "invented"},
    ],
    ids=repr,
)
def test_the_database_refuses_an_entry_that_does_not_follow(other, entry):
    with pytest.raises(IntegrityError):
        written(entry, **other)

    assert JournalEntry.objects.get() == entry


def test_a_version_and_a_digest_are_written_once(entry):
    written(entry)

    with pytest.raises(IntegrityError):
        written(entry, digest="e" * 64)
    with pytest.raises(IntegrityError):
        written(entry, version=3)
    assert JournalEntry.objects.count() == 2


def test_the_digest_covers_every_column(entry):
    digested = {name if name != "application" else "code" for name in entry.content()}
    columns_digested = {field.name for field in JournalEntry._meta.fields} - set(NOT_DIGESTED)

    assert digested - {"code"} == columns_digested


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", 7),
        ("verb", "amend"),
        ("transition", "approve"),
        ("from_status", "online"),
        ("to_status", "online"),
        ("effective_on", "2022-01-01"),
        ("recorded_at", "2022-06-30T04:00:00.000001+00:00"),
        ("reason", " "),
        ("evidence", "浙政发〔2022〕1号"),
        ("changes", {}),
        ("format", FORMAT + 1),
        ("previous_digest", "a" * 64),
    ],
)
def test_whatever_changes_in_an_entry_changes_its_digest(field, value, entry):
    parsed = JournalEntry._meta.get_field(field).to_python(value)
    assert getattr(entry, field) != parsed

    setattr(entry, field, parsed)

    assert entry.expected_digest() != entry.digest


def test_the_digest_covers_who_acted_and_the_whole_snapshot(entry):
    for name in entry.snapshot:
        changed = JournalEntry.objects.get()
        changed.snapshot = changed.snapshot | {name: "other"}
        assert changed.expected_digest() != entry.digest
    entry.by = UserFactory()
    assert entry.expected_digest() != entry.digest


def test_the_name_of_a_person_may_change_without_breaking_the_chain(entry):
    entry.by.username = "somebody-else"
    entry.by.save()

    assert JournalEntry.objects.get().expected_digest() == entry.digest


def test_a_digest_does_not_depend_on_the_engine_that_hands_the_entry_back(entry):
    again = JournalEntry.objects.select_related("by").get()

    assert again.expected_digest() == again.digest == entry.digest
