"""Who may come in, what they find, and in which language."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from reform_apps.models import (
    Arrival,
    Bigram,
    EffectiveState,
    Folding,
    Numbering,
    Placing,
    Position,
    RecordedState,
    Revision,
    SavedView,
    SearchText,
    Tally,
)
from tests.admin.addresses import adding, listing
from tests.factories import UserFactory
from tests.factories.users import PASSWORD

NOUNS = {
    "alias",
    "application",
    "assessment",
    "dependency",
    "duplicatecheck",
    "edition",
    "editiondrop",
    "editionentry",
    "importbatch",
    "indicator",
    "journalentry",
    "observation",
    "order",
    "organization",
    "outcome",
    "region",
    "runway",
    "seal",
    "source",
    "system",
    "weighting",
}
# How the ledger keeps its books; positions are told with the journal, views above the list.
BOOKKEEPING = {
    Revision,
    Arrival,
    Bigram,
    Folding,
    EffectiveState,
    Numbering,
    Placing,
    SearchText,
    Tally,
    Position,
    RecordedState,
    SavedView,
}
# Who may add what, written out by hand.
ADDING = {
    "reader": set(),
    "auditor": set(),
    "unit_editor": {"importbatch"},
    "system_lead": {"application", "duplicatecheck", "importbatch"},
    "reform_office": {
        "application", "assessment", "duplicatecheck", "edition", "importbatch", "observation",
        "indicator", "order", "organization", "outcome", "region", "runway", "source", "system",
        "weighting",
    },
}  # fmt: skip


@pytest.mark.parametrize("role", ADDING)
def test_every_role_signs_in_and_looks_at_every_noun(role, client, db):
    UserFactory(username="somebody", role=role)

    page = client.post(
        reverse("admin:login"),
        {"username": "somebody", "password": PASSWORD, "next": reverse("admin:index")},
        follow=True,
    )

    assert page.redirect_chain == [(reverse("admin:index"), 302)]
    assert {noun: client.get(listing(noun)).status_code for noun in NOUNS} == dict.fromkeys(
        NOUNS, 200
    )
    assert {noun for noun in NOUNS if client.get(adding(noun)).status_code == 200} == ADDING[role]


def test_who_is_not_staff_stays_outside(client, reader):
    reader.is_staff = False
    reader.save()
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(listing("application")).status_code == 302


def test_every_noun_of_the_registry_has_its_place():
    ours = set(apps.get_app_config("reform_apps").get_models()) - BOOKKEEPING

    assert ours - set(admin.site._registry) == set()


def test_nothing_is_deleted_anywhere(as_superuser, rf):
    request = rf.get("/")
    request.user = UserFactory(is_superuser=True)

    deleting = [
        model.__name__
        for model, model_admin in admin.site._registry.items()
        if model_admin.has_delete_permission(request)
        or "delete_selected" in model_admin.get_actions(request)
    ]

    assert deleting == []


def test_people_are_the_superusers_alone(at_the_office, as_superuser):
    nouns = ("reform_apps_user", "knox_authtoken", "axes_accessattempt")
    pages = [reverse(f"admin:{noun}_changelist") for noun in nouns]

    assert [at_the_office.get(page).status_code for page in pages] == [403] * 3
    assert [as_superuser.get(page).status_code for page in pages] == [200] * 3


def test_the_nouns_are_grouped(as_superuser):
    groups = as_superuser.get(reverse("admin:index")).context["app_list"]

    assert [group["app_label"] for group in groups] == [
        "ledger", "editions", "reference", "people",
    ]  # fmt: skip
    assert sum(len(group["models"]) for group in groups) == len(admin.site._registry)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("zh-hans", "登录"), ("en", "Log in")])
def test_the_admin_speaks_the_language_that_is_chosen(language, word):
    client = Client(headers={"accept-language": "fr"})

    client.post(reverse("set_language"), {"language": language, "next": reverse("admin:login")})

    assert word in client.get(reverse("admin:login")).content.decode()


def test_the_admin_offers_the_other_language(at_the_office):
    page = at_the_office.get(reverse("admin:index")).content.decode()

    assert 'name="language" value="en"' in page
    assert 'name="language" value="zh-hans"' not in page
