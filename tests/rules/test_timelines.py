from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reform_apps.rules.timelines import Act, follows, told

EMPTY = {"name": "甲", "status": "planning", "status_since": "2022-01-01", "basis": {}}


def journal(*acts):
    """Write a journal: each act is (day of June, what it sets, transition)."""
    state, written = EMPTY, []
    for number, (day, moved, *transition) in enumerate(acts, start=1):
        basis = moved.get("basis", state["basis"])
        state = {**state, **moved, "basis": basis}
        written.append(
            Act(
                entry=number,
                effective_on=date(2022, 6, day),
                transition=transition[0] if transition else "",
                snapshot=state,
            )
        )
    return written


def seen(acts, *fields):
    return [(span.since.day, *(span.state[field] for field in fields)) for span in told(acts)]


def test_acts_in_order_make_a_span_each():
    acts = journal((1, {}), (5, {"name": "乙"}), (9, {"status": "approved"}, "approve"))

    assert seen(acts, "name", "status") == [
        (1, "甲", "planning"),
        (5, "乙", "planning"),
        (9, "乙", "approved"),
    ]


def test_of_one_day_only_the_last_state_counts():
    assert seen(journal((1, {}), (5, {"name": "乙"}), (5, {"name": "丙"})), "name") == [
        (1, "甲"),
        (5, "丙"),
    ]


def test_a_late_report_counts_from_its_day_and_takes_nothing_along_that_came_later():
    acts = journal((1, {}), (20, {"name": "乙"}), (10, {"status": "approved"}, "approve"))

    assert seen(acts, "name", "status") == [
        (1, "甲", "planning"),
        (10, "甲", "approved"),
        (20, "乙", "approved"),
    ]


def test_of_two_acts_on_one_field_the_later_in_the_journal_knew_better():
    acts = journal((1, {}), (20, {"name": "乙"}), (10, {"name": "丙"}))

    assert seen(acts, "name") == [(1, "甲"), (10, "丙"), (20, "丙")]


def test_what_happened_before_the_registration_was_so_before_it():
    acts = journal((10, {}), (5, {"status": "online"}, "baseline"))

    assert seen(acts, "name", "status") == [(5, "甲", "online"), (10, "甲", "online")]


def test_a_transition_that_was_reversed_never_took_place():
    acts = journal(
        (1, {}),
        (5, {"status": "approved", "status_since": "2022-06-05"}, "approve"),
        (7, {"name": "乙"}),
        (9, {"status": "planning", "status_since": "2022-01-01"}, "reverse"),
    )

    assert seen(acts, "name", "status", "status_since") == [
        (1, "甲", "planning", "2022-01-01"),
        (5, "甲", "planning", "2022-01-01"),
        (7, "乙", "planning", "2022-01-01"),
        (9, "乙", "planning", "2022-01-01"),
    ]


def test_the_basis_of_each_field_counts_for_itself():
    entered, stated = {"basis": "entered"}, {"basis": "stated"}
    acts = journal(
        (1, {"basis": {"name": entered, "status": entered}}),
        (20, {"basis": {"name": stated, "status": entered}}),
        (10, {"basis": {"name": stated}}),
    )

    assert seen(acts, "basis") == [
        (1, {"name": entered, "status": entered}),
        (10, {"name": entered}),
        (20, {"name": stated}),
    ]


days = st.integers(1, 28)
moves = st.dictionaries(st.sampled_from(["name", "summary"]), st.sampled_from("甲乙丙"), max_size=2)


@given(st.lists(st.tuples(days, moves), min_size=1, max_size=8))
def test_the_last_span_is_how_the_journal_ends(acts):
    written = journal(*((day, {"summary": "无", **moved}) for day, moved in acts))
    spans = told(written)

    assert spans[-1].state == written[-1].snapshot
    assert [span.since for span in spans] == sorted({act.effective_on for act in written})


@given(st.lists(st.tuples(days, moves), min_size=2, max_size=8))
def test_an_act_that_follows_leaves_the_earlier_spans_as_they_are(acts):
    *before, last = journal(*((day, moved) for day, moved in acts))
    spans = told(before)

    if follows(last, last=spans[-1].since):
        kept = [span for span in told([*before, last]) if span.since < last.effective_on]
        assert kept == [span for span in spans if span.since < last.effective_on]
        assert told([*before, last])[-1].state == last.snapshot


@pytest.mark.parametrize(
    ("transition", "last", "expected"),
    [
        ("", None, True),
        ("", date(2022, 6, 5), True),
        ("", date(2022, 6, 4), True),
        ("", date(2022, 6, 6), False),
        ("reverse", date(2022, 6, 1), False),
    ],
)
def test_an_act_follows_unless_it_is_late_or_takes_something_back(transition, last, expected):
    (act,) = journal((5, {}, transition))

    assert follows(act, last=last) is expected
