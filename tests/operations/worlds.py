"""Ledgers with editions, as the tests of several folders need them."""

from datetime import timedelta

from reform_apps.operations import edition_entries, editions
from tests.clock import NOON
from tests.factories import ApplicationFactory

DAY = timedelta(days=1)


def drafted(officer, *applications, code="S0", previous=None, at=NOON, **values):
    """Begin a draft and take applications in, all with the same values."""
    edition = editions.start(code=code, title=f"第{code}版", by=officer, at=at)
    for application in applications:
        edition_entries.add(
            edition=edition, application=application, values=values, by=officer, at=at
        )
    return edition


def published(officer, *applications, code="S0", previous=None, at=NOON, **values):
    """Publish an edition of these applications."""
    edition = drafted(officer, *applications, code=code, at=at, **values)
    return editions.publish(edition=edition, issued_on=None, by=officer, at=at)


def online(**more):
    return ApplicationFactory(complete=True, status="online", **more)
