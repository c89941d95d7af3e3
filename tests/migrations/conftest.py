"""A ledger in which each guarded table has rows that are frozen, and rows that are not."""

from dataclasses import dataclass
from datetime import date

import pytest

from reform_apps.models import Edition, EditionDrop, EditionEntry, Proposal
from reform_apps.operations import edition_entries, editions
from reform_apps.operations.office import proposals
from tests.clock import NOON
from tests.factories import ApplicationFactory, SourceFactory

DUE = date(2022, 12, 31)


@dataclass
class World:
    """Two published editions, the second with a drop, and a draft; a proposal that is decided."""

    published: Edition
    draft: Edition
    entry: EditionEntry
    drop: EditionDrop
    decided: Proposal
    waiting: Proposal


@pytest.fixture
def world(officer):
    source = SourceFactory()
    carried, dropped, gone = ApplicationFactory.create_batch(3, complete=True)
    cited = {"basis": "stated", "source": source.code, "locator": "L1", "note": "注"}

    def start(code, previous):
        return editions.start(code=code, title=code, by=officer, at=NOON)

    def drop_from(edition, application):
        entry = edition.entries.get(application=application)
        reason = {"reason": "不做了", "document": "文一"}
        return edition_entries.drop(entry=entry, by=officer, at=NOON, **reason)

    def publish(edition):
        return editions.publish(edition=edition, issued_on=None, by=officer, at=NOON)

    first = start("S0", None)
    for application in (carried, dropped, gone):
        values = {"batch": "plan", "task": "建成", "due_on": DUE} | cited
        edition_entries.add(
            edition=first, application=application, values=values, by=officer, at=NOON
        )
    publish(first)
    second = start("S1", first)
    drop = drop_from(second, dropped)
    second = publish(second)
    drop.refresh_from_db()
    draft = start("S2", second)
    drop_from(draft, gone)
    decided, waiting = (
        proposals.propose(changes={"name": name}, reason="请入账", by=officer, at=NOON)
        for name in ("已办的应用", "待办的应用")
    )
    decided = proposals.decide(proposal=decided, refused={}, by=officer, at=NOON)
    entry = second.entries.get(application=carried)
    return World(second, draft, entry, drop, decided, waiting)
