"""The one schema of columns: what an export shows of an application, and what an import reads."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, TextChoices
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from reform_apps.models import Application, Organization, Region, Runway, System, User
from reform_apps.queries.wording import words
from reform_apps.rules.lifecycle import Status
from reform_apps.rules.vocabulary import Batch, FrontEnd, Kind, Scope, Terminal, Visibility

Reader = User | AnonymousUser
PUBLIC = AnonymousUser()
LANGUAGES = ("zh-hans", "en")
BETWEEN = "; "  # the words of one cell


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how programs and people call it, how a row is read, how a cell is understood.

    `reads` says how: text, lines, word, words, code, name, day, number; empty means that the
    column is only shown, and an import takes it as it stands in the ledger or not at all.
    """

    name: str
    width: int
    read: Callable[[Application, Reader], object]
    reads: str = ""
    # Of which field it bears the name, or a name of its own.
    named: str | Promise = ""
    choices: type[TextChoices] | None = None
    model: type[Model] | None = None

    @property
    def field(self) -> str:
        """The field that it tells of."""
        return self.name.removesuffix("_name") if self.reads == "name" else self.name

    def label(self) -> str:
        named = self.named or self.name
        return capfirst(words.label(named) if isinstance(named, str) else str(named))

    def labels(self) -> set[str]:
        """List how the column is called at the head of a sheet, in every language."""
        called = {self.name}
        for language in LANGUAGES:
            with translation.override(language):
                called.add(self.label())
        return called


def _own(name: str, width: int, reads: str = "") -> Column:
    return Column(name, width, lambda row, _user: getattr(row, name), reads)


def _worded(name: str, width: int, choices: type[TextChoices], reads: str = "word") -> Column:
    return Column(
        name, width, lambda row, _user: _words(name, getattr(row, name)), reads, choices=choices
    )


def _reference(name: str, named: Promise, model: type[Model]) -> tuple[Column, Column]:
    """Give a row its two columns: its code, and beside it its name."""
    return (
        Column(name, 14, lambda row, _user: _code_of(getattr(row, name)), "code", named,
               model=model),
        Column(f"{name}_name", 20, lambda row, _user: _name_of(getattr(row, name)), "name", name,
               model=model),
    )  # fmt: skip


def _words(name: str, value: object) -> str:
    values = value if isinstance(value, list) else [value]
    return BETWEEN.join(words.word(name, each) for each in values if each)


def _code_of(row: Model | None) -> str:
    return row.code if row else ""


def _name_of(row: Model | None) -> str:
    return words.named(row) if row else ""


def _successor(row: Application, user: Reader) -> str:
    into = row.merged_into
    told = into and (user.is_authenticated or into.visibility == Visibility.PUBLIC)
    return into.code if told else ""


def _aliases(row: Application, _user: Reader) -> str:
    return "\n".join(sorted(alias.name for alias in row.aliases.all()))


def _nothing(_row: Application, _user: Reader) -> None:
    """Of an act that is still to come, nothing is known."""


COLUMNS = (
    _own("code", 11, "text"),
    _own("name", 28, "text"),
    _own("name_en", 28, "text"),
    Column("aliases", 24, _aliases, "lines"),
    _worded("kind", 10, Kind),
    _worded("scope", 14, Scope),
    _worded("status", 10, Status),
    _own("status_since", 12),
    *_reference("system", _("System code"), System),
    *_reference("runway", _("Runway code"), Runway),
    *_reference("organization", _("Organization code"), Organization),
    *_reference("origin_region", _("Region code"), Region),
    _worded("batch", 10, Batch, ""),
    _worded("terminals", 16, Terminal, "words"),
    _worded("front_ends", 16, FrontEnd, "words"),
    _own("irs_code", 28, "text"),
    _own("online_on", 12, "day"),
    Column("merged_into", 11, _successor, "text"),
    _own("summary", 60, "text"),
    _own("reform", 30, "text"),
    _worded("visibility", 10, Visibility),
    _own("version", 8, "number"),
    _own("updated_at", 19),
)
# Of the act by which a row is brought into the ledger: how it is filled in, and never exported.
OF_THE_ACT = (
    Column("effective_on", 12, _nothing, "day", _("Effective on")),
    Column("reason", 30, _nothing, "text", _("Reason")),
    Column("evidence", 30, _nothing, "text", _("Evidence")),
)
KNOWN = {column.name: column for column in (*COLUMNS, *OF_THE_ACT)}


def called() -> dict[str, Column]:
    """Tell for every way to call a column, which one it is; case and blanks do not count."""
    return {plain(name): column for column in KNOWN.values() for name in column.labels()}


def plain(text: str) -> str:
    """Reduce what stands at the head of a column to what counts."""
    return "".join(str(text).split()).casefold()


def labels(columns: Iterable[Column]) -> list[str]:
    return [column.label() for column in columns]
