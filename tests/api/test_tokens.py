"""Signing in and out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from knox.models import AuthToken
from rest_framework.test import APIClient

from tests.factories import ApplicationFactory, UserFactory
from tests.factories.users import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN = "/api/v1/auth/login/"
LOGOUT = "/api/v1/auth/logout/"
CHECKS = "/api/v1/duplicate-checks/"


def login(client, username, password=PASSWORD):
    return client.post(LOGIN, {"username": username, "password": password})


def with_token(token):
    return {"Authorization": f"Token {token}"}


def faults(answer):
    return [(error["attr"], error["code"]) for error in answer.json()["errors"]]


@pytest.fixture
def visitor():
    return APIClient(enforce_csrf_checks=True)


def test_a_name_and_a_password_give_a_token_that_expires(reader, visitor):
    answer = login(visitor, "reader")

    assert (answer.status_code, set(answer.json())) == (200, {"token", "expiry"})
    days = datetime.fromisoformat(answer.json()["expiry"]) - datetime.now(UTC)
    assert timedelta(days=6.9) < days < timedelta(days=7.1)
    token = answer.json()["token"]
    assert visitor.get(CHECKS, headers=with_token(token)).status_code == 200
    assert token not in [row.digest for row in AuthToken.objects.all()]


def test_signing_out_ends_the_token(reader, visitor):
    first, second = (login(visitor, "reader").json()["token"] for _ in range(2))

    assert visitor.post(LOGOUT, headers=with_token(first)).status_code == 204
    assert visitor.get(CHECKS, headers=with_token(first)).status_code == 401
    assert visitor.get(CHECKS, headers=with_token(second)).status_code == 200


def test_signing_out_takes_a_token(visitor, reader):
    answer = visitor.post(LOGOUT)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")

    visitor.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    assert visitor.post(LOGOUT).status_code == 401


def test_signing_out_takes_nothing_along(reader, visitor):
    token = login(visitor, "reader").json()["token"]

    assert visitor.post(LOGOUT, {"all": True}, headers=with_token(token)).status_code == 400
    assert visitor.post(LOGOUT, {}, headers=with_token(token)).status_code == 204


@pytest.mark.parametrize(
    ("username", "password"), [("reader", "wrong"), ("nobody", PASSWORD), ("gone", PASSWORD)]
)
def test_what_does_not_go_together(username, password, reader, visitor):
    UserFactory(username="gone", is_active=False)

    answer = login(visitor, username, password)

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")
    assert faults(answer) == [(None, "authentication_failed")]


@pytest.mark.parametrize(
    ("sent", "attrs"),
    [
        ({}, {"username", "password"}),
        ({"username": "reader"}, {"password"}),
        ({"username": "", "password": "x"}, {"username"}),
        ({"username": "a" * 151, "password": "x"}, {"username"}),
        ({"username": "reader\x00", "password": "x"}, {"username"}),
        ({"username": ["reader"], "password": "x"}, {"username"}),
        ({"username": "reader", "password": "x", "next": "/"}, {"next"}),
        ([], {"non_field_errors"}),
        ("reader", {"non_field_errors"}),
    ],
)
def test_what_is_wrong_is_refused_by_field(sent, attrs, visitor):
    answer = visitor.post(LOGIN, sent)

    assert answer.status_code == 400
    assert {attr for attr, _code in faults(answer)} == attrs


def test_who_guesses_is_locked_out_for_a_while(reader, visitor):
    for _ in range(4):
        assert login(visitor, "reader", "wrong").status_code == 401

    for password in ("wrong", PASSWORD):
        answer = login(visitor, "reader", password)
        assert (answer.status_code, faults(answer)) == (429, [(None, "locked_out")])
        assert answer["Retry-After"] == "900"


def test_a_right_password_forgives(reader, visitor):
    for _ in range(2):
        for _ in range(4):
            assert login(visitor, "reader", "wrong").status_code == 401
        assert login(visitor, "reader").status_code == 200


@pytest.mark.parametrize(
    "header",
    ["Token", "Token wrong", "Token a b", "Token " + "f" * 64, "Token \xff\xfe", "Token \x00",
     "token wrong"],
)  # fmt: skip
def test_what_is_no_token(header, visitor):
    answer = visitor.get("/api/v1/systems/", headers={"Authorization": header})

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")


def test_a_token_that_has_expired(reader, visitor):
    _row, token = AuthToken.objects.create(user=reader, expiry=timedelta(seconds=-1))

    assert visitor.get(CHECKS, headers=with_token(token)).status_code == 401


def test_a_session_keeps_its_guard(officer, visitor):
    visitor.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")

    assert visitor.get(CHECKS).status_code == 200
    answer = visitor.post("/api/v1/applications/", {"name": "办事应用"})
    assert (answer.status_code, faults(answer)) == (403, [(None, "permission_denied")])
    visitor.get(reverse("admin:password_change"))
    guard = {"X-CSRFToken": visitor.cookies["csrftoken"].value}
    answer = visitor.post("/api/v1/applications/", {"name": "办事应用"}, headers=guard)
    assert answer.status_code == 201


class TestReadingThatIsNotPublic:
    @pytest.fixture(autouse=True)
    def _closed(self, settings):
        settings.REGISTRY_PUBLIC_READ = False
        ApplicationFactory(number=1, code="ZJ-0001")

    @pytest.mark.parametrize(
        "path",
        ["systems/", "runways/", "regions/", "organizations/", "sources/", "systems/society/",
         "applications/", "applications/ZJ-0001/", "applications/ZJ-0002/",
         "applications/ZJ-0001/transitions/", "applications/ZJ-0001/journal/",
         "applications/facets/", "observations/", "assessments/", "duplicate-checks/",
         "applications/?colour=red"],
    )  # fmt: skip
    def test_visitors_sign_in_first(self, path, visitor):
        answer = visitor.get(f"/api/v1/{path}")

        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")
        assert faults(answer) == [(None, "not_authenticated")]

    def test_but_they_can_sign_in_and_read_how(self, reader, visitor):
        assert login(visitor, "reader").status_code == 200
        assert visitor.get("/api/v1/schema/").status_code == 200
        assert visitor.get("/api/v1/docs/").status_code == 200

    def test_whoever_has_signed_in_reads(self, reader_api):
        assert reader_api.get("/api/v1/applications/ZJ-0001/").status_code == 200


def test_signing_in_ends_what_is_over(reader, visitor):
    login(visitor, "reader")
    old = datetime.now(UTC) - timedelta(days=1)
    AuthToken.objects.update(expiry=old)

    token = login(visitor, "reader").json()["token"]

    assert AuthToken.objects.filter(expiry__lte=old).count() == 0
    assert visitor.get(CHECKS, headers=with_token(token)).status_code == 200
