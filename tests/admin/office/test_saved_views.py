"""Views above the list of applications."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reform_apps.models import SavedView
from tests.admin.addresses import listing, told
from tests.admin.conftest import signed_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LIST = listing("application")
SAVE = reverse("admin:reform_apps_application_save_view")
REMOVE = reverse("admin:reform_apps_application_remove_view")


def save(client, **sent):
    return client.post(SAVE, {"name": "试运行", "query": "status=trial"} | sent, follow=True)


def names(client):
    return [name for name, _query, _own in client.get(LIST).context["views"]][2:]


def test_a_question_is_kept_and_opened_again(as_editor, editor):
    page = save(as_editor, query="status=trial&search=&ordering=code")

    view = SavedView.objects.get()
    assert (view.owner, view.query) == (editor, "status=trial&ordering=code")
    assert page.redirect_chain == [(f"{LIST}?{view.query}", 302)]
    assert 'aria-current="page">试运行' in page.content.decode()


def test_the_same_name_is_replaced(as_editor):
    save(as_editor)
    save(as_editor, query="status=online")

    assert SavedView.objects.get().query == "status=online"


def test_one_s_own_are_nobody_else_s(as_editor, at_the_office):
    save(as_editor)

    assert names(as_editor) == ["试运行"]
    assert names(at_the_office) == []
    view = SavedView.objects.get()
    assert at_the_office.post(REMOVE, {"view": view.pk}).status_code == 404


def test_what_the_office_shares_is_offered_to_all(as_editor, at_the_office):
    save(at_the_office, is_shared="on")

    assert names(as_editor) == ["试运行"]
    page = as_editor.post(REMOVE, {"view": SavedView.objects.get().pk}, follow=True)
    assert len(told(page)) == 1
    assert SavedView.objects.exists()
    other = signed_in(UserFactory(role="reform_office"))
    other.post(REMOVE, {"view": SavedView.objects.get().pk})
    assert not SavedView.objects.exists()


def test_the_question_that_was_asked_last_is_one_click_away(as_editor):
    assert as_editor.get(LIST).context["asked_before"] == ""

    as_editor.get(LIST, {"status": "trial"})
    as_editor.get(LIST, {"status": "fine"})

    assert as_editor.get(LIST).context["asked_before"] == "status=trial"
    assert as_editor.get(LIST, {"status": "online"}).context["asked_before"] == ""
    assert as_editor.get(LIST).context["asked_before"] == "status=online"


@pytest.mark.parametrize(
    "sent",
    [
        {"name": ""},
        {"name": "名" * 61},
        {"name": "两\n行"},
        {"query": "status=fine"},
        {"query": "colour=red"},
        {"query": "search=" + "甲" * 5000},
        {"query": "search=%00"},
        {"query": "as_of=2022-06-30"},
        {"is_shared": "on"},
    ],
)
def test_what_is_no_view_is_refused(sent, as_editor):
    page = save(as_editor, **sent)

    assert page.status_code == 200
    assert told(page)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "0", "9" * 40, "999"])
def test_what_is_not_there_is_not_removed(key, as_editor):
    assert as_editor.post(REMOVE, {"view": key}).status_code == 404


@pytest.mark.parametrize("address", [SAVE, REMOVE])
def test_only_by_sending_a_form(address, as_editor, client):
    assert as_editor.get(address).status_code == 405
    assert client.post(address).status_code == 302


def test_queries_do_not_grow_with_views(as_editor):
    counts = []
    # What can be answered to the questions is read by whoever looks first.
    as_editor.get(LIST)
    for number in range(3):
        save(as_editor, name=f"第{number}个")
        with CaptureQueriesContext(connection) as asked:
            as_editor.get(LIST)
        counts.append(len(asked))

    assert len(set(counts)) == 1
