"""People at the door of the API, and what they find there."""

import pytest
from rest_framework.test import APIClient

from tests.operations.worlds import online


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


@pytest.fixture
def three(db):
    """Three applications that are online."""
    return [online(number=n, code=f"ZJ-000{n}", name=f"第{n}个应用") for n in (1, 2, 3)]
