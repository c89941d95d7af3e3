"""A ledger of any size, the same for the same seed: applications, and their journal with it."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from reform_apps.models import (
    Alias,
    Application,
    Bigram,
    EffectiveState,
    JournalEntry,
    Organization,
    Position,
    RecordedState,
    Region,
    Runway,
    SearchText,
    User,
)
from reform_apps.models.lists.grams import found_by
from reform_apps.models.states import NEVER, NO_DAY
from reform_apps.operations.writing.citations import UNKNOWN
from reform_apps.operations.writing.journal import differences
from reform_apps.queries import snapshots, states
from reform_apps.queries.states import Rows
from reform_apps.rules.codes import ledger_code
from reform_apps.rules.lifecycle import ONCE_ONLINE
from reform_apps.rules.likeness import pairs_of
from reform_apps.rules.vocabulary import listed
from tests.benchmarks import words

# How many of a hundred stand where, and how each came there.
STATUSES = {
    "online": 58, "building": 12, "planning": 8, "trial": 7, "approved": 5, "suspended": 4,
    "retired": 3, "merged": 2, "terminated": 1,
}  # fmt: skip
PATHS = {
    "planning": [],
    "approved": ["approve"],
    "building": ["approve", "start_building"],
    "trial": ["approve", "start_building", "start_trial"],
    "online": ["approve", "start_building", "start_trial", "go_online"],
    "suspended": ["approve", "start_building", "start_trial", "go_online", "suspend"],
    "retired": ["approve", "start_building", "start_trial", "go_online", "retire"],
    "merged": ["approve", "start_building", "merge"],
    "terminated": ["terminate"],
}
TARGETS = {
    "approve": "approved", "start_building": "building", "start_trial": "trial",
    "go_online": "online", "suspend": "suspended", "retire": "retired", "merge": "merged",
    "terminate": "terminated",
}  # fmt: skip
BEGINNING = date(2019, 1, 1)
PRIME = 1_000_003  # spreads the numbers over all the names that there are
TABLES = (
    Application, Alias, JournalEntry, Position, RecordedState, EffectiveState, SearchText, Bigram,
)  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """What stood before: who acts, reference rows, and after which keys new ones begin."""

    by: User
    regions: Sequence[Region]
    runways: Sequence[Runway]
    organizations: Sequence[Organization]
    first_key: int
    first_alias: int
    first_number: int
    first_entry: int
    first_state: int
    first_position: int
    prefix: str = "ZJ"


def name_of(index: int, regions: Sequence[Region]) -> str:
    """Make a name that no other index has, as long as there are fewer than three million."""
    place = (
        index * PRIME % (len(regions) * len(words.SUBJECTS) * len(words.ACTIONS) * len(words.ENDS))
    )
    place, end = divmod(place, len(words.ENDS))
    place, action = divmod(place, len(words.ACTIONS))
    place, subject = divmod(place, len(words.SUBJECTS))
    named = words.SUBJECTS[subject] + words.ACTIONS[action] + words.ENDS[end]
    return regions[place].name + named


def told(ground: Ground, start: int, stop: int, *, entries: int) -> Iterator[list]:
    """Tell applications from one index to before another: for each, all the rows that it has.

    Each has `entries` acts in the journal, of which those that lead to its status come first.
    """
    for index in range(start, stop):
        yield _Life(ground, index, entries).rows()


class _Life:
    """One application, from its registration on."""

    def __init__(self, ground: Ground, index: int, entries: int):
        self.ground, self.index, self.entries = ground, index, entries
        self.chance = random.Random(index)
        self.status = _status(index)
        self.made: list = []

    def rows(self) -> list:
        application, aliases = self._application()
        told = [{"name": row.name, "kind": row.kind, **snapshots.citation(row)} for row in aliases]
        steps = self._steps()
        day = BEGINNING + timedelta(days=self.index % 700)
        before, entry = {}, None
        for place, step in enumerate(steps):
            self._take(application, step, day)
            at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC) + timedelta(
                seconds=self.index % 3600
            )
            application.version, application.updated_at = place + 1, at
            application.created_at = application.created_at or at
            after = snapshots.own_fields(application) | {"aliases": told, "assessments": []}
            entry = self._entry(application, step, before, after, entry, day, at)
            self.made += [entry, Position(self._place(self.ground.first_position, place), entry.pk)]
            before, day = after, day + timedelta(days=self.chance.randrange(20, 200))
        self._states(application)
        self.made += [
            application, *aliases,
            SearchText(application_id=application.pk, **found_by(before)),
            *(Bigram(pair=pair, application_id=application.pk) for pair in pairs_of(before)),
        ]  # fmt: skip
        return self.made

    def _application(self) -> tuple[Application, list[Alias]]:
        chance, ground = self.chance, self.ground
        number = ground.first_number + self.index
        runway = chance.choice(ground.runways) if chance.random() < 0.8 else None
        clauses = chance.sample(words.CLAUSES, 3)
        if self.index % words.RARE_EVERY == 0:
            clauses[1] = words.RARE_CLAUSE
        region = chance.choice(ground.regions)
        application = Application(
            pk=ground.first_key + self.index, number=number,
            code=ledger_code(prefix=ground.prefix, number=number),
            name=name_of(self.index, ground.regions),
            name_en=f"{chance.choice(words.ENGLISH)} {chance.choice(words.ENGLISH_NOUNS)} {number}",
            kind=chance.choices(
                ["application", "platform", "portal", "brain", "component"], [86, 4, 3, 4, 3]
            )[0],
            scope=chance.choices(["local", "provincial_major", None], [80, 5, 15])[0],
            summary="，".join(clauses) + "。",
            system=runway and runway.system, runway=runway,
            organization=chance.choice(ground.organizations), origin_region=region,
            terminals=chance.choice([["pc"], ["mobile"], ["pc", "mobile"]]),
            irs_code=f"A{number:024d}" if chance.random() < 0.6 else None,
            visibility="internal" if chance.random() < 0.05 else "public",
        )  # fmt: skip
        application.created_at = None
        application.clean()
        aliases = []
        if chance.random() < 0.3:
            alias = Alias(
                pk=ground.first_alias + self.index,
                application=application,
                name=f"{application.name}{number}号",
            )
            alias.clean()
            aliases.append(alias)
        return application, aliases

    def _steps(self) -> list[str]:
        """List the acts: all of the way to the status, if there are enough, and amendments."""
        path = PATHS[self.status]
        steps = ["register", *path][: self.entries]
        if len(steps) <= len(path):
            return ["register"] * bool(steps) + ["amend"] * (len(steps) - 1)
        return steps + ["amend"] * (self.entries - len(steps))

    def _take(self, application: Application, step: str, day: date) -> None:
        if step == "register":
            complete = len(PATHS[self.status]) < self.entries
            self._stand(application, "planning" if complete else self.status, day)
        elif step == "amend":
            application.summary = "，".join(self.chance.sample(words.CLAUSES, 3)) + "。"
            if self.index % words.RARE_EVERY == 0:
                application.summary += words.RARE_CLAUSE
        else:
            self._stand(application, TARGETS[step], day)
        application.basis = {
            name: {"basis": "entered"}
            for name in Application.SOURCED
            if getattr(application, name) not in UNKNOWN
        }
        application.bases = listed(how["basis"] for how in application.basis.values())

    def _stand(self, application: Application, status: str, day: date) -> None:
        application.status, application.status_since = status, day
        if status in ONCE_ONLINE and status != "merged" and not application.online_on:
            application.online_on = day
        if status == "merged":
            application.merged_into = _successor(self.ground, self.index)

    def _entry(self, application, step, before, after, last, day, at) -> JournalEntry:
        moved = step not in ("register", "amend")
        entry = JournalEntry(
            pk=self._place(self.ground.first_entry, application.version - 1),
            application_id=application.pk,
            version=application.version, verb="transition" if moved else step,
            transition=step if moved else "", from_status=before.get("status", ""),
            to_status=application.status, effective_on=day, recorded_at=at, by=self.ground.by,
            reason="据实登记" if moved else "", evidence="浙改办〔2022〕1号" if moved else "",
            changes=differences(before, after), snapshot=after,
            previous_digest=last.digest if last else "",
        )  # fmt: skip
        entry.digest = entry.expected_digest()
        return entry

    def _place(self, first: int, place: int) -> int:
        """Give a key to what there is one of for each act."""
        return first + self.index * self.entries + place

    def _states(self, application: Application) -> None:
        acts = [row for row in self.made if isinstance(row, JournalEntry)]
        named = Rows.of_relations([application])
        for act, later in zip(acts, [*acts[1:], None], strict=True):
            columns = states.columns(act, act.snapshot, named)
            pk = self._place(self.ground.first_state, act.version - 1)
            self.made += [
                RecordedState(pk=pk, **columns, since=act.recorded_at,
                              until=later.recorded_at if later else NEVER),
                EffectiveState(pk=pk, **columns, since=act.effective_on,
                               until=later.effective_on if later else NO_DAY),
            ]  # fmt: skip


def _status(index: int) -> str:
    # The first one is online, so that whatever is merged has somewhere to go.
    chance = random.Random(f"status {index}")
    return chance.choices(list(STATUSES), list(STATUSES.values()))[0] if index else "online"


def _successor(ground: Ground, index: int) -> Application:
    """Find an application before it that is online."""
    other = next(other for other in range(index - 1, -1, -1) if _status(other) == "online")
    number = ground.first_number + other
    return Application(
        pk=ground.first_key + other, code=ledger_code(prefix=ground.prefix, number=number)
    )
