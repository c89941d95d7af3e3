"""The database itself keeps what is published, sealed or placed: raw SQL is refused."""

import pytest
from django.db import IntegrityError, connection, models, transaction

from reform_apps.migrations import _guards
from reform_apps.models import (
    Edition,
    EditionDrop,
    EditionEntry,
    JournalEntry,
    Position,
    Proposal,
    Seal,
)
from tests.clock import TODAY

GUARDED = [JournalEntry, Position, Seal, Edition, EditionEntry, EditionDrop, Proposal]
# What may still be written of an entry that is published.
OPEN = {EditionEntry: {"completed_on"}}

pytestmark = pytest.mark.django_db

only_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="A word of SQLite's.")
only_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="A word of PostgreSQL's."
)


def run(statement, parameters=()):
    connection.check_constraints()  # PostgreSQL empties no table that has something deferred
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def refused(statement, parameters=()):
    """Say that the database refuses a statement with the guard's sentence, and changes nothing."""
    before = all_guarded()
    with pytest.raises(IntegrityError, match=r"is append-only|is frozen once"):
        run(statement, parameters)
    assert all_guarded() == before


def all_guarded():
    return [list(model.objects.order_by("pk").values()) for model in GUARDED]


def table(model):
    return model._meta.db_table


def key(model):
    return model._meta.pk.column


def frozen_row(model, world):
    known = {
        Edition: world.published,
        EditionEntry: world.entry,
        EditionDrop: world.drop,
        Proposal: world.decided,
    }
    return known.get(model) or model.objects.order_by("pk").first()


def row_of_draft(model, world):
    if model is Edition:
        return world.draft
    return model.objects.filter(edition=world.draft).first()


def another_value(field):
    """Find a literal that this column does not hold in the world."""
    if isinstance(field, models.DateTimeField):
        return "'2021-01-01 00:00:00+00'"
    if isinstance(field, models.DateField):
        return "'2021-01-01'"
    if isinstance(field, models.JSONField):
        return "'{}'"
    if isinstance(field, models.CharField | models.TextField):
        return "'x'"
    return "30000"


def copied(model, **other):
    """Copy one row, with some columns put otherwise; takes its key."""
    columns = [field.column for field in model._meta.concrete_fields]
    taken = ", ".join(str(other.get(column, column)) for column in columns)
    where = f"FROM {table(model)} WHERE {key(model)} = %s"
    return f"INTO {table(model)} ({', '.join(columns)}) SELECT {taken} {where}"


def test_each_guarded_table_is_tested_here():
    assert {guard.table for guard in _guards.GUARDS} == {table(model) for model in GUARDED}


@pytest.mark.parametrize(
    ("model", "field"),
    [
        pytest.param(model, field, id=f"{model.__name__}.{field.name}")
        for model in GUARDED
        for field in model._meta.concrete_fields
        if field.name not in OPEN.get(model, ())
    ],
)
def test_no_column_of_a_frozen_row_changes(model, field, world):
    row = frozen_row(model, world)

    refused(
        f"UPDATE {table(model)} SET {field.column} = {another_value(field)} "
        f"WHERE {key(model)} = %s",
        [row.pk],
    )


@pytest.mark.parametrize("model", GUARDED)
def test_a_frozen_row_is_not_removed(model, world):
    row = frozen_row(model, world)

    refused(f"DELETE FROM {table(model)} WHERE {key(model)} = %s", [row.pk])
    refused(f"DELETE FROM {table(model)}")


@pytest.mark.parametrize("model", [EditionEntry, EditionDrop])
def test_nothing_comes_into_a_published_edition(model, world):
    row = row_of_draft(model, world)
    edition = world.published.pk

    refused(f"INSERT {copied(model, id='id + 1000', edition_id=edition)}", [row.pk])
    refused(f"UPDATE {table(model)} SET edition_id = {edition} WHERE id = %s", [row.pk])
    # Nor may anything of it go over to the draft.
    frozen = frozen_row(model, world)
    refused(f"UPDATE {table(model)} SET edition_id = %s WHERE id = %s", [world.draft.pk, frozen.pk])


@only_sqlite
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
@pytest.mark.parametrize("model", GUARDED)
def test_a_frozen_row_is_not_replaced(model, verb, world):
    row = frozen_row(model, world)

    refused(f"{verb} {copied(model)}", [row.pk])


@only_sqlite
@pytest.mark.parametrize(
    ("model", "other"),
    [
        (Position, {"number": "number + 1000"}),
        (Position, {"entry_id": "(SELECT min(entry_id) - 1000 FROM reform_apps_position)"}),
        (Seal, {"id": "id + 1000"}),
        (Seal, {"id": "id + 1000", "number": "7"}),
        (Seal, {"id": "id + 1000", "number": "7", "digest": "'x'"}),
        (Seal, {"id": "id + 1000", "number": "7", "first_position": "7000"}),
        (Edition, {"id": "id + 1000"}),
        (Edition, {"id": "id + 1000", "code": "'S9'"}),
        (Edition, {"id": "id + 1000", "position": "9"}),
    ],
    ids=repr,
)
def test_a_frozen_row_is_not_replaced_by_another_of_its_keys(model, other, world):
    row = frozen_row(model, world)

    refused(f"INSERT OR REPLACE {copied(model, **other)}", [row.pk])


@only_sqlite
@pytest.mark.parametrize("model", [EditionEntry, EditionDrop])
def test_a_row_of_the_draft_does_not_take_the_place_of_a_frozen_one(model, world):
    mine, theirs = row_of_draft(model, world), frozen_row(model, world)

    refused(f"INSERT OR REPLACE {copied(model, id=theirs.pk)}", [mine.pk])
    refused(f"UPDATE OR REPLACE {table(model)} SET id = %s WHERE id = %s", [theirs.pk, mine.pk])
    refused(
        f"UPDATE OR REPLACE {table(model)} SET edition_id = %s, application_id = %s WHERE id = %s",
        [theirs.edition_id, theirs.application_id, mine.pk],
    )


@only_sqlite
@pytest.mark.parametrize("column", ["id", "code", "position"])
def test_the_draft_does_not_take_the_place_of_a_published_edition(column, world):
    theirs = getattr(world.published, column)

    refused(
        f"UPDATE OR REPLACE {table(Edition)} SET {column} = %s WHERE id = %s",
        [theirs, world.draft.pk],
    )


@only_sqlite
@pytest.mark.parametrize("model", [JournalEntry, Position, Seal, Edition, Proposal])
def test_a_frozen_row_is_not_changed_by_an_insert_that_meets_it(model, world):
    row = frozen_row(model, world)

    refused(
        f"INSERT {copied(model)} ON CONFLICT ({key(model)}) DO UPDATE SET {key(model)} = 7000",
        [row.pk],
    )


@only_postgresql
@pytest.mark.parametrize("model", GUARDED)
def test_what_is_guarded_is_neither_emptied_nor_changed_by_an_insert_that_meets_it(model, world):
    row = frozen_row(model, world)

    refused(f"TRUNCATE {table(model)} CASCADE")
    refused(
        f"INSERT {copied(model)} ON CONFLICT ({key(model)}) DO UPDATE SET {key(model)} = 7000",
        [row.pk],
    )


@only_postgresql
def test_no_guarded_table_is_emptied_by_way_of_another():
    for other in ("reform_apps_user", "reform_apps_application", "reform_apps_source"):
        refused(f"TRUNCATE {other} CASCADE")


def test_whether_a_task_was_completed_may_still_be_said(world):
    statement = f"UPDATE {table(EditionEntry)} SET completed_on = %s WHERE id = %s"

    for day in (TODAY, None):
        run(statement, [day, world.entry.pk])
        world.entry.refresh_from_db()
        assert world.entry.completed_on == day


def test_with_the_day_of_completion_nothing_else_changes(world):
    refused(
        f"UPDATE {table(EditionEntry)} SET completed_on = %s, task = 'x' WHERE id = %s",
        [TODAY, world.entry.pk],
    )


def test_anything_of_a_draft_may_change(world):
    entry = row_of_draft(EditionEntry, world)
    drop = row_of_draft(EditionDrop, world)

    run(f"UPDATE {table(EditionEntry)} SET batch = 'launch', task = 'x', slips = 1, note = 'x'"
        " WHERE id = %s", [entry.pk])  # fmt: skip
    run(f"UPDATE {table(EditionDrop)} SET reason = 'x', document = 'x' WHERE id = %s", [drop.pk])
    run(f"UPDATE {table(Edition)} SET code = 'S9', title = 'x' WHERE id = %s", [world.draft.pk])
    entry.refresh_from_db()
    drop.refresh_from_db()
    world.draft.refresh_from_db()
    assert (entry.batch, entry.task, entry.slips, entry.note) == ("launch", "x", 1, "x")
    assert (drop.reason, drop.document) == ("x", "x")
    assert (world.draft.code, world.draft.title) == ("S9", "x")

    for model in (EditionEntry, EditionDrop):
        run(f"DELETE FROM {table(model)} WHERE edition_id = %s", [world.draft.pk])
    run(f"DELETE FROM {table(Edition)} WHERE id = %s", [world.draft.pk])
    assert not Edition.objects.drafts().exists()


def test_a_proposal_that_waits_takes_the_place_of_no_other_and_is_not_removed(world):
    refused(f"DELETE FROM {table(Proposal)} WHERE id = %s", [world.waiting.pk])
    if connection.vendor == "sqlite":
        refused(
            f"UPDATE OR REPLACE {table(Proposal)} SET id = %s WHERE id = %s",
            [world.decided.pk, world.waiting.pk],
        )
    run(f"UPDATE {table(Proposal)} SET reason = 'x' WHERE id = %s", [world.waiting.pk])
