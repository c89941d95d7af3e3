"""Making people and client systems."""

import pytest
from django.core.exceptions import ValidationError

from reform_apps.models import User
from reform_apps.operations import users
from reform_apps.queries.rights import roles
from reform_apps.rules.roles import Role
from tests.factories import OrganizationFactory, SystemFactory, UserFactory

PASSWORD = "Qiantang-Tide-1612"

pytestmark = pytest.mark.django_db


def add(role="reader", *, username="somebody", password=PASSWORD, **more):
    return users.add(username=username, role=Role(role), password=password, **more)


@pytest.mark.parametrize("role", ["reader", "reform_office", "auditor"])
def test_a_person_has_one_role_and_may_sign_in(role):
    person = User.objects.get(pk=add(role).pk)

    assert roles.of(person) == {role}
    assert person.check_password(PASSWORD)
    assert (person.is_staff, person.is_active, person.is_superuser) == (True, True, False)


def test_an_editor_has_a_unit_and_a_lead_has_systems():
    organization, systems = OrganizationFactory(), SystemFactory.create_batch(2)

    editor = add("unit_editor", organization=organization)
    lead = add("system_lead", username="lead", systems=iter(systems))

    assert (roles.of(editor), editor.organization) == ({"unit_editor"}, organization)
    assert (roles.of(lead), set(lead.systems.all())) == ({"system_lead"}, set(systems))


@pytest.mark.parametrize(
    ("role", "field"), [("unit_editor", "organization"), ("system_lead", "system")]
)
def test_whoever_writes_for_something_names_it(role, field):
    with pytest.raises(ValidationError) as refusal:
        add(role)

    assert list(refusal.value.message_dict) == [field]
    assert User.objects.count() == 0


def test_without_a_password_nobody_signs_in():
    person = add(password=None)

    assert not person.has_usable_password()


@pytest.mark.parametrize("password", ["", "short", "12345678901234", "password123", "somebody"])
def test_a_weak_password_is_refused(password):
    with pytest.raises(ValidationError):
        add(password=password)

    assert User.objects.count() == 0


@pytest.mark.parametrize("username", ["", "two words", "a/b", "null\0", "n" * 151, "\ud800"])
def test_a_name_that_is_none_is_refused(username):
    with pytest.raises(ValidationError) as refusal:
        add(username=username)

    assert list(refusal.value.message_dict) == ["username"]
    assert User.objects.count() == 0


def test_a_name_is_given_once():
    UserFactory(username="somebody")

    with pytest.raises(ValidationError) as refusal:
        add()

    assert list(refusal.value.message_dict) == ["username"]
    assert User.objects.count() == 1


def test_everybody_has_a_pseudonym_of_their_own():
    assert add().pseudonym != add(username="other").pseudonym
