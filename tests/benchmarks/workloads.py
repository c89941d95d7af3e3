"""What is asked of the registry and of the floor: the same work, in the words of each."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from secrets import token_hex

from tests.benchmarks import words
from tests.benchmarks.serving import Request, Server

API = "/api/v1/"
LIST = f"{API}applications/"
DEEP = 0.9  # where a list is followed from, as a share of the whole
# A tenth of all is so many, where all are a million.
EXPORTED, TENTH = 100_000, "status=building"


@dataclass(frozen=True)
class Workload:
    """One kind of request; `floor` is None where the registry is compared with itself.

    `aim` is how many times as long as the floor it may take, `rounds` which part of all rounds
    it is worth, and `against` the workload whose figures stand in for a floor of its own.
    """

    name: str
    registry: Callable[["World"], Request]
    floor: Callable[["World"], Request] | None = None
    aim: float | None = None
    rounds: float = 1.0
    against: str = ""
    is_read: bool = True


@dataclass
class World:
    """What requests are made of: who asks, and about which applications."""

    number: int
    token: str
    cookie: str
    codes: Sequence[str]  # public ones, in any order
    online: Sequence[tuple[str, int]]  # code and version, each for one act
    organizations: Sequence[str]
    etags: dict[str, str] = field(default_factory=dict)
    # In the names of what is registered, so that no run takes those of another.
    run: str = field(default_factory=lambda: token_hex(3))
    cursor: str = ""
    deep_cursor: str = ""
    turn: Callable[[], int] = field(default_factory=lambda: count().__next__)

    @property
    def exported(self) -> str:
        return TENTH if self.number > 2 * EXPORTED else ""

    @property
    def signed_in(self) -> dict[str, str]:
        return {"Authorization": f"Token {self.token}", "Content-Type": "application/json"}

    @property
    def organization(self) -> str:
        """Name another one each time, so that no question is asked twice."""
        return self.organizations[self.turn() % len(self.organizations)]

    def code(self) -> str:
        return self.codes[self.turn() % len(self.codes)]

    def act(self) -> tuple[str, int]:
        return self.online[self.turn() % len(self.online)]


def get(path: str) -> Callable[[World], Request]:
    return lambda _world: Request(path)


def listed(query: str) -> Callable[[World], Request]:
    return lambda world: Request(f"{LIST}?{query.format(organization=world.organization)}")


def by_hand(path: str) -> Callable[[World], Request]:
    return lambda world: Request(f"/{path.format(organization=world.organization)}")


def searched(name: str, sought: str, aim: float = 1.5) -> Workload:
    return Workload(
        f"search {name}", listed(f"search={sought}"), by_hand(f"search?search={sought}"), aim
    )


def _unchanged(path: str) -> Callable[[World], Request]:
    return lambda world: Request(path, headers={"If-None-Match": world.etags[path]}, expected=304)


def _suspended(world: World) -> Request:
    code, version = world.act()
    body = json.dumps({"transition": "suspend", "reason": "系统检修"}).encode()
    headers = world.signed_in | {"If-Match": f'"{version}"'}
    return Request(f"{LIST}{code}/transitions/", "POST", headers, body, expected=201)


def _suspended_by_hand(world: World) -> Request:
    code, _version = world.act()
    sent = {"transition": "suspend", "reason": "系统检修", "token": world.token}
    return Request(f"/transition?code={code}", "POST", {}, json.dumps(sent).encode())


def _thousand(world: World) -> bytes:
    turn = world.turn()
    rows = [
        {"name": f"新登记{world.run}第{turn}批第{n}号应用{words.SUBJECTS[n % len(words.SUBJECTS)]}",
         "summary": "，".join(words.CLAUSES[(n + k) % len(words.CLAUSES)] for k in range(3)),
         "system": "government", "terminals": ["pc"]}
        for n in range(1000)
    ]  # fmt: skip
    return json.dumps({"applications": rows}).encode()


def _registered(world: World) -> Request:
    return Request(f"{LIST}bulk/", "POST", world.signed_in, _thousand(world), expected=201)


def _admin(query: str) -> Callable[[World], Request]:
    path = f"/admin/reform_apps/application/?{query}"
    return lambda world: Request(path, headers={"Cookie": world.cookie})


FILTERED, UNFILTERED = "status=online&system=government", ""
READS = (
    Workload("list, filtered", listed(FILTERED), by_hand(f"list?{FILTERED}"), 1.5),
    Workload("list, unfiltered", listed(UNFILTERED), by_hand("list"), 1.5),
    Workload("list, filtered, floor counts all", listed(FILTERED),
             by_hand(f"list?{FILTERED}&exact=1"), 1.0),
    Workload("list, unfiltered, floor counts all", listed(UNFILTERED), by_hand("list?exact=1"),
             1.0, rounds=0.25),
    Workload("list of one organization", listed("organization={organization}"),
             by_hand("list?organization={organization}"), 1.5),
    Workload("detail", lambda world: Request(f"{LIST}{world.code()}/"),
             lambda world: Request(f"/detail?code={world.code()}"), 2.0),
    searched("of two characters, frequent", words.FREQUENT),
    searched("of two characters, rare", words.RARE),
    searched("of four characters", words.FOUR),
    searched("of what is nowhere", words.ABSENT),
    Workload("search as icontains does, frequent", listed(f"search={words.FREQUENT}"),
             by_hand(f"icontains?search={words.FREQUENT}"), 0.05, rounds=0.02),
    Workload("search as icontains does, rare", listed(f"search={words.RARE}"),
             by_hand(f"icontains?search={words.RARE}"), 0.05, rounds=0.02),
    Workload("facets", get(f"{LIST}facets/"), by_hand("facets"), 1.5),
    Workload("cursor, first page", lambda world: Request(f"{LIST}?cursor={world.cursor}"),
             by_hand("cursor?after=0"), 1.5),
    Workload("cursor, deep page", lambda world: Request(f"{LIST}?cursor={world.deep_cursor}"),
             lambda world: Request(f"/cursor?after={int(world.number * DEEP)}"), 1.2,
             against="cursor, first page"),
    Workload("list, unchanged (304)", _unchanged(f"{LIST}?{FILTERED}"), None, 0.25,
             against="list, filtered"),
    Workload("facets, unchanged (304)", _unchanged(f"{LIST}facets/"), None, None,
             against="facets"),
    Workload("detail, unchanged (304)", lambda world: _unchanged(f"{LIST}{world.codes[0]}/")(world),
             None, None, against="detail"),
    Workload("admin's list, filtered", _admin(FILTERED), by_hand(f"table?{FILTERED}"), 4.0,
             rounds=0.25),
)  # fmt: skip
EXPORTS = (
    Workload("csv", lambda world: Request(f"{LIST}export.csv?{world.exported}"),
             lambda world: Request(f"/csv?{world.exported}"), 1.5, rounds=0.02),
    Workload("xlsx", lambda world: Request(f"{LIST}export.xlsx?{world.exported}"), None, 6.0,
             rounds=0.005, against="csv"),
)  # fmt: skip
WRITES = (
    Workload("transition", _suspended, _suspended_by_hand, 2.5, is_read=False),
    Workload("bulk of 1,000", _registered,
             lambda world: Request("/bulk", "POST", {}, _thousand(world)), 8.0, rounds=0.02,
             is_read=False),
)  # fmt: skip


def entered(server: Server, *, password: str = "bench") -> tuple[str, str]:
    """Sign in at the API and at the admin: a token, and the cookies of a session."""
    body = json.dumps({"username": "bench", "password": password}).encode()
    kind = {"Content-Type": "application/json"}
    token = server.ask(Request(f"{API}auth/login/", "POST", kind, body)).json()["token"]
    form = server.ask(Request("/admin/login/"))
    hidden = form.body.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    sent = f"username=bench&password={password}&csrfmiddlewaretoken={hidden}&next=/admin/"
    kind = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={form.cookies['csrftoken']}",
    }
    entrance = server.ask(Request("/admin/login/", "POST", kind, sent.encode(), expected=302))
    return token, f"sessionid={entrance.cookies['sessionid']}"
