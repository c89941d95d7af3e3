"""What the README tells people to type, typed."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from reform_apps.models import Application, User
from tests.factories.users import PASSWORD

README = Path(__file__).resolve().parent.parent / "README.md"
SERVED = "http://127.0.0.1:8000"


def commands_of(heading: str) -> str:
    section = README.read_text("utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.search(r"```sh\n(.*?)```", section, re.DOTALL)[1]


@pytest.fixture
def freshly_run(real_transactions, tmp_path):
    """The registry as `make run` leaves it, with its password where the README reads it.

    Not the fixture `live_server`, which empties the tables after the triggers are back.
    """
    call_command("seed_ledger")
    User.objects.create_superuser("admin", password=PASSWORD)
    (tmp_path / ".local").mkdir()
    (tmp_path / ".local" / "admin-password").write_text(f"{PASSWORD}\n")
    server = LiveServer("127.0.0.1")
    yield server, tmp_path
    server.stop()


@pytest.mark.skipif(shutil.which("curl") is None, reason="There is no curl on this machine.")
def test_the_five_examples_work_as_printed(freshly_run):
    server, folder = freshly_run
    script = commands_of("Call it").replace(SERVED, server.url)
    # Each answer on a line of its own.
    script = script.replace("\ncurl ", "\necho; curl ")

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"no_proxy": "*"},
    )

    assert done.stderr == ""
    online, facets, detail, journal, offers, moved = map(json.loads, done.stdout.split("\n")[1:])
    assert online["count"] == 7
    assert facets["count"] == 29
    assert detail["name"] == "公平在线"
    assert [entry["verb"] for entry in journal["results"]] == ["publish", "assess", "register"]
    assert [offer["transition"] for offer in offers if offer["allowed"]] == ["baseline"]
    assert (moved["code"], moved["status"]) == ("ZJ-0022", "building")
    entry = Application.objects.get(code="ZJ-0022").journal.order_by("version").last()
    assert (entry.transition, entry.reason, entry.by.username) == (
        "baseline", "confirmed by its unit", "admin",
    )  # fmt: skip
