"""Starting the servers that are compared, and asking them over a socket."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from tests.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
REGISTRY, FLOOR = "registry.wsgi", "tests.benchmarks.floor"
HOST = "127.0.0.1"
PATIENCE = 60  # seconds until a server that has not answered counts as failed
PIECE = 1 << 16
KEY = secrets.token_urlsafe(50)  # one for all servers of a run, which know each other's sessions


class NotAnswered(Exception):
    """A server did not answer as it should; the benchmark would measure a failure."""


@dataclass(frozen=True)
class Request:
    """What is sent; `path` may hold any characters."""

    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    expected: int = 200


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds the last of it."""

    seconds: float
    status: int
    headers: Mapping[str, str]
    cookies: Mapping[str, str]
    body: bytes

    def json(self) -> object:
        return json.loads(self.body)


@dataclass
class Server:
    """One program that is served by so many workers."""

    process: subprocess.Popen
    port: int

    def ask(self, request: Request) -> Answer:
        """Send a request by itself, and read the answer to its end.

        :raises NotAnswered: if it is another one than was expected.
        """
        head = [f"{request.method} {quote(request.path, safe='/?&=:,+%-_.~')} HTTP/1.0",
                f"Host: {HOST}:{self.port}", f"Content-Length: {len(request.body)}",
                *(f"{name}: {value}" for name, value in request.headers.items())]  # fmt: skip
        sent = ("\r\n".join(head) + "\r\n\r\n").encode() + request.body
        began = time.perf_counter()
        with socket.create_connection((HOST, self.port)) as line:
            line.sendall(sent)
            pieces = []
            while piece := line.recv(PIECE):
                pieces.append(piece)
        seconds = time.perf_counter() - began
        head, _, body = b"".join(pieces).partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        status = int(first.split()[1])
        if status != request.expected:
            raise NotAnswered(f"{request.method} {request.path}: {status} {body[:500]!r}")
        told = [line.split(": ", 1) for line in lines]
        given = [value.split(";")[0].split("=", 1) for name, value in told if name == "Set-Cookie"]
        return Answer(seconds, status, dict(told), dict(given), body)

    def memory(self) -> int:
        """Tell how many bytes its largest worker has in memory."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return max(_resident(int(pid)) for pid in children.read_text().split())


@contextmanager
def served(program: str, url: str, *, workers: int) -> Iterator[Server]:
    """Serve a program over a database, and stop it whatever happens."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--preload", "--workers", str(workers),
               "--bind", f"{HOST}:{port}", "--log-level", "warning", program]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | production(url))
    try:
        _wait(process, port)
        yield Server(process, port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


@contextmanager
def all_served(programs: Mapping[str, tuple[str, str]], *, workers: int):
    """Serve several programs at once, by name: {name: (program, database)}."""
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(served(program, url, workers=workers))
            for name, (program, url) in programs.items()
        }


class Counter:
    """Tells how many statements a request takes, in a process of its own."""

    def __init__(self, url: str):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.statements"],
            cwd=ROOT, env=os.environ | production(url), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def count(self, request: Request) -> int:
        told = {"path": request.path, "method": request.method, "headers": dict(request.headers),
                "body": request.body.decode()}  # fmt: skip
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def __enter__(self) -> "Counter":
        return self

    def __exit__(self, *_failure: object) -> None:
        self.process.communicate()


def production(url: str) -> dict[str, str]:
    """Spell the environment of production for a database, without TLS before it."""
    return {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "registry.settings.production",
        "DJANGO_SECRET_KEY": KEY,
        "DJANGO_ALLOWED_HOSTS": HOST,
        "DJANGO_SECURE_SSL": "off",
        "DJANGO_DEBUG": "",
    }


def named(url: str, database: str) -> str:
    """Name another database of the same server."""
    return urlsplit(url)._replace(path=f"/{database}").geturl()


def _wait(process: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection((HOST, port)):
            return
        time.sleep(0.1)
    raise NotAnswered("A server did not start.")


def _resident(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024
