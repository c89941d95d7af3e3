"""Taking applications into the ledger."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from reform_apps.models import Application, Numbering
from reform_apps.operations import applications
from reform_apps.operations.writing.acts import ActRefused
from reform_apps.queries import snapshots
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
from tests.policy import AMENDERS, DECISIONS

pytestmark = pytest.mark.django_db


def register(by, *, particulars=None, **more):
    particulars = {"name": "浙里新来"} | (particulars or {})
    return applications.register(particulars=particulars, by=by, at=NOON, **more)


def test_a_registered_application_has_a_code_and_its_first_entry(officer):
    runway = RunwayFactory()
    organization, region = OrganizationFactory(), RegionFactory()

    application = register(
        officer,
        particulars={
            "name": "  浙里新来 ",
            "name_en": "Newcomer",
            "summary": "试一试。",
            "system": runway.system,
            "runway": runway,
            "organization": organization,
            "origin_region": region,
            "terminals": ["tv", "pc"],
            "irs_code": "",
            "scope": "local",
            "aliases": [{"name": "新来", "kind": "local"}],
        },
        effective_on=date(2022, 6, 1),
        reason="年度计划",
        evidence="浙政发〔2022〕1号",
    )

    entered = {"basis": "entered"}
    state = {
        "code": "ZJ-0001",
        "name": "浙里新来",
        "name_en": "Newcomer",
        "kind": "application",
        "scope": "local",
        "summary": "试一试。",
        "reform": "",
        "batch": None,
        "terminals": ["pc", "tv"],
        "front_ends": [],
        "irs_code": None,
        "online_on": None,
        "status": "planning",
        "status_since": "2022-06-01",
        "visibility": "public",
        "basis": {
            "name": entered,
            "name_en": entered,
            "kind": entered,
            "scope": entered,
            "summary": entered,
            "system": entered,
            "runway": entered,
            "organization": entered,
            "origin_region": entered,
            "terminals": entered,
            "status": entered,
        },
        "system": runway.system.code,
        "runway": runway.code,
        "organization": organization.code,
        "origin_region": "330000",
        "merged_into": None,
        "aliases": [
            {
                "name": "新来",
                "kind": "local",
                "basis": "entered",
                "source": None,
                "locator": "",
                "note": "",
            }
        ],
        "assessments": [],
    }
    application = Application.objects.get(pk=application.pk)
    entry = application.journal.get()
    assert entry.snapshot == snapshots.frozen(application) == state
    assert entry.changes == {
        field: [None, value] for field, value in state.items() if value not in (None, "", [])
    }
    assert (application.number, application.version) == (1, 1)
    assert application.created_at == application.updated_at == entry.recorded_at == NOON
    assert (entry.version, entry.verb, entry.transition) == (1, "register", "")
    assert (entry.from_status, entry.to_status) == ("", "planning")
    assert (entry.effective_on, entry.by) == (date(2022, 6, 1), officer)
    assert (entry.reason, entry.evidence) == ("年度计划", "浙政发〔2022〕1号")
    assert (entry.previous_digest, entry.digest) == ("", entry.expected_digest())


def test_without_a_day_it_takes_effect_today(officer):
    application = register(officer)

    assert application.status_since == application.journal.get().effective_on == TODAY


def test_what_nobody_said_is_unknown_and_no_word(officer):
    application = register(officer, particulars={"scope": "", "irs_code": " "})

    assert (application.scope, application.batch, application.irs_code) == (None, None, None)


def test_codes_count_on_whatever_happened_in_between(officer):
    codes = [register(officer, particulars={"name": "甲甲"}).code]
    with pytest.raises(ValidationError):
        register(officer, particulars={"name": "甲甲"})
    with pytest.raises(ActRefused):
        register(UserFactory(role="reader"), particulars={"name": "乙乙"})
    codes.append(register(officer, particulars={"name": "丙丙"}).code)

    assert codes == ["ZJ-0001", "ZJ-0002"]


def test_codes_go_beyond_four_digits(officer):
    Numbering.objects.create(pk=1, last_number=9998)

    assert [register(officer, particulars={"name": f"应用之{n}"}).code for n in "甲乙丙"] == [
        "ZJ-9999", "ZJ-10000", "ZJ-10001",
    ]  # fmt: skip
    by_number = Application.objects.order_by("number").values_list("code", flat=True)
    assert list(by_number) == ["ZJ-9999", "ZJ-10000", "ZJ-10001"]


def test_a_prefix_comes_from_the_settings(officer, settings):
    settings.REGISTRY_CODE_PREFIX = "NB"

    assert register(officer).code == "NB-0001"


@pytest.mark.parametrize("role", ["reader", "unit_editor", "auditor", None])
def test_whoever_may_not_register_is_told_who_may(role, untouched):
    organization, system = OrganizationFactory(), SystemFactory()
    person = UserFactory(role=role, organization=organization, systems=[system])

    with untouched(), pytest.raises(ActRefused) as refusal:
        register(person, particulars={"organization": organization, "system": system})

    assert (
        str(refusal.value) == "Not yours to do. It takes: system lead (own system), reform office."
    )


def test_a_system_lead_registers_in_a_system_of_theirs(lead, untouched):
    own, foreign = lead.systems.get(), SystemFactory()

    with untouched(), pytest.raises(ActRefused):
        register(lead)
    with untouched(), pytest.raises(ActRefused):
        register(lead, particulars={"system": foreign})

    assert register(lead, particulars={"system": own}).system == own


@pytest.mark.parametrize("field", sorted(DECISIONS))
def test_decisions_are_the_offices_from_the_start(field, lead, officer, untouched):
    value = {"scope": "local", "visibility": "internal"}[field]
    particulars = {"system": lead.systems.get(), field: value}

    with untouched(), pytest.raises(ActRefused, match=f"“{field}” takes: reform office"):
        register(lead, particulars=particulars)
    assert getattr(register(officer, particulars=particulars), field) == value


def test_a_superuser_counts_as_every_role():
    person = UserFactory(is_superuser=True)

    application = register(person, particulars={"visibility": "internal"})

    assert application.journal.get().by == person


def test_fields_that_are_no_particulars_are_refused_by_name(officer, untouched):
    particulars = {"status": "online", "code": "ZJ-0007", "colour": "red", "version": 3}

    with untouched(), pytest.raises(ValidationError) as refusal:
        register(officer, particulars=particulars)

    assert list(refusal.value.message_dict) == ["code", "colour", "status", "version"]


def test_the_particulars_are_these():
    assert set(Application.PARTICULARS) == set(AMENDERS)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "名"}, "name"),
        ({"name": "！？"}, "name"),
        ({"name": "名" * 101}, "name"),
        ({"name": "浙里\0新来"}, "name"),
        ({"name": "浙里\n新来"}, "name"),
        ({"name": "浙里\ud800新来"}, "name"),
        ({"name": "浙里\u202e新来"}, "name"),
        ({"name": None}, "name"),
        ({"name": 7}, "name"),
        ({"name_en": "new\x07"}, "name_en"),
        ({"name_en": "n" * 151}, "name_en"),
        ({"name_en": None}, "name_en"),
        ({"summary": "\ud800"}, "summary"),
        ({"summary": "字" * 2001}, "summary"),
        ({"reform": "字" * 121}, "reform"),
        ({"reform": "\x00"}, "reform"),
        ({"irs_code": "A" * 26}, "irs_code"),
        ({"kind": "website"}, "kind"),
        ({"kind": None}, "kind"),
        ({"scope": "world"}, "scope"),
        ({"batch": "plan"}, "batch"),
        ({"batch": None}, "batch"),
        ({"visibility": "secret"}, "visibility"),
        ({"visibility": None}, "visibility"),
        ({"terminals": ["pager"]}, "terminals"),
        ({"terminals": ["pc", "pc"]}, "terminals"),
        ({"terminals": "pc"}, "terminals"),
        ({"terminals": None}, "terminals"),
        ({"terminals": 7}, "terminals"),
        ({"terminals": [["pc"]]}, "terminals"),
        ({"front_ends": ["pc"]}, "front_ends"),
        ({"online_on": date(2022, 6, 1)}, "online_on"),
        ({"online_on": date(2022, 7, 1)}, "online_on"),
        ({"aliases": [{"name": "别"}]}, "aliases"),
        ({"aliases": [{"name": "别名"}, {"name": "别·名"}]}, "aliases"),
        ({"aliases": [{"name": "浙裡新來"}]}, "aliases"),
        ({"aliases": [{"name": "别\0名"}]}, "aliases"),
        ({"aliases": [{"name": "别名", "kind": "nickname"}]}, "aliases"),
        ({"aliases": [{"name": "别名", "basis": "stated"}]}, "aliases"),
    ],
    ids=repr,
)
def test_what_cannot_be_is_refused_in_its_own_name(values, field, officer, untouched):
    with untouched(), pytest.raises(ValidationError) as refusal:
        register(officer, particulars=values)

    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"effective_on": date(2022, 7, 1)}, "effective_on"),
        ({"reason": "\0"}, "reason"),
        ({"reason": "\ud800"}, "reason"),
        ({"reason": "字" * 2001}, "reason"),
        ({"evidence": "两\n行"}, "evidence"),
        ({"evidence": "\udfff"}, "evidence"),
        ({"evidence": "字" * 301}, "evidence"),
    ],
    ids=repr,
)
def test_what_goes_with_the_act_is_judged_too(sent, field, officer, untouched):
    with untouched(), pytest.raises(ValidationError) as refusal:
        register(officer, **sent)

    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("field", "factory"),
    [
        ("system", SystemFactory),
        ("organization", OrganizationFactory),
        ("origin_region", RegionFactory),
    ],
)
@pytest.mark.parametrize(
    ("dates", "in_force"),
    [
        ({"closed_on": date(2022, 6, 30)}, False),
        ({"opened_on": date(2022, 7, 1)}, False),
        ({"closed_on": date(2022, 7, 1)}, True),
        ({"opened_on": date(2022, 6, 30)}, True),
    ],
)
def test_only_rows_in_force_can_be_named(field, factory, dates, in_force, officer, untouched):
    row = factory(**dates)

    if in_force:
        assert getattr(register(officer, particulars={field: row}), field) == row
    else:
        with untouched(), pytest.raises(ValidationError) as refusal:
            register(officer, particulars={field: row})
        assert refusal.value.message_dict == {
            field: [f"“{row}” is not in force any more, or not yet."]
        }


@pytest.mark.parametrize("taken", ["name", "alias"])
@pytest.mark.parametrize("wanted", ["name", "alias"])
def test_a_taken_name_is_refused_with_the_code_that_has_it(wanted, taken, officer, untouched):
    holder = register(
        officer, particulars={"name": "公平在线", "aliases": [{"name": "浙江公平在线"}]}
    )
    typed = {"name": "公平·在線", "alias": "浙江“公平”在线"}[taken]
    particulars = {"name": typed} if wanted == "name" else {"aliases": [{"name": typed}]}

    with untouched(), pytest.raises(ValidationError) as refusal:
        register(officer, particulars=particulars)

    field = {"name": "name", "alias": "aliases"}[wanted]
    assert refusal.value.message_dict == {field: [f"{holder.code} already has the name “{typed}”."]}


def test_a_second_irs_code_is_refused(officer, untouched):
    ApplicationFactory(irs_code="A1")

    with untouched(), pytest.raises(ValidationError) as refusal:
        register(officer, particulars={"irs_code": "A1"})

    assert refusal.value.message_dict == {
        "irs_code": ["Another application already has this IRS code."]
    }


def test_what_was_there_before_the_ledger_enters_with_its_status_and_basis(officer):
    SourceFactory(code="article")
    stated = {"basis": "stated", "source": "article", "locator": "L14"}

    application = register(
        officer, status=Status.ONLINE, basis={"name": stated, "status": stated | {"note": "一"}}
    )

    assert (application.status, application.status_since) == ("online", None)
    assert application.basis == {
        "name": stated,
        "kind": {"basis": "entered"},
        "status": stated | {"note": "一"},
    }


@pytest.mark.parametrize(
    "citation",
    [
        {},
        {"basis": "guessed"},
        {"basis": "stated"},
        {"basis": "stated", "source": "article"},
        {"basis": "external", "locator": "L1"},
        {"basis": "derived", "source": "article", "locator": "L1"},
        {"basis": "entered", "page": "7"},
    ],
    ids=repr,
)
def test_an_incomplete_citation_is_refused(citation, officer, untouched):
    SourceFactory(code="article")

    with untouched(), pytest.raises(ValidationError) as refusal:
        register(officer, basis={"name": citation})

    assert list(refusal.value.message_dict) == ["name"]


def test_an_unknown_source_is_refused_by_name(officer, untouched):
    stated = {"basis": "stated", "source": "hearsay", "locator": "L14"}

    with untouched(), pytest.raises(ValidationError, match="There is no source hearsay"):
        register(officer, basis={"name": stated})
    with untouched(), pytest.raises(ValidationError, match="There is no source hearsay"):
        register(officer, particulars={"aliases": [{"name": "别名"} | stated]})
