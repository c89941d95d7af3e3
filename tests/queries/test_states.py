"""How the ledger stood: by what was recorded by then, and by what had happened."""

import random
from contextlib import suppress
from datetime import date, timedelta
from itertools import chain

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from reform_apps.filtersets.applications import ApplicationFilterSet
from reform_apps.models import Application, EffectiveState, RecordedState
from reform_apps.operations import applications, assessments, edition_entries, editions
from reform_apps.operations.transitions import TransitionRefused
from reform_apps.operations.writing import states as writing
from reform_apps.queries import snapshots, states
from reform_apps.queries.proofs import consistency
from reform_apps.queries.states import Point
from tests.clock import NOON, TODAY
from tests.factories import ApplicationFactory, SourceFactory
from tests.operations.steps import VALUES, complete, make
from tests.operations.worlds import DAY, drafted, online, published
from tests.policy import INPUTS

pytestmark = pytest.mark.django_db


def amend(application, by, *, at, effective_on=None, **changes):
    application.refresh_from_db()
    return applications.amend(
        application=application, changes=changes, version=application.version,
        by=by, at=at, effective_on=effective_on,
    )  # fmt: skip


def stood(user, point, query=""):
    """Ask the list at a point; the applications as they stood."""
    asked = ApplicationFilterSet(QueryDict(query), states.ledger(user, point))
    assert not asked.errors
    return states.thawed(asked.qs)


def names(user, point, query=""):
    return [row.name for row in stood(user, point, query)]


def test_before_it_was_registered_there_was_no_application(officer):
    application = ApplicationFactory()

    assert stood(officer, Point(recorded_by=NOON - DAY)) == []
    assert stood(officer, Point(effective_on=TODAY - DAY)) == []
    assert stood(officer, Point(recorded_by=NOON)) == [application]
    assert stood(officer, Point(effective_on=TODAY)) == [application]
    assert stood(officer, None) == [application]


def test_the_two_clocks_part_when_a_report_comes_late(officer):
    application = complete("approved")
    make(application, "start_building", officer, at=NOON + 10 * DAY, effective_on=TODAY + 2 * DAY)

    recorded = [stood(officer, Point(recorded_by=NOON + n * DAY))[0].status for n in (1, 5, 10)]
    happened = [stood(officer, Point(effective_on=TODAY + n * DAY))[0].status for n in (1, 5, 10)]
    assert recorded == ["approved", "approved", "building"]
    assert happened == ["approved", "building", "building"]


def test_what_was_merged_renamed_or_corrected_since_stands_as_it_did(officer):
    target, merged = online(), online(name="浙里并入")
    amend(merged, officer, at=NOON + DAY, name="浙里改名")
    make(merged, "merge", officer, at=NOON + 2 * DAY, version=2,
         merged_into=target, reason="重复建设")  # fmt: skip

    told = {
        n: stood(officer, Point(recorded_by=NOON + n * DAY), "search=浙里")[0] for n in range(3)
    }

    assert [(row.name, row.status, row.version) for row in told.values()] == [
        ("浙里并入", "online", 1),
        ("浙里改名", "online", 2),
        ("浙里改名", "merged", 3),
    ]
    assert [row.merged_into for row in told.values()] == [None, None, target]


def test_a_reversed_step_was_known_for_a_time_and_never_happened(officer):
    application = complete("approved")
    make(application, "start_building", officer, at=NOON + DAY)
    application.refresh_from_db()
    make(application, "reverse", officer, at=NOON + 3 * DAY, reason="误报")

    assert stood(officer, Point(recorded_by=NOON + 2 * DAY))[0].status == "building"
    assert stood(officer, Point(effective_on=TODAY + 2 * DAY))[0].status == "approved"


def test_a_thawed_application_is_frozen_into_what_it_was_thawed_from(officer):
    source = SourceFactory()
    application = online(name="浙里样样有")
    amend(application, officer, at=NOON + DAY, summary="做什么", terminals=["pc", "tv"],
          aliases=[{"name": "样样有在线", "kind": "variant"}])  # fmt: skip
    assessments.record(
        application=application, by=officer, at=NOON + 2 * DAY,
        values={"kind": "nationwide", "assessed_on": TODAY, "basis": "stated",
                "source": source.code, "locator": "L14"},
    )  # fmt: skip
    entry = application.journal.order_by("-version").first()
    amend(application, officer, at=NOON + 3 * DAY, summary="别的", aliases=[])

    (row,) = stood(officer, Point(recorded_by=NOON + 2 * DAY))

    frozen = snapshots.own_fields(row)
    frozen["aliases"] = [snapshots._alias(alias) for alias in row.aliases.all()]
    frozen["assessments"] = [snapshots._assessment(made) for made in row.assessments.all()]
    assert frozen == entry.snapshot
    assert (row.pk, row.version, row.updated_at) == (application.pk, 3, entry.recorded_at)


QUESTIONS = [
    ("search=浙里先", "search=浙里后"),
    ("search=别名甲", "search=别名乙"),
    ("status=online", "status=suspended"),
    ("kind=application", "kind=platform"),
    ("scope=local", "scope=provincial_major"),
    ("terminal=pc", "terminal=tv"),
    ("has_system=true", "has_system=false"),
    ("has_organization=true", "has_organization=false"),
    ("recognition=nationwide", "recognition=frontrunner"),
    ("basis=entered", "basis=stated"),
    ("batch=upgrade", "batch=plan"),
    ("online_after=2022-01-02", "online_before=2022-01-01"),
]


@pytest.fixture
def turned(officer):
    """An application that has changed in every respect that the list can be asked about."""
    application = online(
        name="浙里先来", scope="local", terminals=["pc"], online_on=date(2022, 2, 1)
    )
    amend(application, officer, at=NOON, aliases=[{"name": "别名甲", "kind": "variant"}])
    record = {"basis": "entered"}
    made = assessments.record(
        application=application, values={"kind": "nationwide", **record}, by=officer, at=NOON
    )
    published(officer, application, batch="upgrade")
    amend(
        application, officer, at=NOON + 2 * DAY, name="浙里后来", kind="platform",
        scope="provincial_major", terminals=["tv"], system=None, organization=None,
        online_on=date(2022, 1, 1), aliases=[{"name": "别名乙", "kind": "variant"}],
    )  # fmt: skip
    source = {"basis": "stated", "source": SourceFactory().code, "locator": "L1"}
    assessments.correct(
        assessment=made, values={"kind": "frontrunner", **source}, by=officer,
        at=NOON + 2 * DAY, reason="更正",
    )  # fmt: skip
    application.refresh_from_db()
    make(application, "suspend", officer, at=NOON + 2 * DAY, reason="检修")
    act = {"by": officer, "at": NOON + 2 * DAY}
    edition = drafted(officer, code="S1", at=act["at"])
    values = {"batch": "plan", **source}
    edition_entries.revise(entry=edition.entries.get(), values=values, **act)
    editions.publish(edition=edition, issued_on=None, **act)
    return application


@pytest.mark.parametrize("clock", ["recorded", "effective"])
@pytest.mark.parametrize(("before", "after"), QUESTIONS)
def test_every_question_is_answered_by_how_it_stood(clock, before, after, turned, officer):
    def point(days):
        if clock == "recorded":
            return Point(recorded_by=NOON + days * DAY)
        return Point(effective_on=TODAY + timedelta(days=days))

    if "basis" not in before:  # what is entered stays entered beside what is stated
        assert names(officer, point(2), before) == []
    assert names(officer, point(1), before) == ["浙里先来"]
    assert names(officer, point(1), after) == []
    assert names(officer, point(2), after) == ["浙里后来"]


def test_the_public_sees_what_was_public_then_and_is_today(officer):
    public, hidden, opened = online(), online(), online(visibility="internal")
    amend(hidden, officer, at=NOON + DAY, visibility="internal")
    amend(opened, officer, at=NOON + DAY, visibility="public")

    for point in (Point(recorded_by=NOON), Point(effective_on=TODAY)):
        assert stood(AnonymousUser(), point) == [public]
        assert len(stood(officer, point)) == 3
    assert stood(AnonymousUser(), Point(recorded_by=NOON + DAY)) == [public, opened]


@pytest.mark.parametrize("length", [1, 3])
def test_thawing_costs_the_same_for_any_length(length, officer, django_assert_num_queries):
    for _ in range(length):
        amend(online(), officer, at=NOON, aliases=[{"name": f"别名{_}", "kind": "variant"}])

    with django_assert_num_queries(2):  # the states, and their entries
        assert len(states.thawed(states.ledger(officer, Point(recorded_by=NOON)))) == length


STEPS = {"approved": "start_building", "building": "start_trial", "trial": "send_back"}


@pytest.mark.parametrize("seed", range(6))
def test_states_follow_whatever_is_done_in_whatever_order(seed, officer):
    chance = random.Random(seed)
    application = complete("approved")
    for number in range(12):
        application.refresh_from_db()
        at = NOON + (20 + number) * DAY
        day = TODAY + timedelta(days=chance.randrange(20 + number))
        choice = chance.random()
        with suppress(TransitionRefused):
            if choice < 0.5:
                amend(application, officer, at=at, effective_on=day, summary=f"第{number}次")
            elif choice < 0.8 and (step := STEPS.get(application.status)):
                make(
                    application, step, officer, at=at,
                    effective_on=max(day, application.status_since or day),
                    **{name: VALUES[name] for name in INPUTS[step] & VALUES.keys()},
                )  # fmt: skip
            else:
                make(application, "reverse", officer, at=at, reason="误报")

    assert list(chain.from_iterable(consistency.broken_entries())) == []
    now = stood(officer, Point(effective_on=date(2030, 1, 1)))[0]
    application.refresh_from_db()
    assert (now.summary, now.status) == (application.summary, application.status)


@pytest.mark.parametrize("model", [RecordedState, EffectiveState])
def test_what_was_lost_is_told_again(model, turned):
    model.objects.all().delete()
    assert list(chain.from_iterable(consistency.broken_entries())) != []

    writing.retell(Application.objects.all())

    assert list(chain.from_iterable(consistency.broken_entries())) == []
