"""Editions to test with, made as everybody makes them."""

from reform_apps.exchange import bundles
from reform_apps.operations import edition_entries, editions
from tests.clock import NOON, TODAY
from tests.factories import UserFactory


def draft(*applications, code="S1", by=None, at=NOON, **values):
    """Begin a draft after the last edition, and add applications, each with these values."""
    by = by or UserFactory(role="reform_office")
    edition = editions.start(code=code, title=f"第{code}版", by=by, at=at)
    for application in applications:
        edition_entries.add(edition=edition, application=application, values=values, by=by, at=at)
    return edition


def published(*applications, code="S0", by=None, at=NOON, issued_on=TODAY, **values):
    """Publish an edition that holds what the last one does, and these applications."""
    by = by or UserFactory(role="reform_office")
    edition = draft(*applications, code=code, by=by, at=at, **values)
    return editions.publish(edition=edition, issued_on=issued_on, by=by, at=at)


def bundled(edition, *, user):
    """Read the bundle of an edition."""
    with bundles.file(edition, user=user) as file:
        return file.read()
