"""Two acts at once: threads that really commit, on whichever engine the tests run."""

import threading
import time

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, transaction

from reform_apps.models import Application, Assessment, JournalEntry, Observation, Tally
from reform_apps.operations import applications, assessments, observations, transitions
from reform_apps.operations.writing import tallies
from reform_apps.operations.writing.acts import StaleVersion
from reform_apps.queries.proofs.tallies import missed
from reform_apps.rules.lifecycle import Status, Transition
from tests.clock import NOON
from tests.factories import ApplicationFactory, SystemFactory, UserFactory
from tests.operations.threads import at_once

pytestmark = pytest.mark.usefixtures("real_transactions")


@pytest.fixture
def officer(real_transactions):
    return UserFactory(role="reform_office")


def of_type(kind, answers):
    return [answer for answer in answers if isinstance(answer, kind)]


@pytest.fixture
def registered(officer):
    """One application of a system, as `register` makes it."""
    return applications.register(
        particulars={"name": "浙里先来", "system": SystemFactory()}, by=officer, at=NOON
    )


def merge(one, into, officer):
    return lambda: transitions.make_transition(
        application=one,
        transition=Transition.MERGE,
        version=1,
        by=officer,
        at=NOON,
        reason="并入",
        merged_into=into,
    )


def test_of_two_acts_on_one_version_exactly_one_wins(officer):
    application = ApplicationFactory()

    def rename(summary):
        return lambda: applications.amend(
            application=application, changes={"summary": summary}, version=1, by=officer, at=NOON
        )

    answers = at_once(rename("甲"), rename("乙"))

    (winner,) = of_type(Application, answers)
    (loser,) = of_type(StaleVersion, answers)
    application.refresh_from_db()
    assert (application.version, application.summary) == (2, winner.summary)
    assert loser.fields["summary"] == ["", winner.summary]
    assert list(application.journal.order_by("version").values_list("version", flat=True)) == [1, 2]


def test_eight_at_once_get_eight_codes_in_a_row(officer):
    def register(number):
        return lambda: applications.register(
            particulars={"name": f"同时登记之{number}"}, by=officer, at=NOON
        )

    answers = at_once(*map(register, range(8)))

    assert sorted(application.code for application in answers) == [
        "ZJ-0001", "ZJ-0002", "ZJ-0003", "ZJ-0004", "ZJ-0005", "ZJ-0006", "ZJ-0007", "ZJ-0008",
    ]  # fmt: skip
    assert JournalEntry.objects.count() == 8


def test_of_two_opposite_mergers_one_is_refused_and_none_waits_forever(officer):
    one, other = ApplicationFactory.create_batch(2, status=Status.ONLINE)

    answers = at_once(merge(one, other, officer), merge(other, one, officer))

    (merged,) = of_type(Application, answers)
    (refusal,) = of_type((StaleVersion, ValidationError), answers)
    assert refusal.message_dict.keys() == {"merged_into"}
    one.refresh_from_db()
    other.refresh_from_db()
    assert {one.status, other.status} == {Status.MERGED, Status.ONLINE}
    assert merged.merged_into in (one, other)


def test_of_two_registrations_of_one_name_one_is_refused(officer):
    def register(name):
        return lambda: applications.register(particulars={"name": name}, by=officer, at=NOON)

    answers = at_once(register("浙里同名"), register("浙里·同名"))

    (registered,) = of_type(Application, answers)
    (refusal,) = of_type(ValidationError, answers)
    assert registered.code in refusal.message_dict["name"][0]
    assert Application.objects.count() == 1


def test_a_name_and_an_alias_that_are_the_same_do_not_pass_each_other(officer):
    application = ApplicationFactory()

    answers = at_once(
        lambda: applications.register(particulars={"name": "浙里同名"}, by=officer, at=NOON),
        lambda: applications.amend(
            application=application,
            changes={"aliases": [{"name": "浙里同名"}]},
            version=1,
            by=officer,
            at=NOON,
        ),
    )

    assert len(of_type(Application, answers)) == 1
    assert len(of_type(ValidationError, answers)) == 1


def test_acts_that_only_add_all_find_their_place(registered, officer):
    application = registered

    def observe(number):
        return lambda: observations.record(
            application=application,
            values={
                "indicator": "daily_visits",
                "value": str(number),
                "unit": "visits_per_day",
                "as_of_note": "试",
            },
            by=officer,
            at=NOON,
        )

    answers = at_once(*map(observe, range(6)))

    assert of_type(Exception, answers) == []
    versions = application.journal.order_by("version").values_list("version", flat=True)
    assert list(versions) == [1, 2, 3, 4, 5, 6, 7]
    call_command("verify_ledger")


def test_an_act_that_waited_freezes_what_the_act_before_it_has_left(registered, officer):
    application = registered
    systems = SystemFactory.create_batch(4)

    def move(system):
        current = Application.objects.get(pk=application.pk)
        return applications.amend(
            application=current,
            changes={"system": system},
            version=current.version,
            by=officer,
            at=NOON,
        )

    def recognize():
        return assessments.record(
            application=application, values={"kind": "frontrunner"}, by=officer, at=NOON
        )

    for system in systems:
        at_once(lambda system=system: move(system), recognize, recognize)

    call_command("verify_ledger")
    application.refresh_from_db()
    last = application.journal.get(version=application.version)
    assert last.snapshot["system"] == application.system.code


def test_two_corrections_of_one_value_follow_one_another(registered, officer):
    observation = observations.record(
        application=registered,
        values={"indicator": "usage_rate", "value": "50", "unit": "percent", "as_of_note": "试"},
        by=officer,
        at=NOON,
    )

    def correct(**values):
        return lambda: observations.correct(
            observation=observation, values=values, by=officer, at=NOON, reason="更正"
        )

    answers = at_once(correct(value="60"), correct(printed="五成"))

    assert of_type(Exception, answers) == []
    observation = Observation.objects.get()
    assert (observation.value, observation.printed) == (60, "五成")
    call_command("verify_ledger")


def test_two_corrections_of_one_recognition_follow_one_another(registered, officer):
    assessment = assessments.record(
        application=registered, values={"kind": "frontrunner"}, by=officer, at=NOON
    )

    def correct(**values):
        return lambda: assessments.correct(
            assessment=assessment, values=values, by=officer, at=NOON, reason="更正"
        )

    answers = at_once(correct(kind="nationwide"), correct(body="省委"))

    assert of_type(Exception, answers) == []
    assessment = Assessment.objects.get()
    assert (assessment.kind, assessment.body) == ("nationwide", "省委")


def test_two_who_count_anew_at_once_do_not_count_twice(officer, monkeypatch):
    ApplicationFactory()
    Tally.objects.all().delete()

    def slowly():
        told = missed()
        time.sleep(0.3)
        return told

    monkeypatch.setattr(tallies, "missed", slowly)
    assert at_once(tallies.retell, tallies.retell) == [None, None]
    assert not missed()


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="There, writers wait for one another.")
def test_who_points_to_an_application_may_commit_while_another_acts_on_it(officer):
    target = ApplicationFactory()
    merged = ApplicationFactory(status="merged", merged_into=target)
    written = threading.Event()

    def rename(application, alias):
        applications.amend(
            application=application, changes={"aliases": [{"name": alias}]}, version=1,
            by=officer, at=NOON,
        )  # fmt: skip

    def first():
        # It holds the numbers until it commits, and then asks whether the target is still there.
        with transaction.atomic():
            rename(merged, "先到")
            written.set()
            until(somebody_waits)

    def second():
        # It holds the target, and waits for the numbers.
        assert written.wait(30)
        rename(target, "后到")

    assert at_once(first, second) == [None, None]


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted LIMIT 1")
        return cursor.fetchone()


def until(holds, *, seconds=20):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
