"""Theory and institutional results, and where they came from."""

from datetime import date
from itertools import chain

import pytest
from django.core.exceptions import ValidationError

from reform_apps.operations.evaluation import outcomes
from reform_apps.operations.writing.acts import ActRefused
from reform_apps.queries.proofs import consistency
from tests.clock import NOON
from tests.factories import ApplicationFactory, SystemFactory

pytestmark = pytest.mark.django_db


def faults():
    return list(chain(*consistency.broken_entries(), *consistency.drifted_applications()))


@pytest.fixture
def theory():
    return SystemFactory(code="theory", tier="support")


def values(theory, **more):
    return {"code": "paper-1", "title": "数字化改革概论", "kind": "book", "system": theory} | more


def record(told, by, *applications):
    return outcomes.record(values=told, applications=applications, by=by, at=NOON)


def test_each_application_that_it_came_from_says_so(theory, officer):
    one, two = ApplicationFactory.create_batch(2)
    outcome = record(values(theory), officer, one)

    outcomes.correct(
        outcome=outcome, values={"number": "9号"}, applications=[two], reason="更正", by=officer,
        at=NOON,
    )  # fmt: skip

    told = {"code": "paper-1", "title": "数字化改革概论"}
    linked, parted = one.journal.order_by("version")[1:]
    assert (linked.verb, linked.changes) == ("credit", {"outcome": [None, told]})
    assert parted.changes == {"outcome": [told, None]}
    assert two.journal.last().changes == {"outcome": [None, told]}
    outcome.refresh_from_db()
    assert (outcome.number, list(outcome.applications.all())) == ("9号", [two])
    assert faults() == []


def test_a_link_that_no_journal_knows_is_found(theory, officer):
    outcome = record(values(theory), officer)
    outcome.applications.add(ApplicationFactory())

    assert any("Outcome rows differ" in fault for fault in faults())


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "song"}, "kind"),
        ({"title": ""}, "title"),
        ({"code": "a b"}, "code"),
        ({"issued_on": date(2999, 1, 1)}, "issued_on"),
        ({"basis": "stated"}, "__all__"),
    ],
    ids=repr,
)
def test_what_cannot_be_is_refused(more, field, theory, officer, untouched):
    with untouched(), pytest.raises(ValidationError) as refusal:
        record(values(theory, **more), officer)

    assert list(refusal.value.message_dict) == [field]


def test_it_belongs_to_theory_or_institutions(officer):
    with pytest.raises(ValidationError, match="theory or to institutions"):
        record(values(SystemFactory()), officer)


def test_it_is_the_offices_alone(theory, lead):
    with pytest.raises(ActRefused):
        record(values(theory), lead)


def test_a_correction_says_why(theory, officer):
    outcome = record(values(theory), officer)

    with pytest.raises(ValidationError, match="what was wrong"):
        outcomes.correct(outcome=outcome, values={"number": "9"}, reason=" ", by=officer, at=NOON)
