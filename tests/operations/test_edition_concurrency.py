"""Two acts on one edition at once, in threads that really commit."""

from itertools import chain

import pytest
from django.core.exceptions import ValidationError

from reform_apps.models import Edition, EditionDrop, EditionEntry, Seal
from reform_apps.operations import edition_entries, editions, seals
from reform_apps.operations.editions import EditionRefused
from reform_apps.queries import positions
from reform_apps.queries.proofs import editions as proof
from reform_apps.queries.proofs import seals as proof_of_seals
from tests.clock import NOON
from tests.factories import UserFactory
from tests.operations.threads import at_once
from tests.operations.worlds import drafted, online, published

pytestmark = pytest.mark.usefixtures("real_transactions")


@pytest.fixture
def officer(real_transactions):
    return UserFactory(role="reform_office")


def refused(answers):
    kinds = (EditionRefused, ValidationError)
    return [answer for answer in answers if isinstance(answer, kinds)]


def faults():
    return list(chain.from_iterable([*proof.broken(), *proof_of_seals.broken()]))


@pytest.mark.parametrize("codes", [("S1", "S2", "S3"), ("S1", "S1", "S1")], ids=["apart", "same"])
def test_of_drafts_that_begin_at_once_one_stands(codes, officer):
    published(officer, online())

    def begin(code):
        return lambda: editions.start(code=code, title=code, by=officer, at=NOON)

    answers = at_once(*map(begin, codes))

    assert Edition.objects.drafts().count() == 1
    assert [type(answer) for answer in answers if isinstance(answer, Edition)] == [Edition]
    assert len(refused(answers)) == 2


def test_what_is_revised_while_it_is_published_is_in_it_or_refused(officer):
    draft = drafted(officer, *(online() for _ in range(5)))
    entry = draft.entries.order_by("pk").last()

    answers = at_once(
        lambda: editions.publish(edition=draft, issued_on=None, by=officer, at=NOON),
        lambda: edition_entries.revise(entry=entry, values={"task": "新"}, by=officer, at=NOON),
        lambda: edition_entries.add(
            edition=draft, application=online(), values={}, by=officer, at=NOON
        ),
    )

    assert isinstance(answers[0], Edition)
    assert [answer for answer in answers[1:] if not isinstance(answer, EditionEntry)] == refused(
        answers
    )
    assert faults() == []


def test_of_two_who_drop_one_entry_the_other_is_told(officer):
    published(officer, online())
    draft = editions.start(code="S1", title="二版", by=officer, at=NOON)
    entry = draft.entries.get()

    def drop():
        return edition_entries.drop(entry=entry, reason="撤", document="1号", by=officer, at=NOON)

    answers = at_once(drop, drop)

    assert [type(answer) for answer in answers if answer not in refused(answers)] == [EditionDrop]
    assert isinstance(refused(answers)[0], EditionRefused)


def test_seals_that_are_closed_at_once_follow_one_another(officer):
    drafted(officer, *(online() for _ in range(5)))

    at_once(*[lambda: seals.close(at=NOON)] * 3)

    assert faults() == []
    assert Seal.objects.order_by("number").last().last_position == positions.last()
