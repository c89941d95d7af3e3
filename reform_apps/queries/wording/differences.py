"""Differences, spelled for a person."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.utils.text import capfirst

from reform_apps.models import Application, User
from reform_apps.queries import mentions
from reform_apps.queries.differences import Difference
from reform_apps.queries.wording.changes import Change, spelled
from reform_apps.rules import changes
from reform_apps.rules.changes import Kind


@dataclass(frozen=True, slots=True)
class Told:
    """One change of one application, in words."""

    code: str
    name: str
    kind: str
    kind_label: str
    fields: list[Change]
    reason: str
    successor: Application | None


def summary(difference: Difference) -> list[tuple[str, str, int]]:
    """Count the changes of each kind, by its name."""
    counted = difference.summary()
    return [(kind.value, capfirst(str(kind.label)), counted[kind.value]) for kind in Kind]


def by_kind(difference: Difference) -> list[changes.Change]:
    """Put changes of one kind together; within it they keep their order."""
    order = {kind: place for place, kind in enumerate(Kind)}
    return sorted(difference.changes, key=lambda change: order[change.kind])


def told(found: Iterable[changes.Change], *, user: User | AnonymousUser) -> list[Told]:
    """Spell some changes; what they name is asked once for all."""
    found = list(found)
    named = [{**change.fields, "merged_into": _successors(change)} for change in found]
    rows = mentions.rows_named(named, user=user)
    return [_told(change, rows) for change in found]


def _successors(change: changes.Change) -> list[object]:
    return [*change.fields.get("merged_into", ()), change.successor]


def _told(change: changes.Change, rows: mentions.Rows) -> Told:
    return Told(
        code=change.code,
        name=change.name,
        kind=change.kind.value,
        kind_label=capfirst(str(change.kind.label)),
        fields=spelled(change.fields, rows),
        reason=change.reason,
        successor=rows.get("merged_into", {}).get(change.successor),
    )
