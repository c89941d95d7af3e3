"""Changing what the ledger says of an application."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from reform_apps.models import JournalEntry
from reform_apps.operations import applications
from reform_apps.operations.writing.acts import ActRefused, StaleVersion
from reform_apps.queries import snapshots
from reform_apps.queries.wording import words
from reform_apps.rules.lifecycle import Status
from tests.clock import NOON, TODAY
from tests.factories import (
    ApplicationFactory,
    OrganizationFactory,
    RegionFactory,
    RunwayFactory,
    SourceFactory,
    SystemFactory,
    UserFactory,
)
from tests.policy import AMENDERS, OFFICE, ROLES, named

LATER = NOON + timedelta(days=1)

pytestmark = pytest.mark.django_db


def amend(application, by, *, version=None, **more):
    known = ("effective_on", "reason", "evidence")
    sent = {name: more.pop(name) for name in known if name in more}
    version = application.version if version is None else version
    return applications.amend(
        application=application, changes=more, version=version, by=by, at=LATER, **sent
    )


def value_for(field, application):
    """Find another value for a field than a complete application has."""
    return {
        "name": "浙里改名",
        "name_en": "Renamed",
        "kind": "platform",
        "scope": "local",
        "summary": "另一说明。",
        "reform": "某项改革",
        "terminals": ["tv"],
        "front_ends": ["zlb"],
        "irs_code": "A1",
        "online_on": TODAY,
        "visibility": "internal",
        "aliases": [{"name": "又名"}],
        "system": SystemFactory,
        "runway": lambda: RunwayFactory(system=application.system),
        "organization": OrganizationFactory,
        "origin_region": lambda: RegionFactory(city=True),
    }[field]


def another(field, application):
    value = value_for(field, application)
    return value() if callable(value) else value


@pytest.mark.parametrize("field", AMENDERS)
def test_an_amendment_writes_one_entry_that_says_what_changed(field, officer):
    application = ApplicationFactory(complete=True, status=Status.ONLINE)
    first = application.journal.get()
    value = another(field, application)

    amended = amend(
        application, officer, effective_on=TODAY, reason="更正", evidence="来函", **{field: value}
    )

    entry = application.journal.get(version=2)
    now = snapshots.frozen(amended)
    assert (amended.version, amended.updated_at, amended.created_at) == (2, LATER, NOON)
    assert entry.snapshot == now
    unsourced = field in ("visibility", "aliases")
    entered = {} if unsourced else {"basis": [{}, {field: {"basis": "entered"}}]}
    assert entry.changes == {field: [first.snapshot[field], now[field]]} | entered
    assert (entry.verb, entry.transition) == ("amend", "")
    assert (entry.from_status, entry.to_status) == ("online", "online")
    assert (entry.by, entry.recorded_at, entry.effective_on) == (officer, LATER, TODAY)
    assert (entry.reason, entry.evidence) == ("更正", "来函")
    assert entry.previous_digest == first.digest
    assert entry.digest == entry.expected_digest()


# The whole product of statuses is in the tests of the rules.
@pytest.mark.parametrize("status", ["planning", "online", "merged"])
@pytest.mark.parametrize("field", AMENDERS)
def test_a_field_is_amended_by_the_roles_of_the_policy_and_no_other(field, status, untouched):
    if field == "online_on" and status == "planning":
        pytest.skip("Nobody amends a day that such an application cannot have.")
    target = {"merged_into": ApplicationFactory()} if status == "merged" else {}
    application = ApplicationFactory(complete=True, status=status, **target)
    value = another(field, application)
    able = OFFICE if status == "merged" else AMENDERS[field]

    for role in sorted(ROLES, key=lambda role: role in able):
        person = UserFactory(
            role=role, organization=application.organization, systems=[application.system]
        )
        if role in able:
            before = application.version
            application = amend(application, person, **{field: value})
            assert application.version == before + 1
            break
        with untouched(), pytest.raises(ActRefused) as refusal:
            amend(application, person, **{field: value})
        label = str(words.label(field))
        assert str(refusal.value) == f"Not yours to change. “{label}” takes: {named(able)}."


@pytest.mark.parametrize("role", ["unit_editor", "system_lead"])
def test_what_is_not_ones_own_is_not_ones_own(role, untouched):
    application = ApplicationFactory(complete=True)
    person = UserFactory(role=role, organization=OrganizationFactory(), systems=[SystemFactory()])

    with untouched(), pytest.raises(ActRefused):
        amend(application, person, summary="不是我的")


@pytest.mark.parametrize("role", ["unit_editor", "system_lead"])
def test_what_is_nobodys_is_not_ones_own_either(role, untouched):
    application = ApplicationFactory()
    person = UserFactory(role=role)

    with untouched(), pytest.raises(ActRefused):
        amend(application, person, summary="谁的也不是")


def test_of_several_fields_each_that_is_not_theirs_is_named(untouched):
    application = ApplicationFactory(complete=True)
    editor = UserFactory(role="unit_editor", organization=application.organization)

    with untouched(), pytest.raises(ActRefused) as refusal:
        amend(application, editor, name="浙里改名", summary="可以", visibility="internal")

    assert str(refusal.value) == (
        "Not yours to change. “name” takes: system lead (own system), reform office. "
        "“visibility” takes: reform office."
    )


def test_a_field_that_is_sent_as_it_stands_needs_no_right(untouched):
    application = ApplicationFactory(complete=True)
    editor = UserFactory(role="unit_editor", organization=application.organization)

    with untouched():
        amend(application, editor, name=application.name, kind="application")
    amended = amend(application, editor, name=application.name, summary="新的")

    assert amended.journal.get(version=2).changes.keys() == {"summary", "basis"}


def test_a_superuser_counts_as_every_role():
    application = ApplicationFactory()

    assert amend(application, UserFactory(is_superuser=True), kind="brain").kind == "brain"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"summary": ""},
        {"summary": "  "},
        {"terminals": ["pc"]},
        {"scope": ""},
        {"irs_code": " "},
        {"aliases": []},
        {"name": "浙里照旧"},
        {"name": " 浙里照旧 ", "kind": "application", "scope": None},
    ],
    ids=repr,
)
def test_nothing_is_written_when_nothing_differs(changes, officer, untouched):
    application = ApplicationFactory(complete=True, name="浙里照旧")

    with untouched():
        same = amend(application, officer, **changes)

    assert same.version == 1


def test_the_order_of_terminals_is_no_difference(officer, untouched):
    application = ApplicationFactory(terminals=["pc", "tv"])

    with untouched():
        amend(application, officer, terminals=["tv", "pc"])


def test_a_stale_version_names_the_fields_with_both_values(officer, untouched):
    application = ApplicationFactory(complete=True, summary="旧")
    amend(application, officer, summary="新", terminals=["tv"])

    with untouched(), pytest.raises(StaleVersion) as refusal:
        amend(application, officer, version=1, summary="晚了")

    assert refusal.value.application.version == 2
    fields = dict(refusal.value.fields)
    fields.pop("basis")
    assert fields == {"summary": ["旧", "新"], "terminals": [["pc"], ["tv"]]}
    assert str(refusal.value) == (
        f"{application.code} has changed since you read it; it stands at version 2 now."
    )


@pytest.mark.parametrize("version", [0, 2, 99, -1])
def test_a_version_that_was_never_read_is_stale(version, officer, untouched):
    application = ApplicationFactory()

    with untouched(), pytest.raises(StaleVersion) as refusal:
        amend(application, officer, version=version, summary="新")

    assert (refusal.value.application, refusal.value.fields) == (application, {})


def test_a_stale_version_is_said_before_roles_and_values_are_judged(reader, officer):
    application = ApplicationFactory()
    amend(application, officer, summary="新")

    with pytest.raises(StaleVersion):
        amend(application, reader, version=1, name="")


def test_what_a_source_said_becomes_entered_and_the_journal_keeps_it(officer):
    SourceFactory(code="article")
    stated = {"basis": "stated", "source": "article", "locator": "L14"}
    application = applications.register(
        particulars={"name": "浙里有据", "summary": "文中所述"},
        basis={"name": stated, "summary": stated},
        by=officer,
        at=NOON,
    )

    amended = amend(application, officer, summary="改写")

    assert amended.basis["summary"] == {"basis": "entered"}
    assert amended.basis["name"] == stated
    first, second = application.journal.order_by("version")
    assert first.snapshot["basis"]["summary"] == stated
    assert second.changes == {
        "summary": ["文中所述", "改写"],
        "basis": [{"summary": stated}, {"summary": {"basis": "entered"}}],
    }


def test_a_field_that_is_emptied_has_no_basis(officer):
    application = amend(ApplicationFactory(), officer, summary="有")

    emptied = amend(application, officer, summary="")

    assert "summary" not in emptied.basis
    assert emptied.journal.get(version=3).changes == {
        "summary": ["有", ""],
        "basis": [{"summary": {"basis": "entered"}}, {}],
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "浙里\0改名"}, "name"),
        ({"name": "浙里\ud800改名"}, "name"),
        ({"name": None}, "name"),
        ({"summary": "字" * 2001}, "summary"),
        ({"summary": None}, "summary"),
        ({"terminals": None}, "terminals"),
        ({"visibility": "secret"}, "visibility"),
        ({"online_on": date(2022, 7, 2)}, "online_on"),
        ({"summary": "好", "effective_on": date(2022, 7, 2)}, "effective_on"),
        ({"summary": "好", "reason": "\ud800"}, "reason"),
        ({"summary": "好", "evidence": "\0"}, "evidence"),
        ({"status": "merged"}, "status"),
        ({"status_since": TODAY}, "status_since"),
        ({"merged_into": None}, "merged_into"),
        ({"basis": {}}, "basis"),
        ({"batch": "plan"}, "batch"),
        ({"batch": None}, "batch"),
        ({"code": "ZJ-0001"}, "code"),
        ({"colour": "red"}, "colour"),
    ],
    ids=repr,
)
def test_what_cannot_be_is_refused_in_its_own_name(changes, field, officer, untouched):
    application = ApplicationFactory(status=Status.ONLINE)

    with untouched(), pytest.raises(ValidationError) as refusal:
        amend(application, officer, **changes)

    assert list(refusal.value.message_dict) == [field]


def test_a_closed_row_stays_where_it_stands_and_is_named_no_more(officer, untouched):
    runway = RunwayFactory(closed_on=TODAY)
    standing = ApplicationFactory(system=runway.system, runway=runway)
    other = ApplicationFactory(system=runway.system)

    assert amend(standing, officer, summary="可以").runway == runway
    with untouched(), pytest.raises(ValidationError) as refusal:
        amend(other, officer, runway=runway)
    assert list(refusal.value.message_dict) == ["runway"]


def test_a_system_is_not_taken_from_under_a_runway(officer, untouched):
    runway = RunwayFactory()
    application = ApplicationFactory(system=runway.system, runway=runway)
    system = SystemFactory()

    with untouched(), pytest.raises(ValidationError) as refusal:
        amend(application, officer, system=system)
    assert list(refusal.value.message_dict) == ["runway"]
    with untouched(), pytest.raises(ValidationError):
        amend(application, officer, system=None)
    assert amend(application, officer, system=None, runway=None).system is None


def test_an_ended_application_is_the_offices_alone(officer, untouched):
    application = ApplicationFactory(complete=True, status=Status.RETIRED)
    lead = UserFactory(role="system_lead", systems=[application.system])

    with untouched(), pytest.raises(ActRefused, match="“summary” takes: reform office"):
        amend(application, lead, summary="补记")
    assert amend(application, officer, summary="补记").summary == "补记"


def test_versions_have_no_gap_and_digests_are_chained(officer):
    application = ApplicationFactory()
    for number in range(5):
        application = amend(application, officer, summary=f"第{number}次")

    entries = list(application.journal.order_by("version"))
    assert [entry.version for entry in entries] == [1, 2, 3, 4, 5, 6]
    assert [entry.previous_digest for entry in entries] == [
        "", *[entry.digest for entry in entries[:-1]],
    ]  # fmt: skip
    assert [e.digest for e in entries] == [e.expected_digest() for e in entries]
    assert JournalEntry.objects.values("digest").distinct().count() == 6


def test_the_journal_does_not_go_back_in_time_when_a_clock_was_read_early(officer):
    application = amend(ApplicationFactory(), officer, summary="一")

    later = applications.amend(
        application=application,
        changes={"summary": "二"},
        version=2,
        by=officer,
        at=LATER - timedelta(hours=1),
    )

    moments = [entry.recorded_at for entry in later.journal.order_by("version")]
    assert moments == [NOON, LATER, LATER]
    assert later.updated_at == LATER
