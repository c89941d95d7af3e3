"""Measured values, of an application or of the whole province."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from reform_apps.models import JournalEntry, Observation
from reform_apps.operations import observations
from reform_apps.operations.writing.acts import ActRefused
from reform_apps.queries import snapshots
from tests.clock import NOON
from tests.factories import ApplicationFactory, SourceFactory, UserFactory
from tests.policy import OFFICE, ROLES

LATER = NOON + timedelta(days=1)
VALUES = {
    "indicator": "daily_visits",
    "value": "810000",
    "unit": "visits_per_day",
    "printed": "81万人次",
    "is_rounded": True,
    "as_of_note": "未载日期",
    "basis": "stated",
    "source": "article",
    "locator": "L14",
    "note": "日均值。",
}
MEASURED = VALUES | {"as_of": None}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def article(db):
    return SourceFactory(code="article")


def record(by, *, application=None, **other):
    values = {name: value for name, value in (VALUES | other).items() if value is not ...}
    return observations.record(application=application, values=values, by=by, at=LATER)


def correct(observation, by, **values):
    return observations.correct(
        observation=observation, values=values, by=by, at=LATER, reason="更正"
    )


def test_a_value_of_an_application_is_one_act(officer, article):
    application = ApplicationFactory()

    observation = record(officer, application=application)

    observation.refresh_from_db()
    assert (observation.value, observation.source) == (Decimal(810000), article)
    assert observation.recorded_at == LATER
    application.refresh_from_db()
    first, entry = application.journal.order_by("version")
    assert (application.version, application.updated_at) == (2, LATER)
    assert (entry.verb, entry.by, entry.recorded_at) == ("observe", officer, LATER)
    assert entry.changes == {"observation": [None, MEASURED]}
    assert entry.snapshot == first.snapshot
    assert entry.previous_digest == first.digest
    assert entry.digest == entry.expected_digest()


def test_a_value_of_the_province_is_in_no_journal(officer):
    observation = record(officer)

    assert Observation.objects.get() == observation
    assert observation.application is None
    assert JournalEntry.objects.count() == 0


def test_a_correction_is_an_act_and_the_journal_keeps_what_stood_there(officer):
    application = ApplicationFactory()
    observation = record(officer, application=application)

    correct(observation, officer, value="820000", printed="82万人次")

    observation.refresh_from_db()
    assert (observation.value, observation.printed) == (Decimal(820000), "82万人次")
    entry = application.journal.get(version=3)
    after = MEASURED | {"value": "820000", "printed": "82万人次"}
    assert entry.changes == {"observation": [MEASURED, after]}
    assert entry.reason == "更正"


@pytest.mark.parametrize(
    "values",
    [{}, {"value": "810000.0000"}, {"value": 810000}, {"source": "article", "printed": "81万人次"}],
    ids=repr,
)
def test_nothing_is_written_when_nothing_differs(values, officer, untouched):
    observation = record(officer, application=ApplicationFactory())

    with untouched():
        correct(observation, officer, **values)


@pytest.mark.parametrize(
    ("value", "frozen"),
    [("99.5", "99.5"), ("0", "0"), ("6200000000", "6200000000"), ("0.1000", "0.1"), (7, "7")],
)
def test_a_number_is_frozen_without_idle_zeros(value, frozen, officer):
    observation = record(officer, value=value, unit="count", indicator="other")

    observation.refresh_from_db()
    assert snapshots.measured(observation)["value"] == frozen


@pytest.mark.parametrize("role", [*sorted(set(ROLES) - OFFICE), None])
def test_only_the_office_records_and_corrects(role, officer, untouched):
    application = ApplicationFactory(complete=True)
    observation = record(officer, application=application)
    person = UserFactory(
        role=role, organization=application.organization, systems=[application.system]
    )

    with untouched(), pytest.raises(ActRefused, match="It takes: reform office"):
        record(person, application=application)
    with untouched(), pytest.raises(ActRefused):
        record(person)
    with untouched(), pytest.raises(ActRefused):
        correct(observation, person, value="1")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"value": ...}, "value"),
        ({"value": None}, "value"),
        ({"value": ""}, "value"),
        ({"value": "many"}, "value"),
        ({"value": "NaN"}, "value"),
        ({"value": "Infinity"}, "value"),
        ({"value": "1e400"}, "value"),
        ({"value": "0.00001"}, "value"),
        ({"value": "1" * 15}, "value"),
        ({"value": "-1"}, "value"),
        ({"indicator": "happiness"}, "indicator"),
        ({"indicator": ...}, "indicator"),
        ({"unit": "miles"}, "unit"),
        ({"unit": "percent"}, "unit"),
        ({"indicator": "usage_rate", "unit": "percent", "value": "100.1"}, "value"),
        ({"as_of_note": ""}, "__all__"),
        ({"as_of_note": "\0"}, "as_of_note"),
        ({"as_of": "2022-02-31"}, "as_of"),
        ({"as_of": "2022-07-02"}, "as_of"),
        ({"as_of": date(2022, 7, 2)}, "as_of"),
        ({"printed": "\ud800"}, "printed"),
        ({"printed": "字" * 41}, "printed"),
        ({"basis": "guessed"}, "basis"),
        ({"source": "hearsay"}, "source"),
        ({"source": None}, "__all__"),
        ({"locator": ""}, "__all__"),
        ({"basis": "derived", "note": ""}, "__all__"),
        ({"note": "\x07"}, "note"),
    ],
    ids=repr,
)
@pytest.mark.parametrize("of_the_province", [True, False], ids=["province", "application"])
def test_what_cannot_be_is_refused_in_its_own_name(
    values, field, of_the_province, officer, untouched
):
    application = None if of_the_province else ApplicationFactory()

    with untouched(), pytest.raises(ValidationError) as refusal:
        record(officer, application=application, **values)

    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("values", "field"),
    [({"value": "many"}, "value"), ({"value": None}, "value"), ({"indicator": "x"}, "indicator")],
    ids=repr,
)
def test_a_correction_is_judged_as_strictly(values, field, officer, untouched):
    observation = record(officer, application=ApplicationFactory())

    with untouched(), pytest.raises(ValidationError) as refusal:
        correct(observation, officer, **values)

    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize("field", ["application", "recorded_at", "pk", "id", "colour"])
def test_what_is_no_value_is_refused_by_name(field, officer, untouched):
    application, other = ApplicationFactory.create_batch(2)
    observation = record(officer, application=application)
    values = {field: other if field == "application" else 7}

    with untouched(), pytest.raises(ValidationError) as refusal:
        observations.record(application=application, values=VALUES | values, by=officer, at=LATER)
    assert list(refusal.value.message_dict) == [field]
    with untouched(), pytest.raises(ValidationError):
        correct(observation, officer, **values)


def test_the_edges_of_a_percentage_are_possible(officer):
    for value in ("0", "100"):
        record(officer, value=value, unit="percent", indicator="usage_rate", as_of=None)

    assert Observation.objects.count() == 2


def test_a_day_will_do_in_place_of_words(officer):
    observation = record(officer, as_of=date(2022, 4, 30), as_of_note="")

    assert snapshots.measured(observation)["as_of"] == "2022-04-30"
