"""Transitions in the admin: what is open, what is asked, what stands in the way."""

import pytest
from django.contrib.admin.models import LogEntry

from reform_apps.models import DuplicateCheck
from reform_apps.operations import transitions
from reform_apps.rules.lifecycle import STEPS, Status, Transition
from tests.admin.addresses import changing, errors_of, form_of, transition, typed
from tests.clock import NOON, TODAY
from tests.factories import ApplicationFactory

ENGLISH = {"accept-language": "en"}
WELCOME = {"reason", "evidence", "effective_on"}


def ready(status, officer):
    """Make an application from which every transition of its status can be made."""
    successor = ApplicationFactory() if status == Status.MERGED else None
    application = ApplicationFactory(complete=True, status=status, merged_into=successor)
    DuplicateCheck.objects.create(
        application=application, name=application.name, decision="distinct", reason="不同",
        by=officer, recorded_at=NOON,
    )  # fmt: skip
    return application


def moved(officer):
    """Make an application whose last transition can be reversed."""
    return transitions.make_transition(
        application=ready(Status.ONLINE, officer),
        transition=Transition.SUSPEND,
        version=1,
        by=officer,
        at=NOON,
        reason="检修",
    )


def everything(successor):
    return {
        "to_status": "online",
        "merged_into": successor.pk,
        "online_on": TODAY.isoformat(),
        "reason": "因为",
        "evidence": "文号",
        "effective_on": TODAY.isoformat(),
    }


CASES = [(step, source) for step in STEPS for source in step.sources if step.targets]


@pytest.mark.parametrize(
    ("step", "source"), CASES, ids=[f"{step.transition}-{source}" for step, source in CASES]
)
def test_page_asks_exactly_what_the_transition_requires(
    step, source, at_the_office, officer, settings
):
    settings.REGISTRY_DUPLICATE_CHECK_DAYS = 36_500
    application = ready(source, officer)
    address = transition(application, step.transition)
    page = at_the_office.get(address)
    fields = form_of(page).fields

    asked = {name for name in fields if name != "version"}
    assert asked == set(step.inputs) | WELCOME
    assert {name for name in asked if fields[name].required} == set(step.inputs)

    given = everything(ApplicationFactory())
    answer = at_the_office.post(address, typed(page, **{name: given[name] for name in asked}))

    entry = application.journal.get(version=2)
    assert answer.status_code == 302
    assert (entry.transition, entry.from_status) == (step.transition, source)
    assert (entry.by, entry.effective_on) == (officer, TODAY)
    assert LogEntry.objects.count() == 1


def test_reversal_is_asked_and_made(at_the_office, officer):
    application = moved(officer)
    address = transition(application, "reverse")
    page = at_the_office.get(address)

    answer = at_the_office.post(address, typed(page, reason="误操作"))

    application.refresh_from_db()
    assert answer.status_code == 302
    assert set(form_of(page).fields) == {"version", *WELCOME}
    assert application.status == Status.ONLINE


@pytest.mark.parametrize(
    ("step", "source"),
    [case for case in CASES if case[0].inputs],
    ids=[f"{step.transition}-{source}" for step, source in CASES if step.inputs],
)
def test_what_is_missing_is_said_at_its_field(step, source, at_the_office, officer):
    application = ready(source, officer)
    address = transition(application, step.transition)

    answer = at_the_office.post(address, {"version": 1})

    assert set(errors_of(answer)) == set(step.inputs)
    assert application.journal.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "blamed"),
    [
        ("effective_on", "2999-01-01", "effective_on"),
        ("online_on", "2999-01-01", "online_on"),
        ("online_on", "2022-02-31", "online_on"),
        ("evidence", "控\u0007制", "evidence"),
        ("evidence", "长" * 301, "evidence"),
        ("reason", "长" * 2001, "reason"),
        ("version", "", "__all__"),
        ("version", "x", "__all__"),
    ],
)
def test_bad_input_is_shown_at_its_field_and_kept(field, value, blamed, at_the_office, officer):
    application = ready(Status.TRIAL, officer)
    address = transition(application, "go_online")
    given = {"online_on": "2022-06-01", "evidence": "文号", "version": 1, "reason": "写了很久"}

    answer = at_the_office.post(address, {**given, field: value})

    assert blamed in errors_of(answer)
    assert form_of(answer)["reason"].value() == (value if field == "reason" else "写了很久")
    assert application.journal.count() == 1


def test_merging_into_itself_is_refused_at_its_field(at_the_office, officer):
    application = ready(Status.ONLINE, officer)

    answer = at_the_office.post(
        transition(application, "merge"),
        {"version": 1, "merged_into": application.pk, "reason": "整合"},
    )

    assert list(errors_of(answer)) == ["merged_into"]


def test_older_version_is_refused_and_what_was_typed_is_kept(at_the_office, officer):
    application = ready(Status.ONLINE, officer)
    address = transition(application, "suspend")
    page = at_the_office.get(address)
    transitions.make_transition(
        application=application, transition=Transition.SUSPEND, version=1, by=officer, at=NOON,
        reason="检修",
    )  # fmt: skip

    answer = at_the_office.post(address, typed(page, reason="我的理由"), headers=ENGLISH)

    assert list(errors_of(answer)) == ["__all__"]
    assert form_of(answer)["reason"].value() == "我的理由"
    assert ["suspended"] in [conflict["stands"] for conflict in answer.context["conflicts"]]
    assert application.journal.count() == 2


def test_page_of_an_application_offers_what_is_open(as_lead, lead):
    application = ApplicationFactory(complete=True, system=lead.systems.get(), status=Status.ONLINE)

    page = as_lead.get(changing(application))

    context = page.context
    assert [offer["name"] for offer in context["open_transitions"]] == ["suspend"]
    assert [offer["name"] for offer in context["blocked_transitions"]] == [
        "merge", "retire", "reverse",
    ]  # fmt: skip
    assert len(context["other_transitions"]) == len(Transition) - 4
    text = page.content.decode()
    assert f'href="{transition(application, "suspend")}"' in text
    assert f'href="{transition(application, "merge")}"' not in text


def test_every_reason_stands_on_the_page(at_the_office):
    application = ApplicationFactory()

    page = at_the_office.get(changing(application))

    approve = next(o for o in page.context["blocked_transitions"] if o["name"] == "approve")
    reasons = [block.message for block in approve["blocks"]]
    assert [block.code for block in approve["blocks"]] == [
        "organization", "system", "duplicate_check",
    ]  # fmt: skip
    assert [reason for reason in reasons if reason not in page.content.decode()] == []


def test_what_is_not_open_is_refused_with_its_reasons(as_reader):
    application = ApplicationFactory(status=Status.ONLINE)
    address = transition(application, "approve")

    page = as_reader.get(address)
    answer = as_reader.post(address, {"version": 1, "evidence": "文号"})

    assert {block.kind for block in page.context["offer"].blocked_by} == {"role", "status"}
    assert 'type="submit" class="default"' not in page.content.decode()
    assert len(errors_of(answer)["__all__"]) == 2
    assert application.journal.count() == 1


@pytest.mark.parametrize("name", ["delete", "APPROVE", "x"])
def test_transition_that_does_not_exist_is_not_found(name, at_the_office):
    assert at_the_office.get(transition(ApplicationFactory(), name)).status_code == 404


def test_transition_of_no_application_is_not_found(at_the_office):
    address = "/admin/reform_apps/application/ZJ-9999/transition/approve/"

    assert at_the_office.get(address).status_code == 404
