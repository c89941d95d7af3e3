"""Every row that is chosen in the admin is chosen by typing, and every field says what it asks."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteMixin, RelatedFieldWidgetWrapper
from django.forms import ModelChoiceField
from django.test import RequestFactory
from django.urls import reverse

from tests.admin.addresses import adding, form_of, listing
from tests.admin.conftest import signed_in
from tests.editions import draft
from tests.factories import ApplicationFactory, RunwayFactory, UserFactory

pytestmark = pytest.mark.django_db
INPUT = re.compile(r"<(?:input|select|textarea)\b[^>]*>")


@pytest.fixture
def everybody():
    return UserFactory(username="root", is_superuser=True, role="reform_office")


def widget_of(field):
    widget = field.widget
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget


def nouns_written():
    return [each for each in admin.site._registry.values() if each.opts.app_label == "reform_apps"]


@pytest.mark.parametrize("noun", nouns_written(), ids=lambda each: each.opts.model_name)
def test_rows_are_chosen_by_typing(noun, everybody):
    request = RequestFactory().get("/")
    request.user = everybody
    if not noun.has_add_permission(request):
        pytest.skip("Nobody adds such rows.")

    page = signed_in(everybody).get(adding(noun.opts.model_name))

    for name, field in form_of(page).fields.items():
        # The five roles are ticked.
        if isinstance(field, ModelChoiceField) and name != "groups":
            assert isinstance(widget_of(field), AutocompleteMixin), name


def pages(application, edition):
    return [
        listing("application"),
        *(adding(noun) for noun in ("application", "proposal", "importbatch", "edition")),
        reverse("admin:reform_apps_application_change", args=[application.pk]),
        reverse("admin:reform_apps_edition_change", args=[edition.pk]),
        reverse("admin:reform_apps_edition_add_entries", args=[edition.pk]),
        reverse("admin:reform_apps_application_transition", args=[application.code, "suspend"]),
        f"{adding('duplicatecheck')}?application={application.pk}",
    ]


def test_no_field_is_without_a_name_or_out_of_turn(everybody):
    application = ApplicationFactory(complete=True, status="online")
    edition = draft(application, by=everybody)
    client = signed_in(everybody)
    for address in pages(application, edition):
        page = client.get(address).content.decode().split('id="content"')[1]
        labeled = set(re.findall(r'<label[^>]*\bfor="([^"]+)"', page))
        wrapped = {each for label in re.findall(r"<label\b.*?</label>", page, re.DOTALL)
                   for each in INPUT.findall(label)}  # fmt: skip
        for tag in INPUT.findall(page):
            own = re.search(r'\bid="([^"]+)"', tag)
            is_quiet = re.search(r'type="(hidden|submit|image|button)"', tag)
            assert (
                is_quiet or "aria-label" in tag or tag in wrapped or (own and own[1] in labeled)
            ), (address, tag)
        assert not re.search(r'tabindex="[1-9]', page), address


def test_many_answers_are_found_by_typing_and_few_are_ticked(at_the_office):
    RunwayFactory.create_batch(13)

    response = at_the_office.get(listing("application"), {"runway": "nowhere"})

    questions = response.context["cl"].questions
    assert (questions["runway"].form, questions["status"].form) == ("many", "several")
    shown = response.content.decode()
    assert '<select name="runway" class="typed" multiple' in shown
    assert "reform_apps/admin/typing.js" in shown
