"""What visitors are told of the journal, and what not."""

import pytest
from django.contrib.auth.models import AnonymousUser

from reform_apps.models import Application, Assessment, JournalEntry, Observation
from reform_apps.operations import applications, duplicate_checks
from reform_apps.queries import mentions
from reform_apps.queries.rights import disclosures
from tests.clock import NOON
from tests.factories import ApplicationFactory, AssessmentFactory, ObservationFactory, SystemFactory
from tests.operations.steps import complete, make

VISITOR = AnonymousUser()

pytestmark = pytest.mark.django_db


def amend(application, officer, **changes):
    return applications.amend(
        application=application, changes=changes, version=application.version, by=officer, at=NOON
    )


def versions(application, user):
    told = disclosures.journal_of(application, user=user)
    return [entry.version for entry in told]


@pytest.mark.parametrize("noun", [Application, JournalEntry, Observation, Assessment])
def test_visitors_see_public_rows_and_others_all(noun, reader):
    for visibility in ("public", "internal"):
        application = ApplicationFactory(visibility=visibility)
        ObservationFactory(application=application)
        AssessmentFactory(application=application)

    assert noun.objects.visible_to(VISITOR).count() == 1
    assert noun.objects.visible_to(reader).count() == 2


def test_a_value_of_the_province_is_public():
    observation = ObservationFactory(application=None)

    assert list(Observation.objects.visible_to(VISITOR)) == [observation]


def test_what_was_written_while_it_was_internal_stays_internal(officer):
    application = ApplicationFactory(visibility="internal")
    application = amend(application, officer, summary="内部")
    application = amend(application, officer, visibility="public")
    application = amend(application, officer, summary="公开")

    assert versions(application, officer) == [4, 3, 2, 1]
    assert versions(application, VISITOR) == [4, 3]


def test_duplicate_checks_are_not_public(officer):
    application = ApplicationFactory()
    duplicate_checks.record(
        application=application, decision="distinct", reason="不同", by=officer, at=NOON
    )

    assert versions(application, officer) == [2, 1]
    assert versions(application, VISITOR) == [1]


def test_what_an_application_was_while_internal_is_not_told_by_the_entry_that_opens_it(officer):
    application = ApplicationFactory(visibility="internal", summary="内部")
    application = amend(application, officer, summary="公开", visibility="public")
    entry = application.journal.get(version=2)

    told = disclosures.changes_told(entry, user=VISITOR)

    assert told["summary"] == [None, "公开"]
    assert told["visibility"] == ["internal", "public"]
    assert "内部" not in str(told)
    assert disclosures.changes_told(entry, user=officer) == entry.changes


def test_a_successor_that_is_internal_is_not_named_to_visitors(officer):
    target = ApplicationFactory(visibility="internal", status="online")
    merged = make(complete("online"), "merge", officer, reason="并入", merged_into=target)
    entries = list(merged.journal.all())

    assert target.code in mentions.rows_named_in(entries, user=officer)["merged_into"]
    assert mentions.rows_named_in(entries, user=VISITOR).get("merged_into", {}) == {}


def test_rows_are_named_with_one_statement_a_noun(officer, django_assert_num_queries):
    application = complete("planning")
    for system in SystemFactory.create_batch(3):
        application = amend(application, officer, system=system)
    entries = list(application.journal.all())

    with django_assert_num_queries(3):  # system, organization, region
        named = mentions.rows_named_in(entries, user=officer)

    assert len(named["system"]) == 4


def test_from_which_file_an_act_came_is_not_public(officer):
    application = ApplicationFactory()
    told = {"import_batch": [None, {"id": 1, "file": "报送.xlsx", "sha256": "0" * 64}]}
    applications.amend(
        application=application, changes={"summary": "新"}, version=1, by=officer, at=NOON,
        beside=told,
    )  # fmt: skip
    entry = application.journal.get(version=2)

    assert "import_batch" not in disclosures.changes_told(entry, user=VISITOR)
    assert disclosures.changes_told(entry, user=officer)["import_batch"] == told["import_batch"]
