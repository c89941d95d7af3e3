"""The server that the tests start for themselves."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent.parent
SHOW = "import os; print(os.environ['DATABASE_URL'], flush=True)"
RUN = [sys.executable, "-m", "tests.postgres", "--"]


def origins():
    """List the origins that this machine has: the wheel always, since the tests require it."""
    return [origin for origin in postgres.ORIGINS if has(origin)]


def has(origin):
    try:
        return bool(postgres.binaries(origin))
    except postgres.NoServer:
        return False


def is_listening(url):
    try:
        psycopg2.connect(url).close()
    except psycopg2.OperationalError:
        return False
    return True


@pytest.mark.parametrize("origin", origins())
def test_a_command_gets_a_server_that_is_gone_afterwards(origin):
    code = "import os, psycopg2; c = psycopg2.connect(os.environ['DATABASE_URL']); print(c.dsn)"

    answer = subprocess.run(
        [*RUN, sys.executable, "-c", f"{SHOW}; {code}; raise SystemExit(7)"],
        cwd=ROOT,
        env=os.environ | {"REGISTRY_TEST_POSTGRES": origin},
        capture_output=True,
        text=True,
    )

    assert (answer.returncode, answer.stderr) == (7, "")
    assert not is_listening(answer.stdout.split()[0])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_command_and_the_server(number):
    command = [*RUN, sys.executable, "-c", f"{SHOW}; import time; time.sleep(60)"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        url = running.stdout.readline().strip()
        assert is_listening(url)

        started = time.monotonic()
        running.send_signal(number)
        code = running.wait(timeout=30)

    assert code == 128 + number
    assert time.monotonic() - started < 30
    assert not is_listening(url)


def test_a_server_is_recent_and_on_this_machine_only():
    with postgres.server() as url, psycopg2.connect(url) as connection:
        assert connection.server_version >= postgres.OLDEST * 10_000
        with connection.cursor() as cursor:
            cursor.execute("SHOW listen_addresses")
            addresses = cursor.fetchone()
    connection.close()

    assert addresses == ("127.0.0.1",)
    assert urlsplit(url).hostname == "127.0.0.1"


def test_an_unknown_origin_is_refused():
    with pytest.raises(postgres.NoServer, match="system, wheel"):
        postgres.binaries("cloud")


def test_too_old_a_system_leaves_it_to_the_wheel(monkeypatch):
    monkeypatch.setattr(postgres, "system_binaries", lambda: [Path("/nowhere")])

    assert postgres.binaries()[0] == "wheel"


def test_no_command_is_a_misuse(capsys):
    assert postgres.main(["--"]) == 2
    assert "Which command?" in capsys.readouterr().err


def test_a_command_that_is_not_there_has_the_exit_code_of_a_shell(capsys):
    assert postgres.run(["no-such-command"], "postgresql://") == 127
    assert capsys.readouterr().err.startswith("no-such-command cannot be run: ")
