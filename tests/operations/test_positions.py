"""The one order of the journal: without gaps, and nothing ever comes in behind a reader."""

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import pytest
from django.db import connection, transaction

from reform_apps.models import Arrival, JournalEntry, Position, Seal
from reform_apps.operations import applications, positions, seals
from reform_apps.queries import positions as order
from reform_apps.queries.proofs import seals as proof
from reform_apps.rules import merkle
from tests.clock import NOON
from tests.factories import ApplicationFactory, UserFactory
from tests.operations.threads import held_open
from tests.operations.worlds import DAY

WRITERS = 8
ACTS = 25  # of each writer; the benchmark does far more


def amend(application, officer, text):
    return applications.amend(
        application=application, changes={"summary": text}, version=application.version,
        by=officer, at=NOON,
    )  # fmt: skip


@pytest.mark.django_db
def test_positions_count_on_from_one(officer):
    application = ApplicationFactory()
    assert positions.give() == 1
    amend(application, officer, "甲")
    ApplicationFactory()

    assert positions.give() == 2
    assert positions.give() == 0
    assert list(order.placed().values_list("place", flat=True)) == [1, 2, 3]
    assert not Arrival.objects.exists()


@pytest.mark.django_db
def test_more_than_are_held_in_memory_get_theirs_all_the_same(officer, monkeypatch):
    monkeypatch.setattr(positions, "SOME", 2)
    for _ in range(5):
        ApplicationFactory()

    assert positions.give() == 5
    assert list(Position.objects.order_by("number").values_list("number", "entry")) == list(
        enumerate(JournalEntry.objects.order_by("pk").values_list("pk", flat=True), start=1)
    )


@pytest.mark.django_db
def test_to_give_none_costs_one_question(django_assert_num_queries):
    ApplicationFactory()
    positions.give()

    with transaction.atomic(), django_assert_num_queries(1):
        assert positions.give() == 0


def test_no_reader_misses_what_writers_write_at_once(real_transactions):
    officer = UserFactory(role="reform_office")
    mine = [ApplicationFactory() for _ in range(WRITERS)]
    done = threading.Event()
    read = []

    def write(application):
        try:
            for number in range(ACTS):
                application = amend(application, officer, f"第{number}次")
        finally:
            connection.close()

    def follow():
        after = 0
        try:
            while True:
                # A reader without a pause keeps Python to itself, and whoever holds the lock waits.
                last_round = done.wait(0.001)
                positions.give()
                page = order.placed().filter(place__gt=after)[:7]
                page = list(page.values_list("place", "application_id", "version"))
                read.extend(page)
                after = page[-1][0] if page else after
                if last_round and not page:
                    return
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reader = pool.submit(follow)
        try:
            for writing in [pool.submit(write, application) for application in mine]:
                writing.result()
        finally:
            # A reader whose writer has failed would read on for ever.
            done.set()
        reader.result()

    assert [place for place, *_rest in read] == list(range(1, WRITERS * (ACTS + 1) + 1))
    for application in mine:
        versions = [version for _place, pk, version in read if pk == application.pk]
        assert versions == list(range(1, ACTS + 2))


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="There, writers wait for one another.")
def test_an_act_that_commits_late_comes_after_what_was_read_before(real_transactions):
    officer = UserFactory(role="reform_office")
    slow, quick = ApplicationFactory(), ApplicationFactory()
    positions.give()

    with held_open(lambda: amend(slow, officer, "慢")):
        amend(quick, officer, "快")
        positions.give()
        seen = list(order.placed().values_list("application_id", "version"))[2:]

    positions.give()
    later = list(order.placed().values_list("application_id", "version"))[2:]
    # The slow one has the smaller key, and the later position.
    assert seen == [(quick.pk, 2)]
    assert later == [(quick.pk, 2), (slow.pk, 2)]


@pytest.mark.django_db
def test_a_seal_closes_what_no_seal_has_closed(officer):
    application = ApplicationFactory()
    ApplicationFactory()

    first = seals.close(at=NOON)
    assert seals.close(at=NOON) is None
    amend(application, officer, "甲")
    second = seals.close(at=NOON + DAY)

    digests = list(
        JournalEntry.objects.order_by("position__number").values_list("digest", flat=True)
    )
    assert (first.number, first.first_position, first.last_position) == (1, 1, 2)
    assert first.root == merkle.root(digests[:2])
    assert (second.number, second.first_position, second.last_position) == (2, 3, 3)
    assert second.root == merkle.root(digests[2:])
    assert second.previous_digest == first.digest
    assert list(Seal.objects.order_by("number")) == [first, second]
    assert list(chain.from_iterable(proof.broken())) == []
    assert list(proof.misplaced()) == []


@pytest.mark.django_db
def test_an_empty_journal_has_nothing_to_seal():
    assert seals.close(at=NOON) is None


@pytest.mark.django_db
def test_few_wait_even_where_nobody_reads(officer, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(positions, "EVERY", 5)
    application = ApplicationFactory()

    for number in range(12):
        with django_capture_on_commit_callbacks(execute=True):
            application.refresh_from_db()
            amend(application, officer, f"第{number}次")

    assert Arrival.objects.count() < 5
    assert Position.objects.count() + Arrival.objects.count() == 13


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="There, writers wait for one another.")
def test_whoever_has_only_acted_does_not_wait_for_whoever_seals(real_transactions, monkeypatch):
    monkeypatch.setattr(positions, "EVERY", 1)
    officer = UserFactory(role="reform_office")
    application = ApplicationFactory()
    with held_open(lambda: seals.close(at=NOON)):
        amend(application, officer, "不等")
        assert Arrival.objects.count() == 1
    assert positions.give() == 1
