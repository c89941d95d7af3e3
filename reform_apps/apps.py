"""How Django sees the one app of the registry."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReformAppsConfig(AppConfig):
    """All layers are one app: one label, one history of migrations."""

    name = "reform_apps"
    label = "reform_apps"
    verbose_name = _("Reform applications")
