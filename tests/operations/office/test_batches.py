"""The same act on many applications: one by one, or all of them together."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reform_apps.models import Application
from reform_apps.operations import applications
from reform_apps.operations.office import batches
from reform_apps.operations.office.batches import BatchRefused
from reform_apps.rules.lifecycle import Transition
from tests.clock import NOON
from tests.factories import ApplicationFactory, OrganizationFactory, RunwayFactory
from tests.operations.steps import LATER, complete

pytestmark = pytest.mark.django_db


def fetched(*made):
    keys = [row.pk for row in made]
    return list(Application.objects.for_list().filter(pk__in=keys).order_by("number"))


def suspend(seen, by, **sent):
    return batches.make_transitions(
        seen=seen, transition=Transition.SUSPEND, by=by, at=LATER, **({"reason": "检修"} | sent)
    )


def change(rows, by, values, **more):
    return batches.change(
        seen=[(row, row.version) for row in rows], values=values, by=by, at=LATER, **more
    )


def test_each_makes_the_step_in_an_act_of_its_own(officer):
    rows = fetched(complete("online"), complete("online"))

    outcome = suspend([(row, 1) for row in rows], officer)

    assert [row.status for row in outcome.done] == ["suspended", "suspended"]
    assert outcome.refused == []
    assert [row.journal.get(version=2).reason for row in rows] == ["检修", "检修"]


def test_what_is_refused_of_one_does_not_stop_the_others(officer):
    stale, wrong, fine = fetched(complete("online"), complete("trial"), complete("online"))
    applications.amend(application=stale, changes={"summary": "新"}, version=1, by=officer, at=NOON)

    outcome = suspend([(stale, 1), (wrong, 1), (fine, 1)], officer)

    assert outcome.done == [fine]
    assert [row for row, _why in outcome.refused] == [stale, wrong]
    assert ["version 2" in outcome.refused[0][1][0], "trial" in outcome.refused[1][1][0]] == [
        True, True,
    ]  # fmt: skip


def test_an_input_that_is_wrong_is_told_of_each(officer, untouched):
    rows = fetched(complete("online"), complete("online"))

    with untouched():
        outcome = suspend([(row, 1) for row in rows], officer, reason="")

    assert [why for _row, why in outcome.refused] == [["Give a reason."]] * 2


def test_one_field_is_changed_in_all(officer):
    rows = fetched(ApplicationFactory(), ApplicationFactory())
    unit = OrganizationFactory()

    entries = change(rows, officer, {"organization": unit}, reason="机构改革", evidence="文号")

    assert {(e.verb, e.version, e.reason, e.evidence) for e in entries} == {
        ("amend", 2, "机构改革", "文号")
    }
    assert [row.organization for row in fetched(*rows)] == [unit, unit]


def test_what_has_the_value_already_is_left_alone(officer):
    rows = fetched(ApplicationFactory(summary="旧"), ApplicationFactory(summary="新"))

    entries = change(rows, officer, {"summary": "新"})

    assert [entry.application for entry in entries] == rows[:1]


def test_one_that_is_refused_stops_all(officer, untouched):
    fitting, other = RunwayFactory(), RunwayFactory()
    rows = fetched(
        ApplicationFactory(system=fitting.system), ApplicationFactory(system=other.system)
    )

    with untouched(), pytest.raises(BatchRefused) as refusal:
        change(rows, officer, {"runway": fitting})

    assert [list(each.faults) for each in refusal.value.prepared] == [[], ["runway"]]


def test_what_somebody_else_has_written_since_stops_all(officer, untouched):
    rows = fetched(ApplicationFactory(), ApplicationFactory())
    applications.amend(
        application=rows[0], changes={"summary": "别人的"}, version=1, by=officer, at=NOON
    )

    with untouched(), pytest.raises(BatchRefused) as refusal:
        change(rows, officer, {"summary": "我的"})

    assert "别人的" in str(refusal.value)


def test_what_is_not_theirs_stops_all(editor, untouched):
    rows = fetched(ApplicationFactory(organization=editor.organization), ApplicationFactory())

    with untouched(), pytest.raises(BatchRefused, match="unit editor"):
        change(rows, editor, {"summary": "我的"})


def test_a_preview_writes_nothing(officer, untouched):
    (row,) = fetched(ApplicationFactory(summary="旧"))

    with untouched():
        (told,) = batches.preview(seen=[(row, 1)], values={"summary": "新"}, by=officer, at=LATER)

    assert told.changes() == {"summary": ["旧", "新"]}


def test_a_change_costs_the_same_for_any_number(officer):
    costs = []
    for length in (2, 1, 3):  # the first also pays for what is remembered
        rows = fetched(*ApplicationFactory.create_batch(length))
        with CaptureQueriesContext(connection) as statements:
            change(rows, officer, {"summary": f"{length}件"})
        costs.append(len(statements))

    assert costs[1] == costs[2]
