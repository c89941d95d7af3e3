"""The rows that a sheet may name, by code or by name, read once for a whole file."""

from collections import defaultdict

from django.db.models import Model
from django.utils import translation

from reform_apps.exchange.columns import APPLICATIONS, LANGUAGES, Column, Schema
from reform_apps.queries.wording import words


class Catalog:
    """All systems, runways, organizations and regions, or whatever a kind of table names."""

    def __init__(self, schema: Schema = APPLICATIONS) -> None:
        self.rows: dict[type[Model], dict[str, Model]] = {}
        self.named: dict[type[Model], dict[str, list[Model]]] = {}
        for model in {column.model: None for column in schema.columns if column.model}:
            rows = model.objects.order_by("code")
            if model._meta.model_name == "runway":
                rows = rows.select_related("system")
            self.rows[model] = {row.code: row for row in rows}
            named = defaultdict(list)
            for row in self.rows[model].values():
                for name in {getattr(row, "name", ""), getattr(row, "name_en", "")} - {""}:
                    named[name].append(row)
            self.named[model] = named
        self.words = {column.name: _words(column) for column in schema.columns if column.choices}

    def by_code(self, model: type[Model], code: str) -> Model | None:
        return self.rows[model].get(code)

    def by_name(self, model: type[Model], name: str) -> list[Model]:
        """List the rows of this name, in either language: none, one, or more than one."""
        return self.named[model].get(name, [])

    def word(self, column: Column, text: str) -> str | None:
        """Find the word that is called so, in either language, or as programs spell it."""
        return self.words[column.name].get(text.casefold())

    def codes(self, model: type[Model]) -> list[str]:
        return list(self.rows[model])

    def names(self, model: type[Model]) -> list[str]:
        """List the names as the page would call them."""
        return [words.named(row) for row in self.rows[model].values()]


def _words(column: Column) -> dict[str, str]:
    called = {value.casefold(): value for value in column.choices.values}
    for language in LANGUAGES:
        with translation.override(language):
            for value in column.choices.values:
                called[words.word(column.name, value).casefold()] = value
    return called
