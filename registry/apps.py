"""How the project wires the apps of others to ours."""

from importlib import import_module

from django.contrib.admin.apps import AdminConfig


class LedgerAdminConfig(AdminConfig):
    """Django's admin with the site of the ledger, and with the ledger's nouns."""

    default_site = "reform_apps.admin.frame.site.LedgerAdminSite"

    def ready(self):
        super().ready()
        # After all others: ours replace some of what they have registered.
        import_module("reform_apps.admin.nouns")
