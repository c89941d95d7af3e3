"""Making the people and client systems that may act."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from reform_apps.models import Organization, System, User
from reform_apps.rules.roles import Role


@transaction.atomic
def add(
    *,
    username: str,
    role: Role,
    password: str | None,
    organization: Organization | None = None,
    systems: Iterable[System] = (),
    is_active: bool = True,
) -> User:
    """Make a person or a client system with one role; without a password it cannot sign in.

    :raises ValidationError: by field; a unit editor needs a unit, and a system lead a system.
    """
    systems = list(systems)
    if role == Role.UNIT_EDITOR and organization is None:
        raise ValidationError({"organization": _("A unit editor writes for a unit: name it.")})
    if role == Role.SYSTEM_LEAD and not systems:
        raise ValidationError({"system": _("A system lead writes for systems: name one.")})
    user = User(username=username, organization=organization, is_staff=True, is_active=is_active)
    if password is None:
        user.set_unusable_password()
    else:
        validate_password(password, user)
        user.set_password(password)
    user.full_clean()
    user.save()
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    user.systems.set(systems)
    return user
