"""One application in the admin: what is written, and by whom."""

import pytest
from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext as _

from reform_apps.models import Application
from reform_apps.rules.lifecycle import Status
from reform_apps.rules.permissions import PARTICULARS
from reform_apps.rules.roles import OFFICE, named
from tests.admin.addresses import adding, changing, errors_of, form_of, told, typed
from tests.factories import (
    ApplicationFactory,
    OrganizationFactory,
    RegionFactory,
    RunwayFactory,
    SystemFactory,
)

pytestmark = pytest.mark.django_db


def entries(application):
    return list(application.journal.order_by("version").values_list("verb", "version"))


def save(client, application, **changes):
    page = client.get(changing(application))
    return client.post(changing(application), typed(page, **changes))


def test_what_is_registered_begins_its_journal(at_the_office, officer):
    runway = RunwayFactory()
    page = at_the_office.get(adding("application"))

    answer = at_the_office.post(
        adding("application"),
        typed(
            page,
            name="新应用",
            aliases="新应用一号\n新应用二号",
            system=runway.system.pk,
            runway=runway.pk,
            terminals=["mobile", "pc"],
            reason="经会议审定",
            evidence="浙改办〔2022〕1号",
            effective_on="2022-06-01",
        ),
    )

    application = Application.objects.get()
    entry = application.journal.get()
    assert answer.status_code == 302
    assert (application.status, application.terminals) == (Status.PLANNING, ["pc", "mobile"])
    assert {alias.name: alias.kind for alias in application.aliases.all()} == {
        "新应用一号": "variant", "新应用二号": "variant",
    }  # fmt: skip
    assert (entry.by, entry.reason, entry.evidence) == (officer, "经会议审定", "浙改办〔2022〕1号")
    assert entry.effective_on.isoformat() == "2022-06-01"


def test_what_is_amended_is_in_the_journal(at_the_office, officer):
    application = ApplicationFactory(complete=True, summary="旧")

    answer = save(at_the_office, application, summary="新", reason="更正", front_ends=["zlb"])

    entry = application.journal.get(version=2)
    assert answer.status_code == 302
    assert (entry.verb, entry.by, entry.reason) == ("amend", officer, "更正")
    assert entry.changes["summary"] == ["旧", "新"]
    assert entry.changes["front_ends"] == [[], ["zlb"]]
    assert LogEntry.objects.count() == 1


def test_what_is_saved_unchanged_is_not_written(at_the_office):
    application = ApplicationFactory(complete=True)

    answer = save(at_the_office, application, reason="没有变化")

    assert entries(application) == [("register", 1)]
    assert LogEntry.objects.count() == 0
    assert len(told(at_the_office.get(answer.url))) == 1


def test_aliases_that_stay_keep_their_kind_and_basis(at_the_office):
    application = ApplicationFactory()
    application.aliases.create(
        name="曾用的名", key="曾用的名", core="曾用的名", kind="former", note="沿革"
    )
    application.aliases.create(name="不再用的", key="不再用的", core="不再用的")

    save(at_the_office, application, aliases="曾用的名\n后来的名")

    told = application.aliases.order_by("pk").values_list("name", "kind", "note")
    assert list(told) == [("曾用的名", "former", "沿革"), ("后来的名", "variant", "")]


@pytest.mark.parametrize(
    ("field", "value", "blamed"),
    [
        ("effective_on", "2999-01-01", "effective_on"),
        ("effective_on", "2022-02-31", "effective_on"),
        ("online_on", "2022-01-01", "online_on"),  # it has never been online: a constraint
        ("summary", "看不见\u0007的", "summary"),
        ("summary", "空\u0000字符", "summary"),
        ("name", "断\u2028行的名", "name"),
        ("name", "长" * 101, "name"),
        ("name", "…", "name"),
        ("name", "", "name"),
        ("evidence", "两\n行", "evidence"),
        ("reason", "长" * 2001, "reason"),
        ("aliases", "长" * 101, "aliases"),
        ("kind", "nonsense", "kind"),
        ("terminals", ["fax"], "terminals"),
        ("system", "999999", "system"),
        ("system", "x", "system"),
        ("system", "9" * 30, "system"),
        ("opened_version", "", "__all__"),
        ("opened_version", "x", "__all__"),
    ],
)
def test_bad_input_is_shown_at_its_field(field, value, blamed, at_the_office):
    application = ApplicationFactory(summary="旧")
    # Something must differ, or there is no act that could be refused.
    typing = {"summary": "新", "name_en": "New", field: value}

    answer = save(at_the_office, application, **typing)

    assert answer.status_code == 200
    assert blamed in errors_of(answer)
    assert entries(application) == [("register", 1)]


def test_name_that_is_taken_names_who_has_it(at_the_office):
    taken = ApplicationFactory(name="浙里好干部")
    application = ApplicationFactory()

    answer = save(at_the_office, application, name="浙里 好干部")

    assert taken.code in errors_of(answer)["name"][0]


def test_runway_of_another_system_is_refused_at_its_field(at_the_office):
    application = ApplicationFactory(complete=True)

    answer = save(at_the_office, application, runway=RunwayFactory().pk)

    assert list(errors_of(answer)) == ["runway"]


def test_irs_code_that_another_has_is_a_verdict_at_its_field(at_the_office):
    ApplicationFactory(irs_code="A" + "1" * 24)
    application = ApplicationFactory()

    answer = save(at_the_office, application, irs_code="A" + "1" * 24)

    assert list(errors_of(answer)) == ["irs_code"]


# Written out by hand: what each role fills in, on an application of its own.
WRITABLE = {
    "reader": set(),
    "editor": {
        "name_en", "summary", "reform", "terminals", "front_ends", "irs_code", "aliases",
    },
    "lead": {
        "name", "name_en", "summary", "reform", "runway", "origin_region", "terminals",
        "front_ends", "irs_code", "online_on", "aliases",
    },
    "officer": set(PARTICULARS),
}  # fmt: skip


@pytest.mark.parametrize("who", WRITABLE)
def test_each_role_is_asked_what_it_may_write(who, request):
    editor, lead = request.getfixturevalue("editor"), request.getfixturevalue("lead")
    application = ApplicationFactory(
        complete=True, organization=editor.organization, system=lead.systems.get()
    )
    client = request.getfixturevalue(
        {
            "reader": "as_reader",
            "editor": "as_editor",
            "lead": "as_lead",
            "officer": "at_the_office",
        }[who]
    )

    page = client.get(changing(application))

    shown = page.context["adminform"]
    asked = {
        field.field.name
        for fieldset in shown
        for line in fieldset
        for field in line
        if not field.is_readonly
    }
    assert asked & set(PARTICULARS) == WRITABLE[who]
    assert ("reason" in asked) == bool(WRITABLE[who])


def test_what_one_may_not_write_says_who_could(as_editor, editor):
    application = ApplicationFactory(organization=editor.organization)

    page = as_editor.get(changing(application))

    note = _("It takes: %s.") % named(OFFICE)
    # kind, scope, system, organization and visibility
    assert page.content.decode().count(f"<div>{note}</div>") == 5


def test_reader_cannot_write_past_the_form(as_reader):
    application = ApplicationFactory()

    answer = as_reader.post(changing(application), {"name": "换名", "opened_version": 1})

    assert answer.status_code == 403


def test_field_that_was_not_asked_is_not_taken(as_editor, editor):
    application = ApplicationFactory(organization=editor.organization)

    save(as_editor, application, visibility="internal", summary="新")

    application.refresh_from_db()
    assert (application.visibility, application.summary) == ("public", "新")


def test_lead_registers_in_a_system_of_theirs_alone(as_lead, lead):
    page = as_lead.get(adding("application"))
    elsewhere = typed(page, name="别处的", system=SystemFactory().pk)
    mine = typed(page, name="自己的", system=lead.systems.get().pk)

    refused = as_lead.post(adding("application"), elsewhere)
    as_lead.post(adding("application"), mine)

    assert list(errors_of(refused)) == ["__all__"]
    assert [application.name for application in Application.objects.all()] == ["自己的"]
    assert "visibility" not in form_of(page).fields


def test_application_at_the_end_of_its_life_is_the_offices(as_lead, lead):
    application = ApplicationFactory(system=lead.systems.get(), status=Status.RETIRED)

    assert as_lead.post(changing(application), {"name": "换名"}).status_code == 403


def test_row_that_is_closed_is_refused_at_its_field(at_the_office):
    closed = OrganizationFactory(closed_on="2020-01-01")

    answer = save(at_the_office, ApplicationFactory(), organization=closed.pk)

    assert list(errors_of(answer)) == ["organization"]


def test_page_leads_to_what_the_public_sees(at_the_office):
    application = ApplicationFactory(origin_region=RegionFactory())

    page = at_the_office.get(changing(application))

    assert page.context["absolute_url"] == f"/applications/{application.code}/"
