"""The same act on many applications: one by one, or all of them together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction as database

from reform_apps.models import Application, JournalEntry, User
from reform_apps.operations import bulk, transitions
from reform_apps.operations.bulk import Prepared, Wish
from reform_apps.operations.transitions import TransitionRefused
from reform_apps.operations.writing.acts import StaleVersion
from reform_apps.rules.lifecycle import Transition

MOST_AT_ONCE = 200


class BatchRefused(Exception):
    """Something stands in the way of a change of many; `prepared` tells of each of them."""

    def __init__(self, prepared: Sequence[Prepared]):
        self.prepared = prepared
        super().__init__(" ".join(why for each in prepared for why in reasons(each)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which applications have made a step, and why others have not."""

    done: list[Application] = field(default_factory=list)
    refused: list[tuple[Application, list[str]]] = field(default_factory=list)


def make_transitions(
    *,
    seen: Iterable[tuple[Application, int]],
    transition: Transition,
    by: User,
    at: datetime,
    **sent: object,
) -> Outcome:
    """Take each application the same step, from the version that was seen: an act for each.

    What `make_transition` refuses of one does not stand in the way of the others.
    """
    outcome = Outcome()
    for application, version in seen:
        try:
            done = transitions.make_transition(
                application=application, transition=transition, version=version, by=by, at=at,
                **sent,
            )  # fmt: skip
        except TransitionRefused as refusal:
            outcome.refused.append((application, [block.message for block in refusal.blocks]))
        except StaleVersion as refusal:
            outcome.refused.append((application, [str(refusal)]))
        except ValidationError as refusal:
            outcome.refused.append((application, refusal.messages))
        else:
            outcome.done.append(done)
    return outcome


def preview(
    *,
    seen: Iterable[tuple[Application, int]],
    values: Mapping[str, object],
    by: User,
    at: datetime,
    **account: object,
) -> list[Prepared]:
    """Judge the same change of many applications, fetched with their relations; writes nothing."""
    wishes = [Wish(values, row, version=version, **account) for row, version in seen]
    return bulk.prepare(wishes, by=by, at=at)


@database.atomic
def change(
    *,
    seen: Iterable[tuple[Application, int]],
    values: Mapping[str, object],
    by: User,
    at: datetime,
    **account: object,
) -> list[JournalEntry]:
    """Change the same in many applications, from the versions that were seen: all, or none.

    :raises BatchRefused: if anything stands in the way of one of them.
    :raises ValidationError: if the database finds a fault after all.
    """
    versions = {application.code: version for application, version in seen}
    stands = bulk.lock(versions)
    rows = [(stands[code], version) for code, version in versions.items()]
    prepared = preview(seen=rows, values=values, by=by, at=at, **account)
    if any(each.faults for each in prepared):
        raise BatchRefused(prepared)
    return bulk.write(prepared, by=by, at=at, beside={})


def reasons(prepared: Prepared) -> list[str]:
    """List all that stands in the way of one change."""
    return [message for messages in prepared.faults.values() for message in messages]
