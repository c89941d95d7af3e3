"""Bringing a ledger of any size into PostgreSQL, by COPY."""

import io
import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from multiprocessing import get_context

from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, Model
from django.db.models.fields.json import JSONField

from reform_apps.models import (
    Alias,
    Application,
    EffectiveState,
    JournalEntry,
    Numbering,
    Organization,
    Placing,
    Position,
    RecordedState,
    Region,
    Runway,
    User,
)
from reform_apps.operations import positions
from reform_apps.operations.writing import tallies
from tests.benchmarks.worlds import TABLES, Ground, told

AT_ONCE = 2000  # applications a COPY
ORGANIZATIONS = 300
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def fill(number: int, *, entries: int, workers: int = 1) -> None:
    """Add so many applications to a seeded ledger, each with so many entries of the journal."""
    ground = _ground()
    with _bare():
        shares = [
            (ground, start, min(start + AT_ONCE, number), entries)
            for start in range(0, number, AT_ONCE)
        ]
        if workers == 1:
            for share in shares:
                _copy(*share)
        else:
            connection.close()
            with get_context("fork").Pool(workers) as pool:
                for _ in pool.imap_unordered(_copied_by_itself, shares):
                    pass
    _settle(ground, number, entries)


def sweep() -> None:
    """Let the engine know what has come in, as it would in time by itself."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _ground() -> Ground:
    by = User.objects.filter(username="bench").first()
    by = by or User.objects.create_superuser("bench", password="bench")
    regions = list(Region.objects.order_by("code"))
    Organization.objects.bulk_create(
        [
            Organization(code=f"bench-{n}", name=f"{regions[n % len(regions)].name}第{n}局",
                         kind="government", level="county", region=regions[n % len(regions)])
            for n in range(ORGANIZATIONS)
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    positions.give()
    return Ground(
        by=by,
        regions=regions,
        runways=list(Runway.objects.select_related("system").order_by("code")),
        organizations=list(Organization.objects.filter(code__startswith="bench-")),
        first_key=1 + (_last(Application, "pk") or 0),
        first_alias=1 + (_last(Alias, "pk") or 0),
        first_number=1 + (_last(Application, "number") or 0),
        first_entry=1 + (_last(JournalEntry, "pk") or 0),
        first_state=1 + max(_last(RecordedState, "pk") or 0, _last(EffectiveState, "pk") or 0),
        first_position=1 + (_last(Position, "number") or 0),
    )


def _last(model: type[Model], column: str) -> int | None:
    return model.objects.aggregate(last=Max(column))["last"]


@contextmanager
def _bare() -> Iterator[None]:
    """Take the index of the texts off while they are written: it is built many times as fast."""
    # Within a transaction no index is dropped while the engine has something left to check.
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'search_text_grams'")
        (made,) = cursor.fetchone()
        cursor.execute("DROP INDEX search_text_grams")
    yield
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(made)


def _copied_by_itself(share: tuple) -> None:
    _copy(*share)


@transaction.atomic
def _copy(ground: Ground, start: int, stop: int, entries: int) -> None:
    lines = defaultdict(list)
    for rows in told(ground, start, stop, entries=entries):
        for row in rows:
            lines[type(row)].append(_line(row))
    with connection.cursor() as cursor:
        # Whatever these rows point to is written too; a check of each would double the time.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model in TABLES:
            columns = ", ".join(column for column, _attname, _is_json in _columns(model))
            statement = f"COPY {model._meta.db_table} ({columns}) FROM STDIN"
            cursor.copy_expert(statement, io.StringIO("".join(lines[model])))


@cache
def _columns(model: type[Model]) -> list[tuple[str, str, bool]]:
    fields = model._meta.local_concrete_fields
    return [(each.column, each.attname, isinstance(each, JSONField)) for each in fields]


def _line(row: Model) -> str:
    told = [_spelled(getattr(row, name), json) for _, name, json in _columns(type(row))]
    return "\t".join(told) + "\n"


def _spelled(value: object, is_json: bool) -> str:
    if value is None:
        return "\\N"
    if is_json:
        return json.dumps(value, ensure_ascii=False).translate(ESCAPES)
    if isinstance(value, list):
        return f"{{{','.join(map(str, value))}}}"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).translate(ESCAPES)


def _settle(ground: Ground, number: int, entries: int) -> None:
    Numbering.objects.update_or_create(
        pk=1, defaults={"last_number": ground.first_number + number - 1}
    )
    Placing.objects.update_or_create(
        pk=1, defaults={"last_position": ground.first_position + number * entries - 1}
    )
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), TABLES):
            cursor.execute(statement)
    tallies.retell()


def prepare(*, number: int, entries: int, workers: int) -> None:
    """Make a ledger in an empty database: the tables, the seed, the generated rest."""
    call_command("migrate", verbosity=0)
    call_command("seed_ledger", verbosity=0)
    fill(number, entries=entries, workers=workers)
    sweep()
