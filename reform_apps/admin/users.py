"""People, their keys to the API, and failed sign-ins: the superuser's alone."""

from axes.conf import settings as axes_settings
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from axes.utils import reset
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from knox.models import AuthToken

from reform_apps.admin.frame.site import SuperuserAdmin
from reform_apps.models import User
from reform_apps.rules.roles import Role

SCOPE = (gettext_lazy("For what they write"), {"fields": ("organization", "systems")})


class RolesField(forms.ModelMultipleChoiceField):
    """The roles of the ledger, by their names in the reader's language."""

    def __init__(self):
        super().__init__(
            Group.objects.filter(name__in=Role.values).order_by("pk"),
            label=gettext_lazy("Roles"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def label_from_instance(self, group):
        return capfirst(str(Role(group.name).label))


class ScopeMixin:
    """A unit editor needs a unit, and a system lead a system: without, the role is idle."""

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        names = {group.name for group in cleaned.get("groups") or ()}
        if Role.UNIT_EDITOR in names and not cleaned.get("organization"):
            self.add_error(
                "organization", ValidationError(_("A unit editor writes for a unit: name it."))
            )
        if Role.SYSTEM_LEAD in names and not cleaned.get("systems"):
            self.add_error(
                "systems", ValidationError(_("A system lead writes for systems: name one."))
            )
        return cleaned


class AddUserForm(ScopeMixin, AdminUserCreationForm):
    """Somebody new: a name, a password, roles and for what."""

    groups = RolesField()

    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username", "groups", "organization", "systems")


class ChangeUserForm(ScopeMixin, UserChangeForm):
    """Somebody as they are."""

    groups = RolesField()


@admin.register(User)
class UserAdmin(SuperuserAdmin, StockUserAdmin):
    """People and client systems; they are deactivated, never deleted."""

    form = ChangeUserForm
    add_form = AddUserForm
    list_display = (
        "username", "full_name", "roles_shown", "organization", "is_active", "last_login",
    )  # fmt: skip
    list_filter = ("is_active", "is_superuser", "groups")
    list_select_related = ("organization",)
    autocomplete_fields = ("organization", "systems")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "first_name", "last_name", "email")}),
        (gettext_lazy("Roles"), {"fields": ("groups", "is_active", "is_staff", "is_superuser")}),
        SCOPE,
        (gettext_lazy("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        (gettext_lazy("Roles"), {"fields": ("groups",)}),
        SCOPE,
    )
    readonly_fields = ("last_login", "date_joined")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=gettext_lazy("name"))
    def full_name(self, user):
        return user.get_full_name()

    @admin.display(description=gettext_lazy("roles"))
    def roles_shown(self, user):
        known = {role.value: str(role.label) for role in Role}
        names = sorted(group.name for group in user.groups.all())
        return ", ".join(known.get(name, name) for name in names)

    def has_add_permission(self, request):
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    def save_model(self, request, obj, form, change):
        if not change:
            # Whoever has a role may look at the admin; what more, the role says.
            obj.is_staff = True
        super().save_model(request, obj, form, change)


# What others have registered can add and delete; groups are roles, which no one edits.
admin.site.unregister([AuthToken, AccessAttempt, AccessLog, AccessFailureLog, Group])


@admin.register(AuthToken)
class AuthTokenAdmin(SuperuserAdmin):
    """Keys to the API; only their digests are kept, and they can be revoked."""

    list_display = ("token_key", "user", "created", "expiry")
    list_select_related = ("user",)
    search_fields = ("user__username",)
    ordering = ("-created",)
    fields = ("user", "token_key", "created", "expiry")
    actions = ("revoke",)

    @admin.action(description=gettext_lazy("Revoke"))
    def revoke(self, request, tokens):
        count, _by_model = tokens.delete()
        told = ngettext("%s token is revoked.", "%s tokens are revoked.", count) % count
        self.message_user(request, told, messages.SUCCESS)


@admin.register(AccessAttempt)
class AccessAttemptAdmin(SuperuserAdmin):
    """Failed sign-ins since the last good one; too many lock somebody out for a while."""

    list_display = ("username", "ip_address", "failures_since_start", "is_locked", "attempt_time")
    search_fields = ("username", "ip_address")
    ordering = ("-attempt_time",)
    fields = ("username", "ip_address", "user_agent", "failures_since_start", "attempt_time")
    actions = ("unlock",)

    @admin.display(description=gettext_lazy("locked out"), boolean=True)
    def is_locked(self, attempt):
        return attempt.failures_since_start >= axes_settings.AXES_FAILURE_LIMIT

    @admin.action(description=gettext_lazy("Unlock"))
    def unlock(self, request, attempts):
        for attempt in attempts:
            reset(ip=attempt.ip_address, username=attempt.username)
        self.message_user(request, _("They can sign in again."), messages.SUCCESS)
