"""How fast the registry is, beside a program written by hand: `make bench N=100000`."""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing, nullcontext
from pathlib import Path

import psycopg2

from tests import postgres
from tests.benchmarks import measuring, serving, workloads
from tests.benchmarks.measuring import FLOOR, LARGE, SMALL, Figures
from tests.benchmarks.serving import ROOT, Request, Server, named
from tests.benchmarks.workloads import LIST, World

SETTINGS = ("shared_buffers=2GB", "work_mem=16MB", "max_wal_size=8GB", "random_page_cost=1.1")
SMALL_NUMBER = 10_000
SEVERAL = 100_000  # up to so many applications, each has several entries
WRITERS = 8
SECONDS = 5.0


def main(arguments: Sequence[str]) -> int:
    asked = _asked(arguments)
    # As Ctrl-C does it, so that the servers are stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with nullcontext() if asked.databases else postgres.server(settings=SETTINGS) as url:
        _run(*(asked.databases or _databases(url, asked)), asked)
    return 0


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--number", type=int, default=100_000, help="applications")
    parser.add_argument("--entries", type=int, help="journal entries of each; 10, or 1 if many")
    parser.add_argument("--rounds", type=int, default=200, help="requests of each workload")
    parser.add_argument("--workers", type=int, default=2, help="of each server")
    parser.add_argument("--only", default="", help="workloads whose names hold these words")
    parser.add_argument(
        "--databases", nargs=2, metavar=("LARGE", "SMALL"), help="ledgers that were made before"
    )
    parser.add_argument("--json", type=Path, help="where to keep every single time")
    asked = parser.parse_args(arguments)
    asked.entries = asked.entries or (10 if asked.number <= SEVERAL else 1)
    return asked


def _databases(url: str, asked: argparse.Namespace) -> tuple[str, str]:
    """Make a ledger of the size that is asked for, and a small one beside it."""
    made = []
    for name, number in (("large", asked.number), ("small", min(SMALL_NUMBER, asked.number))):
        with closing(psycopg2.connect(url)) as connection:
            connection.autocommit = True
            connection.cursor().execute(f"CREATE DATABASE {name}")
        made.append(named(url, name))
        _say(f"Making {number:,} applications with {asked.entries} entries each ...")
        how = ["--number", number, "--entries", asked.entries, "--workers", os.cpu_count() or 1]
        _manage(made[-1], "tests.benchmarks.preparing", *map(str, how))
    return tuple(made)


def _manage(url: str, module: str, *arguments: str) -> None:
    command = [sys.executable, "-m", module, *arguments]
    subprocess.run(command, cwd=ROOT, env=os.environ | serving.production(url), check=True)


def _run(large: str, small: str, asked: argparse.Namespace) -> None:
    _manage(large, "manage", "collectstatic", "--noinput", "--verbosity", "0")
    programs = {LARGE: (serving.REGISTRY, large), FLOOR: (serving.FLOOR, large),
                SMALL: (serving.REGISTRY, small)}  # fmt: skip
    chosen = [
        each
        for each in (*workloads.READS, *workloads.EXPORTS, *workloads.WRITES)
        if all(word in each.name for word in asked.only.split())
    ]
    found: list[Figures] = []
    with (
        serving.all_served(programs, workers=asked.workers) as servers,
        serving.Counter(large) as counter,
    ):
        worlds = {
            LARGE: _world(large, servers[LARGE], part=0),
            SMALL: _world(small, servers[SMALL], part=0),
        }
        worlds[FLOOR] = _world(large, servers[LARGE], part=1)
        for name in (LARGE, SMALL):
            _explore(worlds[name], servers[name])
        _say(f"\n{worlds[LARGE].number:,} applications, {asked.workers} workers, one client.\n")
        _say(f"{measuring.HEAD}\n{measuring.RULE}")
        for workload in chosen:
            before = servers[LARGE].memory()
            figures = measuring.measured(
                workload, servers, worlds, rounds=asked.rounds, workers=asked.workers
            )
            found.append(figures)
            figures.statements = counter.count(workload.registry(worlds[LARGE]))
            _say(measuring.told(found).splitlines()[-1])
            if workload in workloads.EXPORTS:
                grown = (servers[LARGE].memory() - before) / 2**20
                _say(f"{'':<36} memory of a worker has grown by {grown:.0f} MB")
    if any(not each.is_read for each in chosen):
        _write_at_once(large)
    if asked.json:
        asked.json.write_text(measuring.spelled(found))


def _write_at_once(url: str) -> None:
    """Tell how writers of different rows scale, of the registry and of the floor."""
    for name, program, part, make in (
        ("registry", serving.REGISTRY, 2, workloads.WRITES[0].registry),
        ("floor", serving.FLOOR, 3, workloads.WRITES[0].floor),
    ):
        with (
            serving.served(serving.REGISTRY, url, workers=1) as entrance,
            serving.served(program, url, workers=WRITERS) as server,
        ):
            world = _world(url, entrance, part=part)
            rates = [
                measuring.at_once(make, server, world, writers=writers, seconds=SECONDS)
                for writers in (1, WRITERS)
            ]
        _say(
            f"transitions a second, {name}: {rates[0]:.0f} by one writer, {rates[1]:.0f} by "
            f"{WRITERS} ({rates[1] / rates[0]:.2f} times as many)"
        )


def _world(url: str, server: Server, *, part: int) -> World:
    """Look for what the workloads are asked about; each part has applications of its own."""
    token, cookie = workloads.entered(server)
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reform_apps_application")
        (number,) = cursor.fetchone()
        cursor.execute(
            "SELECT code FROM reform_apps_application WHERE visibility = 'public' "
            "AND number % 7 = 3 ORDER BY md5(code) LIMIT 5000"
        )
        codes = [code for (code,) in cursor]
        cursor.execute(
            "SELECT code, version FROM reform_apps_application WHERE status = 'online' "
            "AND visibility = 'public' AND number > 100 AND number %% 4 = %s "
            "ORDER BY md5(code) LIMIT 20000",
            [part],
        )
        online = cursor.fetchall()
        cursor.execute("SELECT code FROM reform_apps_organization WHERE code LIKE 'bench%'")
        organizations = [code for (code,) in cursor]
    return World(number=number, token=token, cookie=cookie, codes=codes, online=online,
                 organizations=organizations)  # fmt: skip


def _explore(world: World, server: Server) -> None:
    """Follow the list to the place from which deep pages are asked; note what answers are known."""
    url = f"{LIST}?cursor=&page_size=500&fields=code"
    for _ in range(int(world.number * workloads.DEEP / 500)):
        following = server.ask(Request(url)).json()["next"]
        if not following:
            break
        url = following.partition(f":{server.port}")[2]
    world.deep_cursor = url.partition("cursor=")[2].partition("&")[0]
    paths = (f"{LIST}?{workloads.FILTERED}", f"{LIST}facets/", f"{LIST}{world.codes[0]}/")
    for path in paths:
        world.etags[path] = server.ask(Request(path)).headers.get("ETag", "")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
