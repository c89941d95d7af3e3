"""Into what an application can be merged."""

import pytest
from django.core.exceptions import ValidationError

from reform_apps.queries.successors import final_successor
from tests.factories import ApplicationFactory
from tests.operations.steps import complete, make

pytestmark = pytest.mark.django_db


def merge(application, target, officer):
    return make(application, "merge", officer, reason="功能相近", merged_into=target)


@pytest.mark.parametrize(
    "status", ["unstated", "planning", "approved", "building", "trial", "online", "suspended"]
)
def test_a_target_is_anything_that_has_not_ended(status, officer):
    target = complete(status)

    merged = merge(complete("online"), target, officer)

    assert (merged.status, merged.merged_into) == ("merged", target)
    entry = merged.journal.get(version=2)
    assert entry.changes["merged_into"] == [None, target.code]
    target.refresh_from_db()
    assert (target.version, target.status) == (1, status)


@pytest.mark.parametrize("status", ["merged", "retired", "terminated"])
def test_a_target_that_has_ended_takes_nothing_in(status, officer, untouched):
    application, target = complete("online"), complete(status)

    with untouched(), pytest.raises(ValidationError) as refusal:
        merge(application, target, officer)

    assert refusal.value.message_dict == {
        "merged_into": [f"{target.code} is “{status}” itself and can take nothing in."]
    }


def test_an_application_is_not_merged_into_itself(officer, untouched):
    application = complete("online")

    with untouched(), pytest.raises(ValidationError) as refusal:
        merge(application, application, officer)

    assert list(refusal.value.message_dict) == ["merged_into"]


def test_opposite_mergers_do_not_make_a_loop(officer, untouched):
    one, other = complete("online"), complete("online")
    merge(one, other, officer)

    with untouched(), pytest.raises(ValidationError) as refusal:
        merge(other, one, officer)

    assert list(refusal.value.message_dict) == ["merged_into"]


def test_mergers_can_follow_one_another_to_the_end(officer):
    first, second, third = (complete("online") for _number in range(3))

    merge(first, second, officer)
    merge(second, third, officer)

    first.refresh_from_db()
    assert first.merged_into == second
    assert final_successor(first) == third


def test_a_target_is_read_as_it_stands_and_not_as_it_was(officer, untouched):
    application, target = complete("online"), complete("online")
    make(target, "retire", officer, reason="下线", evidence="文")
    assert target.status == "online"  # in memory

    with untouched(), pytest.raises(ValidationError):
        merge(application, target, officer)


def test_what_was_merged_stays_named_in_the_journal(officer):
    target = ApplicationFactory(status="online")

    merged = merge(complete("trial"), target, officer)

    assert merged.journal.get(version=2).snapshot["merged_into"] == target.code
