"""People at the door of the API."""

import pytest
from rest_framework.test import APIClient


def client_of(user=None):
    client = APIClient()
    if user:
        client.force_authenticate(user)
    return client


@pytest.fixture
def visitor_api(db):
    """Somebody whom nobody knows."""
    return client_of()


@pytest.fixture
def officer_api(officer):
    return client_of(officer)


@pytest.fixture
def lead_api(lead):
    return client_of(lead)


@pytest.fixture
def editor_api(editor):
    return client_of(editor)


@pytest.fixture
def reader_api(reader):
    return client_of(reader)
