"""Recording what a duplicate check came to."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from reform_apps.models import DuplicateCheck, Synonym
from reform_apps.operations import applications, duplicate_checks
from reform_apps.operations.transitions import TransitionRefused
from reform_apps.operations.writing.acts import ActRefused
from reform_apps.queries.rights import offers
from tests.clock import NOON
from tests.factories import ApplicationFactory, SystemFactory, UserFactory
from tests.operations.steps import make
from tests.policy import LEADS, ROLES

LATER = NOON + timedelta(days=1)

pytestmark = pytest.mark.django_db


def record(application, by, *, decision="distinct", reason="功能不同"):
    return duplicate_checks.record(
        application=application, decision=decision, reason=reason, by=by, at=LATER
    )


def test_a_check_is_one_act_and_freezes_the_candidates(officer):
    other = ApplicationFactory(name="浙江公平在线")
    application = ApplicationFactory(name="公平平台")

    check = record(application, officer, reason=" 功能不同 ")

    reasons = [
        {"kind": "same_core", "words": ["平台", "浙江", "在线"]},
        {"kind": "names_only", "words": []},
    ]
    candidates = [
        {"code": other.code, "name": "浙江公平在线", "score": "0.680", "verdict": "likely",
         "reasons": reasons}
    ]  # fmt: skip
    check.refresh_from_db()
    assert (check.candidates, check.decision, check.reason) == (candidates, "distinct", "功能不同")
    assert (check.by, check.recorded_at) == (officer, LATER)
    application.refresh_from_db()
    first, entry = application.journal.order_by("version")
    assert (application.version, entry.verb, entry.reason) == (2, "check", "功能不同")
    assert entry.changes == {
        "duplicate_check": [
            None,
            {"name": "公平平台", "decision": "distinct", "candidates": candidates},
        ]
    }
    assert entry.snapshot == first.snapshot
    assert entry.digest == entry.expected_digest()


def test_what_was_shown_stays_as_it_was_shown(officer):
    other = ApplicationFactory(name="公平在线")
    check = record(ApplicationFactory(name="公平平台"), officer)

    make(other, "terminate", officer, reason="不再需要")

    check.refresh_from_db()
    assert [candidate["code"] for candidate in check.candidates] == [other.code]


@pytest.mark.parametrize("role", ROLES)
def test_a_check_is_made_by_leads_and_the_office(role, untouched):
    application = ApplicationFactory(complete=True)
    person = UserFactory(
        role=role, organization=application.organization, systems=[application.system]
    )

    if role in LEADS:
        assert record(application, person).by == person
    else:
        with untouched(), pytest.raises(ActRefused) as refusal:
            record(application, person)
        assert (
            str(refusal.value)
            == "Not yours to do. It takes: system lead (own system), reform office."
        )


def test_a_lead_of_another_system_does_not_check(untouched):
    application = ApplicationFactory(complete=True)
    person = UserFactory(role="system_lead", systems=[SystemFactory()])

    with untouched(), pytest.raises(ActRefused):
        record(application, person)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"decision": "perhaps"}, "decision"),
        ({"decision": ""}, "decision"),
        ({"reason": ""}, "reason"),
        ({"reason": " \n "}, "reason"),
        ({"reason": "\0"}, "reason"),
        ({"reason": "\ud800"}, "reason"),
        ({"reason": "字" * 2001}, "reason"),
    ],
    ids=repr,
)
def test_what_cannot_be_is_refused_in_its_own_name(sent, field, officer, untouched):
    application = ApplicationFactory()

    with untouched(), pytest.raises(ValidationError) as refusal:
        record(application, officer, **sent)

    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("decisions", "stands"),
    [
        ([], False),
        (["distinct"], True),
        (["partial"], True),
        (["reuse"], False),
        (["distinct", "reuse"], False),
        (["reuse", "partial"], True),
    ],
)
def test_the_last_check_decides_whether_an_application_can_be_approved(
    decisions, stands, officer, untouched
):
    application = ApplicationFactory(complete=True)
    for decision in decisions:
        record(application, officer, decision=decision)
    application.refresh_from_db()

    if stands:
        assert make(application, "approve", officer, evidence="文").status == "approved"
    else:
        with untouched(), pytest.raises(TransitionRefused) as refusal:
            make(application, "approve", officer, evidence="文")
        assert [block.code for block in refusal.value.blocks] == ["duplicate_check"]


def test_another_name_wants_another_check(officer, untouched):
    application = ApplicationFactory(complete=True, name="公平在线")
    record(application, officer)

    def rename(name):
        application.refresh_from_db()
        return applications.amend(
            application=application,
            changes={"name": name},
            version=application.version,
            by=officer,
            at=LATER,
        )

    renamed = rename("外卖在线")
    with untouched(), pytest.raises(TransitionRefused) as refusal:
        make(renamed, "approve", officer, evidence="文")
    assert [block.code for block in refusal.value.blocks] == ["duplicate_check"]
    spelled_otherwise = rename("公平·在線")
    assert make(spelled_otherwise, "approve", officer, evidence="文").status == "approved"


def test_every_check_is_kept(officer):
    application = ApplicationFactory()
    for decision in ("reuse", "distinct"):
        record(application, officer, decision=decision)

    kept = DuplicateCheck.objects.order_by("pk").values_list("decision", flat=True)
    assert list(kept) == ["reuse", "distinct"]


def decided_same(application, twin, by, decision="reuse"):
    return duplicate_checks.record(
        application=application, decision=decision, reason="同一件事", twin=twin, by=by, at=LATER
    )


def test_the_ledger_learns_the_word_in_which_twins_differ(officer):
    twin = ApplicationFactory(name="醒酒驾驶治理平台")
    application = ApplicationFactory(name="代驾驶治理平台")
    decided_same(application, twin, officer)
    assert not Synonym.objects.exists()  # one character is no word

    other = ApplicationFactory(name="顺风代驾治理平台")
    check = decided_same(ApplicationFactory(name="酒后代驾治理平台"), other, officer)

    learned = Synonym.objects.get()
    assert {learned.word, learned.read_as} == {"顺风", "酒后"}
    assert learned.check_recorded == check
    entry = check.application.journal.get(verb="check")
    assert entry.changes["duplicate_check"][1]["twin"] == other.code


def test_what_is_only_partly_the_same_teaches_nothing(officer):
    twin = ApplicationFactory(name="顺风代驾治理平台")
    decided_same(ApplicationFactory(name="酒后代驾治理平台"), twin, officer, decision="partial")

    assert not Synonym.objects.exists()


@pytest.mark.parametrize("decision", ["distinct", "reuse"])
def test_a_twin_is_another_and_not_distinct(decision, officer):
    application, other = ApplicationFactory(), ApplicationFactory()

    with pytest.raises(ValidationError):
        decided_same(application, other if decision == "distinct" else application, officer,
                     decision=decision)  # fmt: skip


@pytest.mark.parametrize(("days", "is_good"), [(29, True), (30, True), (31, False)])
def test_a_check_is_good_for_as_long_as_the_settings_say(days, is_good, officer):
    application = ApplicationFactory(complete=True)
    record(application, officer)

    facts = offers.facts_of(application, at=LATER + timedelta(days=days))

    assert ("duplicate_check" in facts) == is_good
