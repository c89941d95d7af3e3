"""People and client systems that may act."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from reform_apps.models.reference.organizations import Organization
from reform_apps.models.reference.systems import System


class User(AbstractUser):
    """A person or a client system that may act; what it may do, its groups say."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="users",
        verbose_name=_("organization"), help_text=_("A unit editor writes for this unit."),
    )  # fmt: skip
    systems = models.ManyToManyField(
        System, blank=True, related_name="leads", verbose_name=_("systems"),
        help_text=_("A system lead writes for these systems."),
    )  # fmt: skip
    # The journal's digests name a person by this, so that a name may change or be removed by law.
    pseudonym = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
