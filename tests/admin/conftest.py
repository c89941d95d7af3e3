"""Staff who have signed in."""

import pytest
from django.test import Client

from tests.factories import UserFactory

BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def at_the_office(officer):
    """The reform office at the admin."""
    return signed_in(officer)


@pytest.fixture
def as_lead(lead):
    """A system lead at the admin."""
    return signed_in(lead)


@pytest.fixture
def as_editor(editor):
    """A unit editor at the admin."""
    return signed_in(editor)


@pytest.fixture
def as_reader(reader):
    """Somebody at the admin who may look and nothing else."""
    return signed_in(reader)


@pytest.fixture
def as_superuser(db):
    """Whoever runs the registry, at the admin."""
    return signed_in(UserFactory(username="root", is_superuser=True))
