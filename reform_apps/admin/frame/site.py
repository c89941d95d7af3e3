"""The admin site, and who may do what in it: all staff look, the policy's tables say who writes."""

from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from reform_apps.admin.frame import home
from reform_apps.admin.frame.forms import DayInput, RowSelect, RowsField, RowsSelect
from reform_apps.queries.rights import roles

GROUPS = (
    (
        "ledger",
        _("The ledger"),
        (
            "Application",
            "JournalEntry",
            "DuplicateCheck",
            "Observation",
            "Assessment",
            "Rollout",
            "Order",
            "Outcome",
            "Dependency",
            "Alias",
            "ImportBatch",
            "Proposal",
        ),
    ),
    ("editions", _("Editions and seals"), ("Edition", "EditionEntry", "EditionDrop", "Seal")),
    (
        "reference",
        _("What applications refer to"),
        (
            "System",
            "Runway",
            "Organization",
            "Region",
            "Source",
            "Indicator",
            "Weighting",
            "Synonym",
        ),
    ),
    ("people", _("People and access"), ("User", "AuthToken", "AccessAttempt")),
)
# Whose own names nobody has translated.
NAMES = {"AuthToken": _("API tokens"), "AccessAttempt": _("failed sign-ins")}


class LedgerAdminSite(admin.AdminSite):
    """Where staff look at the ledger and act on it."""

    site_header = _("One ledger of reform applications")
    site_title = _("One ledger of reform applications")
    index_title = _("The ledger at a glance")
    index_template = "reform_apps/admin/home.html"
    empty_value_display = "–"

    def __init__(self, name="admin"):
        super().__init__(name)
        # Nothing of a ledger is deleted.
        self.disable_action("delete_selected")

    def index(self, request, extra_context=None):
        told = home.of_ledger(request, roles=roles_of(request))
        return super().index(request, told | (extra_context or {}))

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        models = {model["object_name"]: model for app in apps for model in app["models"]}
        groups = []
        for slug, name, nouns in GROUPS:
            found = [_renamed(models.pop(noun)) for noun in nouns if noun in models]
            if found:
                groups.append(_group(slug, name, found))
        for app in apps:
            rest = [model for model in app["models"] if model["object_name"] in models]
            if rest:
                groups.append(app | {"models": rest})
        return groups


def _group(slug, name, models):
    return {
        "name": name,
        "app_label": slug,
        "app_url": f"{reverse('admin:index')}#{slug}",
        "has_module_perms": True,
        "models": models,
    }


def _renamed(model):
    name = NAMES.get(model["object_name"])
    return model | {"name": capfirst(str(name))} if name else model


def roles_of(request):
    """List the roles of whoever is signed in; the database is asked once a request."""
    if not hasattr(request, "roles_in_the_ledger"):
        request.roles_in_the_ledger = roles.of(request.user)
    return request.roles_in_the_ledger


def held_in(request, application):
    """List the roles that count for one application; asked once a request, too."""
    known = request.__dict__.setdefault("roles_held_in_the_ledger", {})
    if application.pk not in known:
        known[application.pk] = roles.held(request.user, application)
    return known[application.pk]


class LookingAdmin(admin.ModelAdmin):
    """Rows that staff may look at, and that nobody writes here."""

    actions = None
    list_per_page = 50
    # With 100,000 rows the second count costs more than it tells.
    show_full_result_count = False
    formfield_overrides = {
        models.DateField: {"widget": DayInput},
        models.URLField: {"assume_scheme": "https"},
    }

    def lookup_allowed(self, lookup, value, request=None):
        # A year that no calendar has would end in an error of the database.
        if lookup.endswith("__year") and not (
            str(value).isdecimal() and 0 < int(value[:9]) < 10000
        ):
            return False
        return super().lookup_allowed(lookup, value, request)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", RowSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", RowsSelect(db_field, self.admin_site))
        kwargs.setdefault("form_class", RowsField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        return request.user.is_active and request.user.is_staff

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class WritingAdmin(LookingAdmin):
    """Rows that some roles write."""

    writers = ()

    def has_add_permission(self, request):
        return bool(set(self.writers) & roles_of(request))

    def has_change_permission(self, request, obj=None):
        return bool(set(self.writers) & roles_of(request))


class SuperuserAdmin(LookingAdmin):
    """Rows that are a matter of running the registry, and no role's."""

    def has_view_permission(self, request, obj=None):
        return request.user.is_active and request.user.is_superuser
