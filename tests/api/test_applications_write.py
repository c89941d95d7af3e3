"""Registering and amending applications."""

import pytest

from reform_apps.models import Alias, Application, JournalEntry
from tests.factories import (
    ApplicationFactory,
    OrganizationFactory,
    RegionFactory,
    RunwayFactory,
    SystemFactory,
)

pytestmark = pytest.mark.django_db

LIST = "/api/v1/applications/"


def path_of(application):
    return f"{LIST}{application.code}/"


def faults(answer):
    return [(error["attr"], error["code"]) for error in answer.json()["errors"]]


def amend(api, application, changes, version='"1"'):
    return api.patch(path_of(application), changes, headers={"If-Match": version})


class TestRegister:
    def test_an_application_is_shown_as_it_is_then_read(self, officer_api):
        system = SystemFactory(code="society")
        RunwayFactory(code="society-1", system=system)
        OrganizationFactory(code="unit")
        RegionFactory(city=True, code="331000")
        sent = {
            "name": " 办事应用 ", "name_en": "Services", "kind": "platform", "scope": "local",
            "summary": "一行\n又一行", "reform": "改革", "irs_code": "A1",
            "terminals": ["mobile", "pc"], "front_ends": ["zlb"], "visibility": "internal",
        }  # fmt: skip
        rows = {
            "system": "society", "runway": "society-1", "organization": "unit",
            "origin_region": "331000",
        }  # fmt: skip
        aliases = ["旧名", {"name": "本地名", "kind": "local"}]
        account = {"reason": "新建", "evidence": "文号1", "effective_on": "2022-01-01"}

        answer = officer_api.post(LIST, sent | rows | account | {"aliases": aliases})

        assert answer.status_code == 201
        shown = answer.json()
        assert shown["code"] == "ZJ-0001"
        assert {name: shown[name] for name in sent} == sent | {
            "name": "办事应用", "terminals": ["pc", "mobile"],
        }  # fmt: skip
        assert {name: shown[name]["code"] for name in rows} == rows
        assert [(alias["name"], alias["kind"]) for alias in shown["aliases"]] == [
            ("旧名", "variant"), ("本地名", "local"),
        ]  # fmt: skip
        assert (shown["status"], shown["status_since"]) == ("planning", "2022-01-01")
        entry = JournalEntry.objects.get()
        assert (entry.verb, entry.reason, entry.evidence) == ("register", "新建", "文号1")
        again = officer_api.get(f"{LIST}ZJ-0001/")
        assert (again.json(), again["ETag"]) == (shown, answer["ETag"])

    def test_a_name_is_enough(self, officer_api):
        answer = officer_api.post(LIST, {"name": "办事应用"})

        assert (answer.status_code, answer.json()["version"]) == (201, 1)

    @pytest.mark.parametrize(
        ("sent", "fault"),
        [
            ({}, ("name", "required")),
            ({"name": None}, ("name", "null")),
            ({"name": ""}, ("name", "blank")),
            ({"name": "  "}, ("name", "blank")),
            ({"name": "一"}, ("name", "min_length")),
            ({"name": "一" * 101}, ("name", "max_length")),
            ({"name": "？！"}, ("name", "invalid")),
            ({"name": "一\n二"}, ("name", "unreadable_character")),
            ({"name": "一\u202e二"}, ("name", "unreadable_character")),
            ({"name": 12}, ("name", "invalid")),
            ({"name": ["甲乙"]}, ("name", "invalid")),
            ({"name": {"a": "b"}}, ("name", "invalid")),
            ({"name": True}, ("name", "invalid")),
            ({"kind": "portals"}, ("kind", "invalid_choice")),
            ({"kind": None}, ("kind", "null")),
            ({"kind": {}}, ("kind", "invalid_choice")),
            ({"kind": []}, ("kind", "invalid_choice")),
            ({"scope": ""}, ("scope", "invalid_choice")),
            ({"summary": "多" * 2001}, ("summary", "max_length")),
            ({"name_en": "a" * 151}, ("name_en", "max_length")),
            ({"irs_code": "A" * 26}, ("irs_code", "max_length")),
            ({"system": "nowhere"}, ("system", "does_not_exist")),
            ({"system": "a\x00"}, ("system", "invalid")),
            ({"system": 1}, ("system", "invalid")),
            ({"system": {"code": "society"}}, ("system", "invalid")),
            ({"organization": ""}, ("organization", "does_not_exist")),
            ({"origin_region": "999999"}, ("origin_region", "does_not_exist")),
            ({"runway": True}, ("runway", "invalid")),
            ({"terminals": "pc"}, ("terminals", "not_a_list")),
            ({"terminals": ["fax"]}, ("terminals.0", "invalid_choice")),
            ({"terminals": [["pc"]]}, ("terminals.0", "invalid_choice")),
            ({"terminals": ["pc", "pc"]}, ("terminals", "invalid_list")),
            ({"terminals": None}, ("terminals", "null")),
            ({"online_on": "2022-02-31"}, ("online_on", "invalid")),
            ({"online_on": "2022-01-01T00:00:00"}, ("online_on", "invalid")),
            ({"online_on": "2022-01-01"}, ("online_on", "invalid")),
            ({"effective_on": "tomorrow"}, ("effective_on", "invalid")),
            ({"effective_on": "2999-01-01"}, ("effective_on", "invalid")),
            ({"effective_on": None}, ("effective_on", "null")),
            ({"reason": "多" * 2001}, ("reason", "max_length")),
            ({"evidence": "一\n二"}, ("evidence", "unreadable_character")),
            ({"visibility": "secret"}, ("visibility", "invalid_choice")),
            ({"aliases": "旧名"}, ("aliases", "not_a_list")),
            ({"aliases": [1]}, ("aliases.0.name", "invalid")),
            ({"aliases": [{"kind": "local"}]}, ("aliases.0.name", "required")),
            ({"aliases": [{"name": "旧名", "kind": "best"}]}, ("aliases.0.kind", "invalid_choice")),
            ({"aliases": [{"name": "旧名", "key": "x"}]}, ("aliases.0.key", "unknown_field")),
            ({"aliases": ["旧名", "旧名"]}, ("aliases", "invalid")),
            ({"aliases": [f"别名{n}" for n in range(101)]}, ("aliases", "max_length")),
            ({"colour": "red"}, ("colour", "unknown_field")),
            ({"status": "online"}, ("status", "not_sent_here")),
            ({"merged_into": "ZJ-0001"}, ("merged_into", "not_sent_here")),
            ({"code": "ZJ-0001"}, ("code", "not_sent_here")),
            ({"version": 3}, ("version", "not_sent_here")),
            ({"batch": "plan"}, ("batch", "not_sent_here")),
            ({"basis": {}}, ("basis", "not_sent_here")),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_refused_by_field(self, sent, fault, officer_api):
        sent = {"name": "办事应用"} | sent if sent else sent

        answer = officer_api.post(LIST, sent)

        assert (answer.status_code, answer.json()["type"]) == (400, "validation_error")
        assert faults(answer) == [fault]
        assert Application.objects.count() == 0

    def test_null_characters(self, officer_api):
        answer = officer_api.post(LIST, {"name": "一\x00二"})

        assert answer.status_code == 400
        assert {attr for attr, _code in faults(answer)} == {"name"}

    def test_every_fault_is_told(self, officer_api):
        sent = {"name": "", "kind": "x", "colour": "red", "aliases": [{"b": 1}]}
        answer = officer_api.post(LIST, sent)

        assert sorted(faults(answer)) == [
            ("aliases.0.b", "unknown_field"), ("aliases.0.name", "required"),
            ("colour", "unknown_field"), ("kind", "invalid_choice"), ("name", "blank"),
        ]  # fmt: skip

    def test_a_name_that_is_taken_names_who_has_it(self, officer_api):
        taken = ApplicationFactory(name="办事应用")

        answer = officer_api.post(LIST, {"name": "辦事 应用"})

        assert (answer.status_code, faults(answer)) == (400, [("name", "name_taken")])
        assert taken.code in answer.json()["errors"][0]["detail"]

    def test_an_irs_code_that_is_taken(self, officer_api):
        ApplicationFactory(irs_code="A1")

        answer = officer_api.post(LIST, {"name": "办事应用", "irs_code": "A1"})

        assert (answer.status_code, [attr for attr, _code in faults(answer)]) == (400, ["irs_code"])

    def test_a_runway_of_another_system(self, officer_api):
        runway, system = RunwayFactory(), SystemFactory()
        sent = {"name": "办事应用", "system": system.code, "runway": runway.code}

        assert faults(officer_api.post(LIST, sent)) == [("runway", "invalid")]

    def test_a_visitor_signs_in_first(self, visitor_api):
        answer = visitor_api.post(LIST, {"name": "办事应用"})

        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")
        assert faults(answer) == [(None, "not_authenticated")]

    @pytest.mark.parametrize("who", ["reader_api", "editor_api"])
    def test_it_takes_a_role(self, who, request):
        english = {"Accept-Language": "en"}
        answer = request.getfixturevalue(who).post(LIST, {"name": "办事应用"}, headers=english)

        assert (answer.status_code, faults(answer)) == (403, [(None, "permission_denied")])
        assert "system lead (own system), reform office" in answer.json()["errors"][0]["detail"]


class TestAmend:
    def test_what_is_sent_is_changed_and_nothing_else(self, officer_api):
        application = ApplicationFactory(complete=True, summary="旧", name_en="A")
        before = officer_api.get(path_of(application)).json()

        answer = amend(officer_api, application, {"summary": "新", "system": None, "reason": "改"})

        assert answer.status_code == 200
        shown = answer.json()
        assert {name for name in shown if shown[name] != before[name]} == {
            "summary", "system", "basis", "version", "updated_at",
        }  # fmt: skip
        assert (shown["summary"], shown["system"], shown["version"]) == ("新", None, 2)
        assert JournalEntry.objects.get(version=2).reason == "改"
        assert officer_api.get(path_of(application))["ETag"] == answer["ETag"]

    def test_nothing_new_writes_nothing(self, officer_api):
        application = ApplicationFactory(name="办事应用")

        answer = amend(officer_api, application, {"name": "办事应用"})

        assert (answer.status_code, answer.json()["version"]) == (200, 1)

    def test_aliases_are_replaced_as_a_whole(self, officer_api):
        application = ApplicationFactory()
        application.aliases.create(name="旧名", key="旧名", core="旧名", locator="L1")
        application.aliases.create(name="别名", key="别名", core="别名")

        shown = amend(officer_api, application, {"aliases": ["旧名", "新名"]}).json()

        assert {(row["name"], row["locator"]) for row in shown["aliases"]} == {
            ("旧名", "L1"), ("新名", ""),
        }  # fmt: skip
        assert Alias.objects.count() == 2

    def test_a_status_is_not_amended(self, officer_api):
        application = ApplicationFactory()

        answer = amend(officer_api, application, {"status": "online"})

        assert (answer.status_code, faults(answer)) == (400, [("status", "not_sent_here")])

    def test_fields_that_are_not_theirs(self, editor, editor_api):
        application = ApplicationFactory(organization=editor.organization)

        assert amend(editor_api, application, {"summary": "新"}).status_code == 200
        answer = amend(editor_api, application, {"kind": "brain"}, '"2"')

        assert answer.status_code == 403

    def test_it_takes_signing_in(self, visitor_api):
        assert amend(visitor_api, ApplicationFactory(), {"summary": "新"}).status_code == 401

    @pytest.mark.parametrize(
        "form", ['"1"', 'W/"1"', ' "1" ', '"1.0123456789abcdef"', 'W/"1.0123456789abcdef"']
    )
    def test_these_name_version_one(self, form, officer_api):
        assert amend(officer_api, ApplicationFactory(), {"summary": "新"}, form).status_code == 200

    @pytest.mark.parametrize(
        "form",
        [
            None, "", "*", "1", "W/1", '"1", "2"', '"1","1"', '""', '"one"', '"1.2"', '"1."',
            '"-1"',
            '"0"', '"１"', "'1'", '"1', '"1.0123456789abcdef0"', '"9999999999"', 'w/"1"',
        ],
    )  # fmt: skip
    def test_these_name_none(self, form, officer_api):
        application = ApplicationFactory()
        headers = {} if form is None else {"If-Match": form}

        answer = officer_api.patch(path_of(application), {"summary": "新"}, headers=headers)

        assert (answer.status_code, faults(answer)) == (428, [(None, "precondition_required")])

    def test_a_stale_version_is_shown_what_differs(self, officer_api):
        application = ApplicationFactory(summary="旧")
        amend(officer_api, application, {"summary": "新", "terminals": ["pc"]})

        answer = officer_api.patch(
            path_of(application), {"summary": "另"},
            headers={"If-Match": '"1"', "Accept-Language": "en"},
        )  # fmt: skip

        assert (answer.status_code, answer.json()["type"]) == (412, "client_error")
        told = {error["attr"]: error["detail"] for error in answer.json()["errors"]}
        assert told["summary"] == 'It was "旧" when you read it, and is "新" now.'
        assert told["terminals"] == 'It was [] when you read it, and is ["pc"] now.'
        assert set(told) == {"summary", "terminals"}
        assert {error["code"] for error in answer.json()["errors"]} == {"stale_version"}

    def test_a_unit_that_was_renamed_stands_in_nobodys_way(self, officer_api):
        application = ApplicationFactory(complete=True)
        etag = officer_api.get(path_of(application))["ETag"]
        application.organization.name = "新厅"
        application.organization.save()

        assert amend(officer_api, application, {"summary": "新"}, etag).status_code == 200


@pytest.mark.parametrize("method", ["put", "delete", "post", "options"])
def test_what_there_is_no_way_to_do(method, officer_api, visitor_api):
    application = ApplicationFactory()

    for api in (officer_api, visitor_api):
        answer = getattr(api, method)(path_of(application), {}, headers={"If-Match": '"1"'})
        assert (answer.status_code, faults(answer)) == (405, [(None, "method_not_allowed")])
