"""People and client systems, made from the command line."""

import io
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from reform_apps.models import User
from reform_apps.queries.rights import roles
from tests.factories import OrganizationFactory, SystemFactory, UserFactory

PASSWORD = "Qiantang-Tide-1612"

pytestmark = pytest.mark.django_db


@pytest.fixture
def add(capsys, monkeypatch):
    """Run the command as it would be typed; what it says is returned."""

    def run(*arguments, typed=None):
        if typed is not None:
            monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
            arguments = (*arguments, "--password-stdin")
        call_command("add_user", *arguments)
        return capsys.readouterr().out

    return run


def made():
    return User.objects.get(username="somebody")


@pytest.mark.parametrize("role", ["reader", "reform_office", "auditor"])
def test_a_person_is_made_with_a_password_that_is_shown_once(role, add):
    said = add("somebody", "--role", role)

    assert roles.of(made()) == {role}
    password = re.search(r"^Password, shown this once: (\S+)$", said, re.MULTILINE).group(1)
    assert made().check_password(password)
    assert len(password) >= 20
    assert f"somebody now has the role {role}." in said


def test_an_editor_gets_a_unit_and_a_lead_gets_systems(add):
    OrganizationFactory(code="zj-justice")
    for code in ("party", "law", "economy"):
        SystemFactory(code=code)

    add("somebody", "--role", "unit_editor", "--organization", "zj-justice")
    add("other", "--role", "system_lead", "--system", "party", "--system", "law")

    assert made().organization.code == "zj-justice"
    lead = User.objects.get(username="other")
    assert sorted(lead.systems.values_list("code", flat=True)) == ["law", "party"]


@pytest.mark.parametrize(
    "line", [PASSWORD, f"{PASSWORD}\n", f"{PASSWORD}\r\n", f"{PASSWORD}\nmore"]
)
def test_a_password_is_read_from_the_first_line_and_never_shown(line, add):
    said = add("somebody", "--role", "reader", typed=line)

    assert made().check_password(PASSWORD)
    assert said == "somebody now has the role reader.\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--role", "unit_editor"], "A unit editor writes for a unit: name it."),
        (["--role", "system_lead"], "A system lead writes for systems: name one."),
        (
            ["--role", "unit_editor", "--organization", "nowhere"],
            "There is no organization nowhere. There are: zj-justice.",
        ),
        (
            ["--role", "system_lead", "--system", "law", "--system", "nothing"],
            "There is no system nothing. There are: law.",
        ),
        (["--role", "emperor"], "invalid choice: 'emperor'"),
        ([], "required: --role"),
        (["--role", "reader", "--colour", "red"], "unrecognized arguments: --colour red"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(arguments, sentence, add, settings):
    settings.LANGUAGE_CODE = "en"
    OrganizationFactory(code="zj-justice")
    SystemFactory(code="law")

    with pytest.raises(CommandError) as refusal:
        add("somebody", *arguments)

    assert sentence in str(refusal.value)
    assert User.objects.count() == 0


@pytest.mark.parametrize("typed", ["", "\n", "short", "123456789012", "password123", "somebody"])
def test_a_weak_password_is_refused(typed, add):
    with pytest.raises(CommandError) as refusal:
        add("somebody", "--role", "reader", typed=typed)

    assert str(refusal.value)
    assert User.objects.count() == 0


@pytest.mark.parametrize("name", ["two words", "", "n" * 151, "somebody"])
def test_a_name_that_is_none_or_taken_is_refused(name, add):
    UserFactory(username="somebody")

    with pytest.raises(CommandError):
        add(name, "--role", "reader")

    assert User.objects.count() == 1


def test_from_a_shell_a_refusal_is_one_sentence_and_exit_code_1(tmp_path):
    """The one test of this file that pays for a process of its own."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "registry.settings.testing",
        "DATABASE_URL": f"sqlite:///{tmp_path}/ledger.sqlite3",
    }

    def manage(*arguments):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )

    assert manage("migrate", "--verbosity", "0").returncode == 0
    refused = manage("add_user", "somebody", "--role", "system_lead", "--system", "law")

    assert refused.returncode == 1
    assert refused.stderr == "CommandError: There is no system law. There are: none.\n"
