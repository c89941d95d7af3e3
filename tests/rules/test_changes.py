"""What kinds of change lie between two states."""

import pytest

from reform_apps.rules import changes
from reform_apps.rules.changes import Standing

STATE = {
    "name": "浙里甲事", "status": "online", "status_since": "2022-01-01", "merged_into": None,
    "system": "gov", "runway": None, "organization": None, "batch": None, "task": "", "slips": 0,
    "due_on": "2022-06-30", "summary": "旧", "basis": {"name": {"basis": "stated"}},
}  # fmt: skip


def standing(**moved):
    return Standing(code="ZJ-0001", number=1, version=3, state=STATE | moved)


def kinds(**moved):
    found = changes.between(standing(), standing(**moved))
    return {change.kind.value: sorted(change.fields) for change in found}


def test_equal_states_have_nothing_between_them():
    assert changes.between(standing(), standing()) == []


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        ({"name": "浙里乙事"}, {"renamed": ["name"]}),
        ({"system": "law"}, {"moved": ["system"]}),
        ({"runway": "law-1"}, {"moved": ["runway"]}),
        ({"batch": "plan"}, {"batch_changed": ["batch"]}),
        (
            {"status": "suspended", "status_since": "2022-02-01"},
            {"status_changed": ["status", "status_since"]},
        ),
        ({"status": "merged", "merged_into": "ZJ-0002"}, {"merged": ["merged_into", "status"]}),
        ({"status_since": "2022-01-02"}, {"status_changed": ["status_since"]}),
        ({"due_on": "2022-09-30", "slips": 1}, {"slipped": ["due_on", "slips"]}),
        ({"due_on": "2022-03-31"}, {"amended": ["due_on"]}),
        ({"due_on": None}, {"amended": ["due_on"]}),
        ({"summary": "新"}, {"amended": ["summary"]}),
        ({"basis": {"name": {"basis": "entered"}}}, {"amended": ["basis"]}),
        # How a value is known goes with the value.
        ({"name": "浙里乙事", "basis": {"name": {"basis": "entered"}}}, {"renamed": ["name"]}),
        (
            {"name": "浙里乙事", "system": "law", "summary": "新", "status": "suspended"},
            {
                "renamed": ["name"],
                "moved": ["system"],
                "status_changed": ["status"],
                "amended": ["summary"],
            },
        ),
    ],
    ids=repr,
)
def test_each_field_makes_its_kind_of_change(moved, expected):
    assert kinds(**moved) == expected


def test_changes_are_told_in_the_order_of_their_kinds():
    moved = {"summary": "新", "system": "law", "name": "浙里乙事", "batch": "plan"}

    assert list(kinds(**moved)) == ["renamed", "moved", "batch_changed", "amended"]


def test_what_was_not_there_is_added_with_what_is_said_of_it():
    (added,) = changes.between(None, standing())

    assert added.kind == "added"
    assert added.fields["status"] == [None, "online"]
    assert "runway" not in added.fields


def test_what_is_gone_is_dropped_for_its_reason():
    (gone,) = changes.between(standing(), None, reason="不再推进")

    assert (gone.kind, gone.fields, gone.reason) == ("dropped", {}, "不再推进")


def test_what_is_gone_because_it_ended_says_how():
    ended = STATE | {"status": "retired", "status_since": "2022-05-01"}

    (gone,) = changes.between(standing(), None, ended=ended, reason="停用")

    assert gone.kind == "dropped"
    assert gone.fields["status"] == ["online", "retired"]


def test_what_is_gone_into_another_is_merged():
    ended = STATE | {"status": "merged", "merged_into": "ZJ-0002"}

    (gone,) = changes.between(standing(), None, ended=ended, reason="相近")

    assert (gone.kind, gone.fields["merged_into"]) == ("merged", [None, "ZJ-0002"])
