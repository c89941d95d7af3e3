"""Asking servers in turn, and what their times say."""

import json
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.benchmarks.serving import Server
from tests.benchmarks.workloads import Workload, World

WARM = 6  # requests of each worker that are not counted
LARGE, SMALL, FLOOR = "registry", "registry, small", "floor"


@dataclass
class Figures:
    """The seconds of one workload, by server."""

    workload: Workload
    seconds: dict[str, list[float]] = field(default_factory=dict)
    statements: int | None = None

    def p50(self, server: str) -> float | None:
        return statistics.median(self.seconds[server]) if server in self.seconds else None

    def p95(self, server: str) -> float:
        found = sorted(self.seconds[server])
        return found[min(len(found) - 1, int(len(found) * 0.95))]

    def rate(self, server: str) -> float:
        return len(self.seconds[server]) / sum(self.seconds[server])


def measured(
    workload: Workload,
    servers: Mapping[str, Server],
    worlds: Mapping[str, World],
    *,
    rounds: int,
    workers: int,
) -> Figures:
    """Ask each server in turn, A B A B, so that the machine's moods are shared."""
    figures = Figures(workload)
    times = max(3, int(rounds * workload.rounds))
    warm = 1 if workload.rounds < 0.1 or not workload.is_read else WARM * workers
    for turn in range(-warm, times):
        for name, server in servers.items():
            make = workload.floor if name == FLOOR else workload.registry
            if make is None or (name == SMALL and not workload.is_read):
                continue
            answer = server.ask(make(worlds[name]))
            if turn >= 0:
                figures.seconds.setdefault(name, []).append(answer.seconds)
    return figures


def at_once(make: Callable, server: Server, world: World, *, writers: int, seconds: float) -> float:
    """Let so many writers act for some seconds, each on other rows; tells acts a second.

    A small ledger has fewer rows to act on than that takes; then they end with the last one.
    """
    began = time.perf_counter()
    turns = iter(range(len(world.online) // 4))

    def write(_writer: int) -> int:
        done = 0
        while time.perf_counter() < began + seconds and next(turns, None) is not None:
            server.ask(make(world))
            done += 1
        return done

    with ThreadPoolExecutor(writers) as pool:
        done = sum(pool.map(write, range(writers)))
    return done / (time.perf_counter() - began)


def told(found: Sequence[Figures]) -> str:
    """Spell all figures as a table; times in milliseconds."""
    by_name = {figures.workload.name: figures for figures in found}
    lines = [HEAD, RULE]
    lines += [_line(figures, by_name) for figures in found]
    return "\n".join(lines)


HEAD = (
    f"{'workload':<36} {'p50':>8} {'p95':>8} {'req/s':>7} {'stmts':>5} {'floor':>8} {'ratio':>7} "
    f"{'aim':>5} {'growth':>7}"
)
RULE = "-" * len(HEAD)


def _line(figures: Figures, by_name: Mapping[str, Figures]) -> str:
    workload, own = figures.workload, figures.p50(LARGE)
    base = figures.p50(FLOOR)
    if workload.against in by_name:
        base = by_name[workload.against].p50(LARGE)
    ratio = own / base if base else None
    small = figures.p50(SMALL)
    met = "" if not (ratio and workload.aim) else " " if ratio <= workload.aim else "!"
    statements = "" if figures.statements is None else figures.statements
    return (
        f"{workload.name:<36} {own * 1000:8.2f} {figures.p95(LARGE) * 1000:8.2f} "
        f"{figures.rate(LARGE):7.0f} {statements:>5} {base * 1000 if base else 0:8.2f} "
        f"{f'{ratio:.2f}' if ratio else '-':>7}{met:1}{workload.aim or '-':>5} "
        f"{f'{own / small:.2f}' if small else '-':>7}"
    )


def spelled(found: Sequence[Figures]) -> str:
    """Spell all times as JSON, for whoever keeps them."""
    return json.dumps({figures.workload.name: figures.seconds for figures in found})
