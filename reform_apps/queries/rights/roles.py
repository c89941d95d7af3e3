"""Which roles somebody holds, in general and towards one application."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from reform_apps.models import Application, Organization, System, User
from reform_apps.rules.roles import Role


@dataclass(frozen=True, slots=True)
class Holdings:
    """What somebody holds, read once to be asked of many applications."""

    roles: frozenset[Role]
    organization: int | None = None  # whose unit editor it is
    systems: frozenset[int] = frozenset()  # whose system lead it is
    everywhere: bool = False

    def towards(
        self, *, system: System | None, organization: Organization | None
    ) -> frozenset[Role]:
        """List the roles that count for an application of this system and organization."""
        if self.everywhere:
            return self.roles
        foreign = set()
        if organization is None or self.organization != organization.pk:
            foreign.add(Role.UNIT_EDITOR)
        if system is None or system.pk not in self.systems:
            foreign.add(Role.SYSTEM_LEAD)
        return self.roles - foreign


def of(user: User | AnonymousUser) -> frozenset[Role]:
    """List the roles that somebody has at all; a superuser, as a technical role, has every one."""
    if not user.is_authenticated:
        return frozenset()
    if user.is_superuser:
        return frozenset(Role)
    names = user.groups.filter(name__in=Role.values).values_list("name", flat=True)
    return frozenset(Role(name) for name in names)


def holdings(user: User | AnonymousUser) -> Holdings:
    """Read all that the roles of somebody depend on."""
    roles = of(user)
    if not roles or user.is_superuser:
        return Holdings(roles, everywhere=True)
    leads = Role.SYSTEM_LEAD in roles
    systems = user.systems.values_list("pk", flat=True) if leads else ()
    return Holdings(roles, organization=user.organization_id, systems=frozenset(systems))


def held(user: User | AnonymousUser, application: Application) -> frozenset[Role]:
    """List the roles that count for an application: unit editors and system leads for their own."""
    return held_for(user, system=application.system, organization=application.organization)


def held_for(
    user: User | AnonymousUser, *, system: System | None, organization: Organization | None
) -> frozenset[Role]:
    """List the roles that count for an application of this system and organization."""
    return holdings(user).towards(system=system, organization=organization)
