"""What a load balancer is told."""

import pytest
from django.db import OperationalError

from reform_apps.pages import health


def test_livez_needs_no_database(client):
    answer = client.get("/livez")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_readyz_is_ready_when_every_migration_is_applied(client):
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_readyz_names_migrations_that_are_missing(client, monkeypatch):
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_: [1, 2])

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"2 migrations are not applied\n")


def test_readyz_says_when_the_database_is_silent(client, monkeypatch):
    def silent(connection):
        raise OperationalError

    monkeypatch.setattr(health, "MigrationExecutor", silent)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"the database does not answer\n")


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_health_is_only_read(path, client):
    assert client.post(path).status_code == 405
