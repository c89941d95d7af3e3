"""How an application was, day by day, by all that its journal says today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reform_apps.rules.lifecycle import Transition

State = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Act:
    """What an entry of the journal says: on which day, and how the application stood after it."""

    entry: int
    effective_on: date
    transition: str
    snapshot: State


@dataclass(frozen=True, slots=True)
class Span:
    """From this day on, until the next span begins, the application was like this."""

    since: date
    entry: int
    state: State


def told(acts: Sequence[Act]) -> list[Span]:
    """Spread an application's acts, given in the order of its journal, over the days they concern.

    On each day those acts count that had taken effect by then; of two that set one field the
    later in the journal does, for it knew of the other. A transition that was reversed never
    took place. The last span ends where the journal does.
    """
    moves = [_moved(before, act) for before, act in zip([None, *acts], acts, strict=False)]
    _strike_reversed(acts, moves)
    spans = []
    for day in sorted({act.effective_on for act in acts}):
        known = [(act, move) for act, move in zip(acts, moves, strict=True)
                 if act.effective_on <= day or act is acts[0]]  # fmt: skip
        state = {}
        for _act, move in known:
            state |= move
        spans.append(Span(since=day, entry=known[-1][0].entry, state=_folded(state)))
    return spans


def follows(act: Act, *, last: date | None) -> bool:
    """Tell whether an act only adds a last span, so that the earlier ones stay as they are."""
    return act.transition != Transition.REVERSE and (last is None or act.effective_on >= last)


def _moved(before: Act | None, act: Act) -> dict[tuple[str, str], object]:
    """List what an act has set; each field's basis counts for itself."""
    now = _spread(act.snapshot)
    then = _spread(before.snapshot) if before else {}
    # What is gone is set to nothing: a field that lost its value has no basis either.
    gone = {key: None for key in then if key not in now}
    return {
        key: value for key, value in now.items() if key not in then or then[key] != value
    } | gone


def _strike_reversed(acts: Sequence[Act], moves: list[dict]) -> None:
    last = None
    for index, act in enumerate(acts):
        if act.transition == Transition.REVERSE and last is not None:
            after = _spread(act.snapshot)
            restored = {key: after.get(key) for key in {*moves[last], *moves[index]}}
            moves[last], moves[index] = {}, restored
        elif act.transition:
            last = index


def _spread(snapshot: State) -> dict[tuple[str, str], object]:
    flat = {(name, ""): value for name, value in snapshot.items() if name != "basis"}
    return flat | {("basis", field): how for field, how in snapshot.get("basis", {}).items()}


def _folded(flat: Mapping[tuple[str, str], object]) -> dict[str, object]:
    state = {name: value for (name, part), value in flat.items() if not part}
    basis = {part: how for (_name, part), how in flat.items() if part and how is not None}
    return state | {"basis": basis}
