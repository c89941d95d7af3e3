"""Proposals over the API."""

import pytest
from rest_framework.test import APIClient

from reform_apps.models import Application, Proposal
from reform_apps.operations import applications
from tests.clock import NOON
from tests.factories import ApplicationFactory, OrganizationFactory, SystemFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/proposals/"
WHY = "名称已由编办批复"


@pytest.fixture
def own(editor):
    return ApplicationFactory(name="旧的名称", organization=editor.organization)


@pytest.fixture
def api():
    def signed_in(user):
        caller = APIClient()
        caller.force_authenticate(user)
        return caller

    return signed_in


def propose(caller, *, version=None, **sent):
    known = {"if-match": f'"{version}"'} if version else {}
    return caller.post(LIST, {"reason": WHY} | sent, format="json", headers=known)


def amendment(caller, application, **changes):
    answer = propose(caller, version=1, application=application.code, **changes)
    assert answer.status_code == 201, answer.json()
    return answer.json()


def decide(caller, key, **sent):
    return caller.post(f"{LIST}{key}/decision/", {"refused": {}} | sent, format="json")


def codes(answer):
    return [(error["attr"], error["code"]) for error in answer.json()["errors"]]


def test_an_amendment_is_proposed_seen_and_decided(own, api, editor, officer):
    SystemFactory(code="party")

    told = amendment(api(editor), own, name="新的名称", system="party")

    assert told["changes"] == {"name": ["旧的名称", "新的名称"], "system": [None, "party"]}
    assert (told["state"], told["application"], told["by"]) == ("open", own.code, "editor")
    assert api(officer).get(f"{LIST}?state=open").json()["results"] == [told]

    answer = decide(api(officer), told["id"], refused={"system": "归口未定"})

    assert answer.status_code == 200
    assert answer.json()["decisions"] == {
        "name": {"accepted": True, "reason": ""},
        "system": {"accepted": False, "reason": "归口未定"},
    }
    own.refresh_from_db()
    assert (own.name, own.system) == ("新的名称", None)
    journal = api(officer).get(f"/api/v1/applications/{own.code}/journal/").json()["results"]
    assert [entry["verb"] for entry in journal] == ["amend", "propose", "register"]


def test_a_new_application_is_proposed_and_registered(api, editor, officer):
    told = propose(api(editor), name="全新的应用", summary="办一件事").json()

    assert (told["application"], told["version"]) == (None, None)
    done = decide(api(officer), told["id"]).json()
    assert done["application"] == Application.objects.get(name="全新的应用").code


def test_nobody_outside_learns_of_it(own, api, editor, officer, client):
    told = amendment(api(editor), own, name="新的名称")
    decide(api(officer), told["id"], refused={"name": "批复未到"})

    journal = client.get(f"/api/v1/applications/{own.code}/journal/").json()
    assert [entry["verb"] for entry in journal["results"]] == ["register"]
    assert client.get(LIST).status_code == 401


def test_others_have_their_own(own, api, editor, lead):
    told = amendment(api(editor), own, name="新的名称")

    assert api(lead).get(LIST).json()["results"] == []
    assert api(lead).get(f"{LIST}{told['id']}/").status_code == 404
    assert decide(api(lead), told["id"]).status_code == 404


def test_the_office_alone_decides(own, api, editor):
    told = amendment(api(editor), own, name="新的名称")

    assert decide(api(editor), told["id"]).status_code == 403
    assert Proposal.objects.waiting().exists()


def test_it_names_the_version_that_was_read(own, api, editor, officer):
    assert propose(api(editor), application=own.code, name="新的名称").status_code == 428
    applications.amend(application=own, changes={"summary": "新"}, version=1, by=officer, at=NOON)

    answer = propose(api(editor), version=1, application=own.code, name="新的名称")

    assert answer.status_code == 412


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({"name": "一"}, [("name", "min_length")]),
        ({"name": "新的名称", "colour": "red"}, [("colour", "unknown_field")]),
        ({"name": "新的名称", "status": "online"}, [("status", "not_sent_here")]),
        ({"name": "新的名称", "effective_on": "2022-01-01"}, [("effective_on", "unknown_field")]),
        ({"name": "旧的名称"}, [("non_field_errors", "invalid")]),
        ({"name": "新的名称", "reason": " "}, [("reason", "blank")]),
        ({"name": "新的名称", "system": "nowhere"}, [("system", "does_not_exist")]),
    ],
)
def test_what_cannot_be_is_refused_by_name(sent, found, own, api, editor):
    answer = propose(api(editor), version=1, application=own.code, **sent)

    assert (answer.status_code, codes(answer)) == (400, found)
    assert not Proposal.objects.exists()


def test_no_application_by_that_code(api, editor):
    answer = propose(api(editor), version=1, application="ZJ-9999", name="新的名称")

    assert codes(answer) == [("application", "does_not_exist")]


def test_a_reason_is_required(own, api, editor):
    body = {"application": own.code, "name": "新的名称"}
    answer = api(editor).post(LIST, body, format="json", headers={"if-match": '"1"'})

    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, "reason")


@pytest.mark.parametrize("body", [[], "x", None, 3])
def test_what_is_no_object_is_refused(body, api, editor):
    assert api(editor).post(LIST, body, format="json").status_code == 400


def test_of_another_unit_it_is_not_theirs(api, editor):
    other = ApplicationFactory(organization=OrganizationFactory())

    answer = propose(api(editor), version=1, application=other.code, name="新的名称")

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "sent",
    [
        {"refused": {"name": ""}}, {"refused": {"name": None}}, {"refused": {"colour": "为何"}},
        {"refused": ["name"]}, {"refused": None}, {"accepted": {}}, {"refused": {"name": 3}},
    ],
)  # fmt: skip
def test_a_decision_that_cannot_be_is_refused(sent, own, api, editor, officer):
    told = amendment(api(editor), own, name="新的名称")

    assert decide(api(officer), told["id"], **sent).status_code == 400
    assert Proposal.objects.waiting().exists()


def test_nothing_is_accepted_by_silence(own, api, editor, officer):
    told = amendment(api(editor), own, name="新的名称")

    answer = api(officer).post(f"{LIST}{told['id']}/decision/", {}, format="json")

    assert codes(answer) == [("refused", "required")]


def test_it_is_decided_once_and_not_over_what_was_written_since(own, api, editor, officer):
    told = amendment(api(editor), own, name="新的名称")
    applications.amend(
        application=own, changes={"name": "第三个名称"}, version=2, by=officer, at=NOON
    )

    answer = decide(api(officer), told["id"])

    assert (answer.status_code, codes(answer)) == (409, [(None, "proposal_refused")])
    assert decide(api(officer), told["id"], refused={"name": "另行更名"}).status_code == 200
    assert decide(api(officer), told["id"]).status_code == 409


def test_it_is_withdrawn_by_who_has_made_it(own, api, editor, officer):
    told = amendment(api(editor), own, name="新的名称")
    address = f"{LIST}{told['id']}/withdrawal/"

    assert api(officer).post(address).status_code == 409
    assert api(editor).post(address, {"why": "x"}, format="json").status_code == 400
    assert api(editor).post(address).json()["state"] == "withdrawn"
    assert api(editor).post(address).status_code == 409


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_no_more_for_more_rows(rows, api, officer, django_assert_num_queries):
    editor = UserFactory(role="unit_editor", organization=OrganizationFactory())
    for _ in range(rows):
        one = ApplicationFactory(organization=editor.organization)
        amendment(api(editor), one, summary="新的简介")
    caller = api(officer)
    with django_assert_num_queries(3):  # roles, count, page
        assert len(caller.get(LIST).json()["results"]) == rows


@pytest.mark.parametrize("asked", ["state=lost", "application=ZJ-9999", "colour=red", "page=0"])
def test_unknown_questions_are_refused(asked, api, editor):
    assert api(editor).get(f"{LIST}?{asked}").status_code in (400, 404)
