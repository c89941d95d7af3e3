"""Which roles somebody holds, in general and towards one application."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group

from reform_apps.queries.rights import roles
from tests.factories import ApplicationFactory, OrganizationFactory, SystemFactory, UserFactory
from tests.policy import ROLES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_the_group_of_its_name(role):
    assert roles.of(UserFactory(role=role)) == {role}


def test_other_groups_are_no_roles():
    person = UserFactory(role="reader")
    person.groups.add(Group.objects.create(name="choir"))

    assert roles.of(person) == {"reader"}


def test_roles_add_up():
    person = UserFactory(role="reader")
    person.groups.add(Group.objects.get(name="auditor"))

    assert roles.of(person) == {"reader", "auditor"}


def test_a_superuser_has_every_role_and_a_visitor_none():
    person = UserFactory(is_superuser=True)

    assert roles.of(person) == roles.held(person, ApplicationFactory()) == set(ROLES)
    assert roles.of(AnonymousUser()) == frozenset()
    assert roles.held(AnonymousUser(), ApplicationFactory()) == frozenset()


@pytest.mark.parametrize("role", ["reader", "reform_office", "auditor"])
def test_some_roles_count_everywhere(role):
    assert roles.held(UserFactory(role=role), ApplicationFactory()) == {role}


def test_an_editor_counts_for_the_applications_of_the_unit_alone():
    organization = OrganizationFactory()
    editor = UserFactory(role="unit_editor", organization=organization)

    held = [
        roles.held(editor, ApplicationFactory(organization=unit))
        for unit in (organization, OrganizationFactory(), None)
    ]
    assert held == [{"unit_editor"}, set(), set()]
    nobodys = UserFactory(role="unit_editor")
    assert roles.held(nobodys, ApplicationFactory(organization=None)) == set()


def test_a_lead_counts_for_the_applications_of_the_systems_alone():
    one, other = SystemFactory.create_batch(2)
    lead = UserFactory(role="system_lead", systems=[one, other])

    held = [
        roles.held(lead, ApplicationFactory(system=system))
        for system in (one, other, SystemFactory(), None)
    ]
    assert held == [{"system_lead"}, {"system_lead"}, set(), set()]


def test_a_unit_and_systems_are_no_roles():
    application = ApplicationFactory(complete=True)
    reader = UserFactory(
        role="reader", organization=application.organization, systems=[application.system]
    )

    assert roles.held(reader, application) == {"reader"}
