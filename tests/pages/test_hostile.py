"""Addresses that nobody means."""

import pytest

from tests.factories import ApplicationFactory, SourceFactory

pytestmark = pytest.mark.django_db


def test_a_page_number_without_end_is_no_page(client):
    application = ApplicationFactory()

    for path in ("/", f"/applications/{application.code}/"):
        assert client.get(f"{path}?page={'9' * 5000}").status_code == 404


def test_an_unknown_parameter_is_named_on_every_page(client):
    for path in (
        f"/applications/{ApplicationFactory().code}/",
        f"/sources/{SourceFactory().code}/",
    ):
        answer = client.get(f"{path}?colour=red")

        assert answer.status_code == 400
        assert "colour" in answer.content.decode()
