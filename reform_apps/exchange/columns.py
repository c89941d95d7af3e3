"""The one schema of columns: what an export shows of a row, and what an import reads of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, TextChoices
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from reform_apps.models import Application, ImportKind, Organization, Region, Runway, System, User
from reform_apps.queries.evaluation.flags import Flag
from reform_apps.queries.wording import words
from reform_apps.rules.lifecycle import Status
from reform_apps.rules.vocabulary import (
    Batch,
    Disposition,
    FrontEnd,
    Kind,
    Scope,
    Terminal,
    Visibility,
)

Reader = User | AnonymousUser
PUBLIC = AnonymousUser()
LANGUAGES = ("zh-hans", "en")
BETWEEN = "; "  # the words of one cell


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how programs and people call it, how a row is read, how a cell is understood.

    `reads` says how: text, lines, word, words, code, name, day, number, decimal, flag; empty means
    that the column is only shown, and an import takes it as it stands in the ledger or not at all.
    """

    name: str
    width: int
    read: Callable[[Model, Reader], object]
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


@dataclass(frozen=True, eq=False)
class Schema:
    """The columns of one kind of table.

    By its keys a row is known again; its mark is the column that only tables of this kind have.
    """

    kind: ImportKind
    columns: tuple[Column, ...]
    # Of the act by which a row is brought in: how it is filled in, and never exported.
    of_the_act: tuple[Column, ...]
    keys: tuple[str, ...]
    mark: str = ""

    @cached_property
    def known(self) -> dict[str, Column]:
        return {column.name: column for column in (*self.columns, *self.of_the_act)}

    def called(self) -> dict[str, Column]:
        """Tell for every way to call a column, which one it is; case and blanks do not count."""
        return {plain(name): column for column in self.known.values() for name in column.labels()}


def own(name: str, width: int, reads: str = "") -> Column:
    return Column(name, width, lambda row, _user: getattr(row, name), reads)


def worded(name: str, width: int, choices: type[TextChoices], reads: str = "word") -> Column:
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
    return on_lines(alias.name for alias in row.aliases.all())


def nothing(_row: Application, _user: Reader) -> None:
    """Of an act that is still to come, nothing is known."""


def _coverage(row: Application, _user: Reader) -> str:
    """Tell the share of regions in percent; nothing where nothing is reported, or of the past."""
    share = getattr(row, "coverage", None)
    return "" if share is None else f"{share:.1f}"


def _uses(row: Application, user: Reader) -> str:
    known = getattr(row, "_prefetched_objects_cache", {}).get("dependencies", ())
    used = [each.uses for each in known]
    told = [each for each in used if user.is_authenticated or each.visibility == Visibility.PUBLIC]
    return on_one_line(each.code for each in told)


def _dispositions(row: Application, user: Reader) -> str:
    orders = (
        getattr(row, "_prefetched_objects_cache", {}).get("orders", ())
        if user.is_authenticated
        else ()
    )
    return on_one_line(str(Disposition(each.disposition).label) for each in orders if each.is_open)


def _flags(row: Application, user: Reader) -> str:
    found = getattr(row, "flags", "") if user.is_authenticated else ""
    return BETWEEN.join(str(Flag(word).label) for word in found.split(",") if word)


COLUMNS = (
    own("code", 11, "text"),
    own("name", 28, "text"),
    own("name_en", 28, "text"),
    Column("aliases", 24, _aliases, "lines"),
    worded("kind", 10, Kind),
    worded("scope", 14, Scope),
    worded("status", 10, Status),
    own("status_since", 12),
    *_reference("system", _("System code"), System),
    *_reference("runway", _("Runway code"), Runway),
    *_reference("organization", _("Organization code"), Organization),
    *_reference("origin_region", _("Region code"), Region),
    worded("batch", 10, Batch, ""),
    worded("terminals", 16, Terminal, "words"),
    worded("front_ends", 16, FrontEnd, "words"),
    own("irs_code", 28, "text"),
    own("online_on", 12, "day"),
    Column("merged_into", 11, _successor, "text"),
    own("summary", 60, "text"),
    own("reform", 30, "text"),
    worded("visibility", 10, Visibility),
    Column("coverage", 10, _coverage, named=_("Coverage, in percent")),
    Column("uses", 16, _uses, named=_("Uses")),
    Column("disposition", 12, _dispositions, named=_("Open orders")),
    Column("flag", 24, _flags, named=_("Flags")),
    own("version", 8, "number"),
    own("updated_at", 19),
)
EFFECTIVE_ON = Column("effective_on", 12, nothing, "day", _("Effective on"))
REASON = Column("reason", 30, nothing, "text", _("Reason"))
EVIDENCE = Column("evidence", 30, nothing, "text", _("Evidence"))
APPLICATIONS = Schema(
    kind=ImportKind.APPLICATIONS,
    columns=COLUMNS,
    of_the_act=(EFFECTIVE_ON, REASON, EVIDENCE),
    keys=("code", "version"),
)
KNOWN = APPLICATIONS.known


def on_lines(texts: Iterable[str]) -> str:
    """Put texts into one cell, each on its line."""
    return "\n".join(sorted(texts))


def on_one_line(texts: Iterable[str]) -> str:
    """Put texts into one cell, on one line."""
    return BETWEEN.join(sorted(texts))


def plain(text: str) -> str:
    """Reduce what stands at the head of a column to what counts."""
    return "".join(str(text).split()).casefold()
