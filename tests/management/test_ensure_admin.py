"""The first administrator is made once, and told once."""

import stat

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

pytestmark = pytest.mark.django_db


@pytest.fixture
def ensure(settings, tmp_path, capsys):
    """Run the command in a working copy of its own, and return what it says."""
    settings.LOCAL_DIR = tmp_path / ".local"

    def run():
        call_command("ensure_admin")
        return capsys.readouterr().out

    return run


def test_an_administrator_is_made_with_a_password_that_only_the_owner_can_read(ensure, settings):
    said = ensure()

    file = settings.LOCAL_DIR / "admin-password"
    password = file.read_text().strip()
    assert password in said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    admin = get_user_model().objects.get(username="admin")
    assert (admin.is_superuser, admin.is_staff, admin.check_password(password)) == (True,) * 3


def test_a_second_run_makes_nothing_and_points_to_the_file(ensure, settings):
    ensure()
    password = (settings.LOCAL_DIR / "admin-password").read_text().strip()

    said = ensure()

    assert password not in said
    assert "admin-password" in said
    assert get_user_model().objects.filter(username="admin").count() == 1


def test_a_password_that_a_person_has_set_stays(ensure):
    ensure()
    admin = get_user_model().objects.get(username="admin")
    admin.set_password("of my own choice")
    admin.save()

    said = ensure()

    assert "manage.py changepassword admin" in said
    assert get_user_model().objects.get(username="admin").check_password("of my own choice")


def test_the_file_of_a_ledger_that_is_gone_is_replaced(ensure, settings):
    settings.LOCAL_DIR.mkdir()
    (settings.LOCAL_DIR / "admin-password").write_text("of another ledger")

    said = ensure()

    assert (settings.LOCAL_DIR / "admin-password").read_text().strip() in said
