"""Saved views over the API."""

import pytest
from rest_framework.test import APIClient

from reform_apps.models import SavedView

pytestmark = pytest.mark.django_db
LIST = "/api/v1/saved-views/"
SENT = {"name": "试运行", "query": "status=trial"}


@pytest.fixture
def api():
    def signed_in(user):
        caller = APIClient()
        caller.force_authenticate(user)
        return caller

    return signed_in


def test_kept_listed_and_removed(api, editor):
    made = api(editor).post(LIST, SENT, format="json")

    assert made.status_code == 201
    told = SENT | {"id": made.json()["id"], "is_shared": False, "owner": "editor"}
    assert made.json() == told
    assert api(editor).get(LIST).json()["results"] == [told]
    assert api(editor).delete(f"{LIST}{told['id']}/").status_code == 204
    assert not SavedView.objects.exists()


def test_others_have_their_own(api, editor, officer):
    key = api(editor).post(LIST, SENT, format="json").json()["id"]

    assert api(officer).get(LIST).json()["results"] == []
    assert api(officer).delete(f"{LIST}{key}/").status_code == 404


def test_sharing_takes_the_office(api, editor, officer):
    shared = SENT | {"is_shared": True}
    assert api(editor).post(LIST, shared, format="json").status_code == 403
    key = api(officer).post(LIST, shared, format="json").json()["id"]

    assert api(editor).get(f"{LIST}{key}/").status_code == 200
    assert api(editor).delete(f"{LIST}{key}/").status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "名" * 61), ("name", "两\n行"), ("name", None),
        ("query", "status=fine"), ("query", "colour=red"), ("query", "search=%00"),
        ("query", "effective_as_of=2022-06-30"),
        ("query", "x" * 5000), ("query", ["status"]), ("is_shared", "perhaps"), ("color", "red"),
    ],
)  # fmt: skip
def test_what_is_no_view_is_refused_by_name(field, value, api, editor):
    answer = api(editor).post(LIST, SENT | {field: value}, format="json")

    assert answer.status_code == 400
    assert [error["attr"] for error in answer.json()["errors"]] == [field]


def test_nobody_without_a_name(client):
    assert client.get(LIST).status_code in (401, 403)
    assert client.post(LIST, SENT).status_code in (401, 403)
