"""What two people, or one with bad intentions, have done to the admin."""

import pytest

from tests.factories import ObservationFactory

pytestmark = pytest.mark.django_db


def form_of(client, observation):
    page = client.get(f"/admin/reform_apps/observation/{observation.pk}/change/")
    form = page.context["adminform"].form
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    told = {name: value for name, value in values.items() if value not in (None, False)}
    return told | {f"initial-{name}": value for name, value in told.items()}


def test_a_correction_leaves_alone_what_somebody_else_has_corrected(at_the_office):
    observation = ObservationFactory(application=None, value="7", printed="7")
    path = f"/admin/reform_apps/observation/{observation.pk}/change/"
    first, second = form_of(at_the_office, observation), form_of(at_the_office, observation)
    assert first

    for sent in (
        first | {"value": "111", "reason": "笔误"},
        second | {"printed": "柒", "reason": "照原文"},
    ):
        assert at_the_office.post(path, sent).status_code == 302

    observation.refresh_from_db()
    assert (observation.printed, observation.value) == ("柒", 111)


@pytest.mark.parametrize("query", ["recorded_at__year=99999", "recorded_at__year=" + "9" * 400])
@pytest.mark.parametrize("noun", ["journalentry", "observation", "assessment", "duplicatecheck"])
def test_a_year_that_no_calendar_has_is_refused(noun, query, at_the_office):
    assert at_the_office.get(f"/admin/reform_apps/{noun}/?{query}").status_code in (302, 400)


def test_a_page_number_without_end_is_refused(at_the_office):
    answer = at_the_office.get(f"/admin/reform_apps/application/?p={'9' * 5000}")

    assert answer.status_code == 400
