"""Editions to read and to write to."""

from datetime import timedelta

import pytest

from reform_apps.operations import edition_entries, editions
from tests.clock import NOON
from tests.factories import ApplicationFactory

LATER = NOON + timedelta(days=10)


def draft(code, rows, by, *, previous=None, at=NOON, **values):
    edition = editions.start(code=code, title=f"{code}版", previous=previous, by=by, at=at)
    for row in rows:
        edition_entries.add(edition=edition, application=row, values=values, by=by, at=at)
    return edition


def published(code, rows, by, **more):
    edition = draft(code, rows, by, **more)
    at = more.get("at", NOON)
    return editions.publish(edition=edition, issued_on=None, by=by, at=at)


@pytest.fixture
def three(db):
    """Three applications that are online, each in a system of its own."""
    return [
        ApplicationFactory(
            number=n, code=f"ZJ-000{n}", name=f"第{n}个应用", status="online", complete=True
        )
        for n in (1, 2, 3)
    ]
