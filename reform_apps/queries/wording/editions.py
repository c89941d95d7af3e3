"""The entries of an edition, spelled for a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from reform_apps.models import Edition, EditionEntry, User
from reform_apps.queries import editions, mentions
from reform_apps.queries.wording import words
from reform_apps.rules.vocabulary import Batch


@dataclass(frozen=True, slots=True)
class Row:
    """One application as an edition has it: as at the publication, or as it is in a draft."""

    entry: EditionEntry
    code: str
    name: str
    status: str
    status_label: str
    system: str
    runway: str
    is_overdue: bool


def rows(entries: Iterable[EditionEntry], *, today: date, user: User | AnonymousUser) -> list[Row]:
    """Spell entries that were fetched for a list."""
    entries = list(entries)
    pinned = [{"system": entry.entry.snapshot["system"]} for entry in entries if entry.entry]
    systems = mentions.rows_named(pinned, user=user).get("system", {})
    return [_row(entry, systems, today) for entry in entries]


def batches(edition: Edition, *, user: User | AnonymousUser) -> list[tuple[str, str, int]]:
    """Count an edition's entries by batch: how an address asks for them, its name, the number."""
    counted = editions.counted(edition, user)
    told = [
        (f"batch={batch.value}", capfirst(str(batch.label)), counted.get(batch.value, 0))
        for batch in Batch
    ]
    return [*told, ("has_batch=false", capfirst(_("no batch")), counted.get(None, 0))]


def _row(entry: EditionEntry, systems: Mapping[str, Model], today: date) -> Row:
    application = entry.application
    if entry.entry is None:
        name, status = application.name, application.status
        system, runway = application.system, application.runway
    else:
        snapshot = entry.entry.snapshot
        name, status = snapshot["name"], snapshot["status"]
        system, runway = systems.get(snapshot["system"]), entry.runway
    return Row(
        entry=entry,
        code=application.code,
        name=name,
        status=status,
        status_label=capfirst(words.word("status", status)),
        system=words.named(system) if system else "",
        runway=words.named(runway) if runway else "",
        is_overdue=entry.is_overdue(today),
    )
