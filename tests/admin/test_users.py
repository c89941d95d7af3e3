"""People and their access, in the superuser's hands."""

from axes.models import AccessAttempt
from django.contrib.auth.models import Group
from django.urls import reverse
from knox.models import AuthToken

from reform_apps.models import User
from tests.admin.addresses import adding, changing, errors_of, typed
from tests.factories import OrganizationFactory
from tests.factories.users import PASSWORD


def group(name):
    return Group.objects.get_or_create(name=name)[0].pk


def add(client, **values):
    page = client.get(adding("user"))
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    return client.post(adding("user"), typed(page, username="new", **passwords, **values))


def test_superuser_adds_somebody_who_may_look(as_superuser):
    unit = OrganizationFactory()

    add(as_superuser, groups=[group("unit_editor")], organization=unit.pk)

    user = User.objects.get(username="new")
    assert (user.is_staff, user.is_superuser, user.organization) == (True, False, unit)
    assert [each.name for each in user.groups.all()] == ["unit_editor"]
    assert user.check_password(PASSWORD)


def test_role_without_what_it_is_for_is_refused(as_superuser):
    unit = add(as_superuser, groups=[group("unit_editor")])
    system = add(as_superuser, groups=[group("system_lead")])

    assert list(errors_of(unit)) == ["organization"]
    assert list(errors_of(system)) == ["systems"]


def test_roles_are_the_groups_and_nothing_else_is_granted(as_superuser, reader):
    group("strangers")

    fields = as_superuser.get(changing(reader)).context["adminform"].form.fields

    assert "strangers" not in [each.name for each in fields["groups"].queryset]
    assert "user_permissions" not in fields


def test_superuser_deactivates_somebody(as_superuser, reader):
    page = as_superuser.get(changing(reader))
    sent = typed(page)
    del sent["is_active"]

    as_superuser.post(changing(reader), sent)

    reader.refresh_from_db()
    assert not reader.is_active


def test_token_is_revoked(as_superuser, reader):
    token, _key = AuthToken.objects.create(user=reader)

    as_superuser.post(
        reverse("admin:knox_authtoken_changelist"),
        {"action": "revoke", "_selected_action": [token.pk]},
    )

    assert not AuthToken.objects.exists()


def test_somebody_who_was_locked_out_is_let_in_again(as_superuser):
    attempt = AccessAttempt.objects.create(
        username="reader", ip_address="10.0.0.1", user_agent="x", failures_since_start=9
    )

    as_superuser.post(
        reverse("admin:axes_accessattempt_changelist"),
        {"action": "unlock", "_selected_action": [attempt.pk]},
    )

    assert not AccessAttempt.objects.exists()


def test_who_guesses_too_often_is_told_so_in_a_page(client, reader):
    for _attempt in range(5):
        page = client.post(
            reverse("admin:login"), {"username": reader.username, "password": "guess"}
        )

    assert page.status_code == 429
    assert 'role="alert"' in page.content.decode()
