"""What it means that an application has changed from one state to another."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from reform_apps.rules.lifecycle import Status


class Kind(TextChoices):
    """A kind of change, in the order in which a difference tells them."""

    ADDED = "added", pgettext_lazy("change", "added")
    DROPPED = "dropped", pgettext_lazy("change", "dropped")
    MERGED = "merged", pgettext_lazy("change", "merged")
    RENAMED = "renamed", pgettext_lazy("change", "renamed")
    MOVED = "moved", pgettext_lazy("change", "moved to another system or runway")
    BATCH_CHANGED = "batch_changed", pgettext_lazy("change", "batch changed")
    STATUS_CHANGED = "status_changed", pgettext_lazy("change", "status changed")
    SLIPPED = "slipped", pgettext_lazy("change", "due date slipped")
    AMENDED = "amended", pgettext_lazy("change", "otherwise amended")


# Which fields make a change one of these kinds; any other field makes it an amendment.
FIELDS = {
    Kind.MERGED: ("status", "status_since", "merged_into"),
    Kind.RENAMED: ("name",),
    Kind.MOVED: ("system", "runway"),
    Kind.BATCH_CHANGED: ("batch",),
    Kind.STATUS_CHANGED: ("status", "status_since", "merged_into"),
    Kind.SLIPPED: ("due_on", "slips"),
}
# What is told of an application that was not there before.
INTRODUCED = ("name", "status", "system", "runway", "organization", "batch", "task", "due_on")
PLACE = "edition_entry"

Fields = dict[str, list[object]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How an application stands on one side of a difference."""

    code: str
    number: int
    version: int
    state: Mapping[str, object]

    def saying(self, more: Mapping[str, object]) -> "Standing":
        return replace(self, state={**self.state, **more})


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change of one application: `fields` is {field: [before, after]}."""

    code: str
    name: str
    kind: Kind
    fields: Fields
    reason: str = ""
    # Of a merged application: the one at the end of the mergers.
    successor: str | None = None

    def because(self, reasons: Mapping[str, str]) -> "Change":
        """Take the reason that was given for one of its fields."""
        return replace(self, reason=next((reasons[f] for f in self.fields if f in reasons), ""))

    def resolved(self, known: Mapping[str, tuple[str | None, str | None]]) -> "Change":
        """Take from {code: (code that may be told, final successor)} what became of it."""
        before, after = self.fields["merged_into"]
        told = [code and known[code][0] for code in (before, after)]
        return replace(
            self, fields=self.fields | {"merged_into": told}, successor=after and known[after][1]
        )


def between(
    before: Standing | None,
    after: Standing | None,
    *,
    ended: Mapping[str, object] | None = None,
    reason: str = "",
) -> list[Change]:
    """List the changes of one application, one for each kind.

    Of one that is gone, `ended` is its frozen state at the end, if it came to one, and `reason`
    why it is gone.
    """
    if before is None:
        told = {name: [None, after.state[name]] for name in INTRODUCED if after.state.get(name)}
        return [_change(after, Kind.ADDED, told)]
    if after is None:
        return [_gone(before, ended or {}, reason)]
    moved = fields_between(before.state, after.state)
    found = []
    for kind in _kinds(moved):
        fields = {name: moved.pop(name) for name in FIELDS[kind] if name in moved}
        found.append(_change(after, kind, fields))
    if moved:
        found.append(_change(after, Kind.AMENDED, moved))
    order = list(Kind)
    return sorted(found, key=lambda change: order.index(change.kind))


def fields_between(before: Mapping[str, object], after: Mapping[str, object]) -> Fields:
    """Compare two states; how a value is known counts where the value itself is the same."""
    names = [name for name in after if name in before and name != "basis"]
    moved = {name: [before[name], after[name]] for name in names if before[name] != after[name]}
    old, new = before.get("basis", {}), after.get("basis", {})
    known = {f for f in {*old, *new} if old.get(f) != new.get(f) and f not in moved}
    if known:
        moved["basis"] = [{f: side[f] for f in sorted(known) if f in side} for side in (old, new)]
    return moved


def fields_of(changes: Mapping[str, object]) -> list[str]:
    """Name the fields that an entry of the journal has changed, those of an edition included."""
    before, after = changes.get(PLACE) or (None, None)
    place = [f for f in after if before.get(f) != after[f]] if before and after else []
    return [*(name for name in changes if name != PLACE), *place]


def _kinds(moved: Fields) -> list[Kind]:
    kinds = [
        kind for kind, fields in FIELDS.items() if kind in ALONE and set(fields) & moved.keys()
    ]
    if moved.get("status", [None, None])[1] == Status.MERGED:
        kinds.append(Kind.MERGED)
    elif {"status", "status_since"} & moved.keys():
        kinds.append(Kind.STATUS_CHANGED)
    before, after = moved.get("due_on", [None, None])
    if before and after and after > before:
        kinds.append(Kind.SLIPPED)
    return kinds


# Any of their fields makes a change one of these kinds; the others take more.
ALONE = (Kind.RENAMED, Kind.MOVED, Kind.BATCH_CHANGED)


def _gone(before: Standing, ended: Mapping[str, object], reason: str) -> Change:
    moved = fields_between(before.state, ended)
    merged = ended.get("status") == Status.MERGED
    names = FIELDS[Kind.MERGED if merged else Kind.STATUS_CHANGED]
    fields = {name: moved[name] for name in names if name in moved}
    if merged:
        fields.setdefault("merged_into", [before.state["merged_into"], ended["merged_into"]])
    kind = Kind.MERGED if merged else Kind.DROPPED
    return Change(before.code, before.state["name"], kind, fields, reason)


def _change(standing: Standing, kind: Kind, fields: Fields) -> Change:
    return Change(standing.code, standing.state["name"], kind, fields)
