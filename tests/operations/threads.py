"""Acts that happen at once, in threads of their own."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event

from django.db import connection, transaction


def at_once(*acts):
    """Start all acts in one moment; list what each returned or raised, in their order."""
    start = Barrier(len(acts), timeout=30)

    def run(act):
        try:
            start.wait()
            return act()
        except Exception as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@contextmanager
def held_open(act):
    """Act in a thread of its own, and commit that only when the block has ended."""
    acted, may_commit = Event(), Event()

    def hold():
        try:
            with transaction.atomic():
                act()
                acted.set()
                assert may_commit.wait(30)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        try:
            assert acted.wait(30)
            yield
        finally:
            may_commit.set()
        holding.result()
