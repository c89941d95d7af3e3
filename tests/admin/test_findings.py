"""Observations and assessments in the admin."""

import pytest
from django.contrib.admin.models import LogEntry

from reform_apps.models import Assessment, Observation
from tests.admin.addresses import adding, changing, errors_of, typed
from tests.factories import ApplicationFactory, AssessmentFactory, ObservationFactory, SourceFactory

VALUE = {"indicator": "usage_rate", "value": "88.5", "unit": "percent", "as_of": "2022-06-30"}


def add(client, noun, **values):
    page = client.get(adding(noun))
    return client.post(adding(noun), typed(page, **values))


def correct(client, row, **values):
    page = client.get(changing(row))
    return client.post(changing(row), typed(page, **values))


def test_observation_is_recorded_in_the_journal(at_the_office, officer):
    application, source = ApplicationFactory(), SourceFactory()

    add(
        at_the_office, "observation", application=application.pk, **VALUE,
        basis="stated", source=source.pk, locator="L14", reason="来自原文",
    )  # fmt: skip

    entry = application.journal.get(version=2)
    assert Observation.objects.get().source == source
    assert (entry.verb, entry.by, entry.reason) == ("observe", officer, "来自原文")


def test_observation_of_the_province_has_no_journal(at_the_office):
    add(at_the_office, "observation", **VALUE)

    assert Observation.objects.get().application is None


def test_observation_is_corrected_with_a_reason(at_the_office):
    observation = ObservationFactory()

    refused = correct(at_the_office, observation, value="820000")
    correct(at_the_office, observation, value="820000", reason="抄录错误")

    entry = observation.application.journal.get(version=2)
    assert list(errors_of(refused)) == ["reason"]
    assert entry.reason == "抄录错误"
    assert [state["value"] for state in entry.changes["observation"]] == ["810000", "820000"]


def test_correction_of_nothing_is_not_written(at_the_office):
    observation = ObservationFactory()

    answer = correct(at_the_office, observation, reason="没有变化")

    assert answer.status_code == 302
    assert observation.application.journal.count() == 1
    assert not LogEntry.objects.exists()


def test_reason_for_a_value_of_the_province_is_in_the_log(at_the_office):
    observation = ObservationFactory(application=None)

    correct(at_the_office, observation, value="820000", reason="抄录错误")

    assert LogEntry.objects.get().change_message == "抄录错误"


@pytest.mark.parametrize(
    ("field", "value", "blamed"),
    [
        ("value", "-1", "value"),
        ("value", "101", "value"),
        ("value", "NaN", "value"),
        ("value", "1e400", "value"),
        ("as_of", "", "__all__"),
        ("as_of", "2022-02-31", "as_of"),
        ("basis", "stated", "__all__"),
        ("printed", "控\u0007制", "printed"),
        ("application", "9" * 30, "application"),
        ("source", "x", "source"),
    ],
)
def test_bad_input_is_shown_at_its_field(field, value, blamed, at_the_office):
    answer = add(at_the_office, "observation", **{**VALUE, field: value})

    assert answer.status_code == 200
    assert list(errors_of(answer)) == [blamed]
    assert not Observation.objects.exists()


def test_assessment_is_recorded_and_corrected(at_the_office):
    application = ApplicationFactory()

    add(at_the_office, "assessment", application=application.pk, kind="frontrunner")
    assessment = Assessment.objects.get()
    correct(at_the_office, assessment, kind="provincial_best", reason="抄录错误")

    verbs = application.journal.order_by("version").values_list("verb", "reason")
    assert list(verbs) == [("register", ""), ("assess", ""), ("assess", "抄录错误")]


def test_assessment_stays_with_its_application(at_the_office):
    assessment = AssessmentFactory()
    page = at_the_office.get(changing(assessment))

    at_the_office.post(
        changing(assessment), typed(page, application=ApplicationFactory().pk, reason="换一个")
    )

    assert Assessment.objects.get().application == assessment.application


@pytest.mark.parametrize("factory", [ObservationFactory, AssessmentFactory])
def test_others_look_and_do_not_write(factory, as_lead):
    row = factory()

    assert as_lead.get(changing(row)).status_code == 200
    assert as_lead.post(changing(row), {"reason": "想改"}).status_code == 403
