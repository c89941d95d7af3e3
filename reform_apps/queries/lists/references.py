"""The rows that applications point to, read once for as long as none of them is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Model

from reform_apps.models import Application, Organization, Region, Runway, Source, System
from reform_apps.queries.lists import revisions

MODELS = {
    "system": System, "runway": Runway, "organization": Organization, "origin_region": Region,
    "source": Source,
}  # fmt: skip

NAMED = ("system", "runway", "organization", "origin_region")

_kept: "References | None" = None  # by each process, of the token that it has seen last


@dataclass(frozen=True)
class References:
    """Rows by their keys, as they stood at a token; they are read and never written."""

    token: str | None
    by_key: Mapping[type[Model], Mapping[int, Model]]

    def row(self, model: type[Model], key: int) -> Model:
        """Give a row; one that was written a moment ago is looked up once more."""
        return self.by_key[model].get(key) or afresh().by_key[model][key]

    @cached_property
    def by_code(self) -> dict[type[Model], dict[str, Model]]:
        return {
            model: {row.code: row for row in rows.values()} for model, rows in self.by_key.items()
        }

    @cached_property
    def shown(self) -> dict[str, dict[int | None, dict[str, str] | None]]:
        """Spell each row as a list shows it: {field: {key: {code, name}}}; None is none."""
        return {
            name: {None: None}
            | {pk: {"code": row.code, "name": row.name} for pk, row in self.by_key[model].items()}
            for name, model in MODELS.items()
            if model is not Source
        }


def attach(application: Application, known: "References | None" = None) -> Application:
    """Give an application the rows that it points to, without asking for each of them."""
    known = known or standing()
    for name in NAMED:
        key = getattr(application, f"{name}_id")
        row = known.by_key[MODELS[name]].get(key)
        # What is not known is left to be asked for: it must not become nothing.
        if row is not None or key is None:
            setattr(application, name, row)
    return application


def standing() -> References:
    """Tell the rows as they stand: one statement, and one more for each noun if one was written."""
    return at(revisions.token())


def at(token: str | None) -> References:
    """Tell the rows as they stand at a token that was just read."""
    kept = _kept
    return kept if kept and token and kept.token == token else _read(token)


def afresh() -> References:
    """Read them again, for whoever has met a row that was written a moment ago."""
    return _read(revisions.token())


def _read(token: str | None) -> References:
    global _kept
    rows = {model: model.objects.in_bulk() for model in MODELS.values()}
    kept = _kept = References(token, rows)
    return kept
