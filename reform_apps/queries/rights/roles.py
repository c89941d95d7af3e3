"""Which roles somebody holds, in general and towards one application."""

from django.contrib.auth.models import AnonymousUser

from reform_apps.models import Application, Organization, System, User
from reform_apps.rules.roles import Role


def of(user: User | AnonymousUser) -> frozenset[Role]:
    """List the roles that somebody has at all; a superuser, as a technical role, has every one."""
    if not user.is_authenticated:
        return frozenset()
    if user.is_superuser:
        return frozenset(Role)
    names = user.groups.filter(name__in=Role.values).values_list("name", flat=True)
    return frozenset(Role(name) for name in names)


def held(user: User | AnonymousUser, application: Application) -> frozenset[Role]:
    """List the roles that count for an application: unit editors and system leads for their own."""
    return held_for(user, system=application.system, organization=application.organization)


def held_for(
    user: User | AnonymousUser, *, system: System | None, organization: Organization | None
) -> frozenset[Role]:
    """List the roles that count for an application of this system and organization."""
    roles = of(user)
    if not roles or user.is_superuser:
        return roles
    foreign = set()
    if organization is None or user.organization_id != organization.pk:
        foreign.add(Role.UNIT_EDITOR)
    if Role.SYSTEM_LEAD in roles and not _leads(user, system):
        foreign.add(Role.SYSTEM_LEAD)
    return roles - foreign


def _leads(user: User, system: System | None) -> bool:
    return system is not None and user.systems.filter(pk=system.pk).exists()
