"""What applications were recognized as."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from reform_apps.models import Assessment
from reform_apps.operations import assessments
from reform_apps.operations.writing.acts import ActRefused
from tests.clock import NOON
from tests.factories import ApplicationFactory, SourceFactory, UserFactory
from tests.policy import OFFICE, ROLES

LATER = NOON + timedelta(days=1)
FROZEN = {
    "kind": "frontrunner",
    "assessed_on": None,
    "body": "",
    "basis": "entered",
    "source": None,
    "locator": "",
    "note": "",
}

pytestmark = pytest.mark.django_db


def record(recognized, by, **values):
    return assessments.record(
        application=recognized, values={"kind": "frontrunner"} | values, by=by, at=LATER
    )


def correct(assessment, by, **values):
    return assessments.correct(assessment=assessment, values=values, by=by, at=LATER, reason="更正")


def test_a_recognition_is_one_act(officer):
    application = ApplicationFactory()

    assessment = record(application, officer, body="省委改革办", assessed_on=date(2021, 12, 1))

    frozen = FROZEN | {"body": "省委改革办", "assessed_on": "2021-12-01"}
    application.refresh_from_db()
    entry = application.journal.get(version=2)
    assert (entry.verb, entry.by, application.version) == ("assess", officer, 2)
    assert entry.changes == {"assessments": [[], [frozen]]}
    assert entry.snapshot["assessments"] == [frozen]
    assert entry.digest == entry.expected_digest()
    assert Assessment.objects.get() == assessment


def test_a_correction_is_an_act_and_the_journal_keeps_what_stood_there(officer):
    SourceFactory(code="article")
    application = ApplicationFactory()
    assessment = record(application, officer)

    correct(assessment, officer, kind="nationwide", basis="stated", source="article", locator="L14")

    entry = application.journal.get(version=3)
    after = FROZEN | {
        "kind": "nationwide",
        "basis": "stated",
        "source": "article",
        "locator": "L14",
    }
    assert entry.changes == {"assessments": [[FROZEN], [after]]}
    assert entry.reason == "更正"


def test_a_correction_does_not_undo_one_that_was_made_since_the_row_was_read(officer):
    assessment = record(ApplicationFactory(), officer)
    read_before = Assessment.objects.get()
    correct(assessment, officer, body="省委改革办")

    correct(read_before, officer, kind="nationwide")

    assessment.refresh_from_db()
    assert (assessment.kind, assessment.body) == ("nationwide", "省委改革办")


@pytest.mark.parametrize("values", [{}, {"kind": "frontrunner"}, {"body": "", "source": None}])
def test_nothing_is_written_when_nothing_differs(values, officer, untouched):
    assessment = record(ApplicationFactory(), officer)

    with untouched():
        correct(assessment, officer, **values)


@pytest.mark.parametrize("role", [*sorted(set(ROLES) - OFFICE), None])
def test_only_the_office_records_and_corrects(role, officer, untouched):
    application = ApplicationFactory(complete=True)
    assessment = record(application, officer)
    person = UserFactory(
        role=role, organization=application.organization, systems=[application.system]
    )

    with untouched(), pytest.raises(ActRefused, match="It takes: reform office"):
        record(application, person)
    with untouched(), pytest.raises(ActRefused):
        correct(assessment, person, kind="nationwide")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "applause"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"kind": None}, "kind"),
        ({"body": "\0"}, "body"),
        ({"body": None}, "body"),
        ({"body": "\ud800"}, "body"),
        ({"body": "字" * 101}, "body"),
        ({"assessed_on": "2022-02-31"}, "assessed_on"),
        ({"assessed_on": "2022-07-02"}, "assessed_on"),
        ({"assessed_on": date(2022, 7, 2)}, "assessed_on"),
        ({"basis": "stated"}, "__all__"),
        ({"basis": "guessed"}, "basis"),
        ({"source": "hearsay"}, "source"),
        ({"application": None}, "application"),
        ({"recorded_at": NOON}, "recorded_at"),
        ({"colour": "red"}, "colour"),
    ],
    ids=repr,
)
def test_what_cannot_be_is_refused_in_its_own_name(values, field, officer, untouched):
    application = ApplicationFactory()
    assessment = record(application, officer)

    with untouched(), pytest.raises(ValidationError) as refusal:
        record(application, officer, **values)
    assert list(refusal.value.message_dict) == [field]
    with untouched(), pytest.raises(ValidationError) as refusal:
        correct(assessment, officer, **values)
    assert list(refusal.value.message_dict) == [field]
