"""What the database itself refuses of reference data and of measured values."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import BaseConstraint, ProtectedError
from django.utils import translation

from reform_apps.models import Alias, DuplicateCheck, Organization, Region, Runway, Source, System
from reform_apps.operations.writing import rows
from tests.clock import NOON, TODAY
from tests.factories import (
    ApplicationFactory,
    AssessmentFactory,
    ObservationFactory,
    OrganizationFactory,
    RegionFactory,
    RunwayFactory,
    SourceFactory,
    SystemFactory,
    UserFactory,
)

# What nobody can bring about by what they type.
SPEECHLESS = {
    "application_attested_by_somebody",
    "application_number_once",
    "application_code_once",
    "application_version_counts_from_one",
    "edition_published_iff_sealed",
    "edition_follows_another",
    "editionentry_due_day_has_its_first",
    "editionentry_pinned_iff_digested",
    "proposal_decided_iff_by_somebody",
    "seal_begins_once",
    "seal_closes_entries",
    "seal_chained_after_the_first",
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def a_check():
    return DuplicateCheck.objects.create(
        application=ApplicationFactory(),
        name="浙里某事",
        decision="distinct",
        reason="不同",
        by=UserFactory(),
        recorded_at=NOON,
    )


def an_alias():
    return Alias.objects.create(
        application=ApplicationFactory(), name="别名", key="别名", core="别名"
    )


def refused(row, **changes):
    """Say that the database refuses it, and return what operations make of the refusal."""
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**changes)
    for field, value in changes.items():
        setattr(row, field, value)
    with pytest.raises(ValidationError) as refusal, transaction.atomic():
        rows.write(row)
    return refusal.value.messages


CITATION = "A value that is not entered names source and locator."
DATES = "A row closes after it has opened."


@pytest.mark.parametrize(
    "factory",
    [
        SystemFactory,
        RunwayFactory,
        RegionFactory,
        OrganizationFactory,
        ObservationFactory,
        AssessmentFactory,
        an_alias,
    ],
)
def test_a_value_that_is_not_entered_is_cited(factory):
    row = factory()

    assert refused(row, basis="stated") == [CITATION]
    row.source, row.locator = SourceFactory(), "L14"
    rows.write(row)
    assert refused(row, basis="derived") == ["A derived value says by which rule, in its note."]
    row.note = "规则"
    rows.write(row)
    assert refused(row, locator="") == [CITATION]
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(basis="hearsay")


@pytest.mark.parametrize(
    "factory", [SystemFactory, RunwayFactory, RegionFactory, OrganizationFactory]
)
def test_a_row_closes_after_it_has_opened(factory):
    row = factory(opened_on=TODAY)

    assert refused(row, closed_on=TODAY) == [DATES]
    row.closed_on = date(2022, 7, 1)
    rows.write(row)
    days = [date(2022, 6, 29), TODAY, date(2022, 7, 1)]
    assert [row.is_in_force(day) for day in days] == [False, True, False]
    assert [type(row).objects.in_force(day).filter(pk=row.pk).exists() for day in days] == [
        False, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"value": "-0.0001"}, "Counts start at 0, and percents end at 100."),
        ({"value": "100.0001", "unit": "percent"}, "Counts start at 0, and percents end at 100."),
        (
            {"as_of": None, "as_of_note": ""},
            "Say of which day the value is, or what is known of it.",
        ),
    ],
)
def test_a_value_is_possible(changes, message):
    assert refused(ObservationFactory(indicator="other"), **changes) == [message]


@pytest.mark.parametrize(
    ("factory", "changes"),
    [
        (ObservationFactory, {"unit": "miles"}),
        (AssessmentFactory, {"kind": "applause"}),
        (a_check, {"decision": "perhaps"}),
        (a_check, {"reason": ""}),
    ],
)
def test_words_are_known(factory, changes):
    assert refused(factory(), **changes) != []


def test_a_runway_is_named_once_in_its_system():
    first = RunwayFactory(name="市场监管")
    other = RunwayFactory(system=first.system)

    assert refused(other, name="市场监管") == ["This system already has a runway of this name."]
    assert RunwayFactory(name="市场监管").pk


@pytest.mark.parametrize("tier", ["platform", "support"])
def test_runways_lie_where_the_work_is_done(tier):
    with pytest.raises(ValidationError) as refusal:
        rows.write(RunwayFactory.build(system=SystemFactory(tier=tier)))

    assert list(refusal.value.message_dict) == ["system"]


def test_a_city_lies_in_a_province_and_a_province_in_nothing():
    province, city = RegionFactory(), RegionFactory(city=True)
    sentence = ["A city or county, and only that, belongs to another region."]

    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.filter(pk=city.pk).update(parent=None)
    assert refused(province, parent=city) == sentence
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.filter(pk=city.pk).update(level="village")


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [("440100", "city", "330000"), ("330199", "county", "330000"), ("330299", "county", "330100")],
)
def test_a_region_lies_one_level_down_and_shares_the_beginning(code, level, parent):
    province = RegionFactory()
    RegionFactory(city=True, code="330100", parent=province)
    region = RegionFactory.build(
        code=code, level=level, name="某地", parent=Region.objects.get(code=parent)
    )

    with pytest.raises(ValidationError) as refusal:
        rows.write(region)

    assert list(refusal.value.message_dict) == ["parent"]


@pytest.mark.parametrize(
    ("factory", "field", "value"),
    [
        (SystemFactory, "code", "two words"),
        (SystemFactory, "code", "-a"),
        (SystemFactory, "code", "数字"),
        (SystemFactory, "aliases", "名"),
        (SystemFactory, "aliases", ["名\0"]),
        (SystemFactory, "name", "名\n字"),
        (SystemFactory, "tier", "moon"),
        (RegionFactory, "code", "33010"),
        (RegionFactory, "code", "033010"),
        (RegionFactory, "code", "330１00"),
        (OrganizationFactory, "uscc", "9133000012345678I0"),
        (OrganizationFactory, "uscc", "91330000"),
        (SourceFactory, "sha256", "A" * 64),
        (SourceFactory, "url", "javascript:alert(1)"),
        (SourceFactory, "note", "\0"),
    ],
)
def test_a_field_refuses_what_it_cannot_hold_in_its_own_name(factory, field, value):
    row = factory()
    setattr(row, field, value)

    with pytest.raises(ValidationError) as refusal:
        rows.write(row)

    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize(
    "row", ["system", "runway", "organization", "origin_region", "merged_into"]
)
def test_what_an_application_names_is_not_deleted(row):
    runway = RunwayFactory()
    application = ApplicationFactory(
        complete=True,
        system=runway.system,
        runway=runway,
        status="merged",
        merged_into=ApplicationFactory(),
    )

    with pytest.raises((ProtectedError, IntegrityError)):
        getattr(application, row).delete()


@pytest.mark.parametrize("noun", [Source, System, Runway, Region, Organization])
def test_reference_data_is_found_by_its_code(noun):
    row = {
        Source: SourceFactory, System: SystemFactory, Runway: RunwayFactory,
        Region: RegionFactory, Organization: OrganizationFactory,
    }[noun]()  # fmt: skip

    assert noun.objects.get_by_natural_key(*row.natural_key()) == row


def test_a_region_covers_what_lies_within_it():
    province = RegionFactory()
    city = RegionFactory(city=True, code="330100", parent=province)
    other = RegionFactory(city=True, code="330200", parent=province)
    county = RegionFactory(county=True, code="330111", parent=city)
    elsewhere = RegionFactory(county=True, code="330282", parent=other)

    def within(*regions):
        return set(Region.objects.within(regions))

    assert within(province) == {province, city, other, county, elsewhere}
    assert within(city) == {city, county}
    assert within(county) == {county}
    assert within(county, other) == {county, other, elsewhere}
    assert within() == set()


def test_every_constraint_that_people_can_meet_has_a_sentence_of_its_own():
    journal = apps.get_model("reform_apps.JournalEntry")
    speechless = {
        constraint.name
        for model in apps.get_app_config("reform_apps").get_models()
        for constraint in model._meta.constraints
        if model is not journal
        and constraint.violation_error_message == BaseConstraint.default_violation_error_message
    }

    assert speechless == SPEECHLESS


def test_the_database_has_every_constraint_of_the_models():
    for model in apps.get_app_config("reform_apps").get_models():
        with connection.cursor() as cursor:
            present = connection.introspection.get_constraints(cursor, model._meta.db_table)
        assert {constraint.name for constraint in model._meta.constraints} - set(present) == set()
