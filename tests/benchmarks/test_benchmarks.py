"""What is measured is a whole ledger, and what it is measured by gives the same answers."""

import pytest
from django.core.management import call_command
from django.db import connection
from psycopg2.extras import register_default_jsonb
from rest_framework.test import APIClient

from reform_apps.models import Application, JournalEntry, SearchText
from reform_apps.operations.writing import texts
from reform_apps.queries.proofs.tallies import missed
from tests.benchmarks import floor, floor_reads, loading, words
from tests.benchmarks.measuring import FLOOR, LARGE, SMALL, Figures, told
from tests.benchmarks.workloads import READS

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="It loads by COPY."),
]
NUMBER, ENTRIES = 120, 6
LIST = "/api/v1/applications/"


@pytest.fixture
def world():
    call_command("seed_ledger", verbosity=0)
    loading.fill(NUMBER, entries=ENTRIES)


@pytest.fixture
def by_hand(monkeypatch):
    """Ask the floor within the transaction of the test."""

    def cursor():
        found = connection.cursor()
        # As psycopg2 reads it by itself: Django has it left as text.
        register_default_jsonb(found.cursor)
        return found

    monkeypatch.setattr(floor_reads, "cursor", cursor)

    def ask(path, query=""):
        environ = {"PATH_INFO": f"/{path}", "QUERY_STRING": query, "wsgi.input": _NoBody()}
        return b"".join(floor.application(environ, lambda _status, _headers: None))

    return ask


class _NoBody:
    def read(self, _length):
        return b""


def test_the_ledger_that_is_made_is_whole(world, capsys):
    call_command("verify_ledger")

    assert "The ledger is whole" in capsys.readouterr().out
    made = Application.objects.filter(organization__code__startswith="bench")
    assert made.count() == NUMBER
    assert JournalEntry.objects.filter(application__in=made).count() == NUMBER * ENTRIES
    assert made.filter(status="online").count() > NUMBER / 3
    assert not missed()


def test_it_is_found_as_if_it_had_been_registered(world):
    loaded = list(SearchText.objects.order_by("pk").values())

    texts.retell(Application.objects.for_list())

    assert list(SearchText.objects.order_by("pk").values()) == loaded


@pytest.mark.parametrize(
    ("path", "hand", "query"),
    [
        (LIST, "list", ""), (LIST, "list", "status=online&system=government"),
        (LIST, "list", "organization=bench-7"), (LIST, "search", f"search={words.FREQUENT}"),
        (LIST, "search", f"search={words.FOUR}"), (LIST, "search", f"search={words.ABSENT}"),
    ],
)  # fmt: skip
def test_the_floor_lists_the_same_rows(path, hand, query, world, by_hand):
    answer = APIClient().get(f"{path}?{query}").json()
    floor_told = _read(by_hand(hand, query))

    assert floor_told["count"] == answer["count"]
    assert [_plain(row) for row in floor_told["results"]] == [
        _plain(row) for row in answer["results"]
    ]


def test_the_floor_shows_the_same_application(world, by_hand):
    for application in Application.objects.filter(visibility="public").order_by("-number")[:5]:
        shown = APIClient().get(f"{LIST}{application.code}/").json()
        assert _plain(_read(by_hand("detail", f"code={application.code}"))) == _plain(shown)


def test_figures_are_told_as_multiples_of_the_floor():
    figures = Figures(READS[0], {LARGE: [0.004, 0.002, 0.003], FLOOR: [0.002], SMALL: [0.003]}, 3)

    line = told([figures]).splitlines()[-1]

    assert line.removeprefix(READS[0].name).split() == [
        "3.00", "4.00", "333", "3", "2.00", "1.50", "1.5", "1.00",
    ]  # fmt: skip


def _read(body):
    return floor_reads.orjson.loads(body)


def _plain(row):
    """Let moments be the same in any zone, which the floor leaves to the engine."""
    return {name: value for name, value in row.items() if not name.endswith("_at")}
