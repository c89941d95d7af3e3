"""The list of applications as files, row by row: any length in the same memory."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from tempfile import TemporaryFile
from typing import IO

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from reform_apps.exchange import sheets
from reform_apps.models import Application, User
from reform_apps.queries.wording import words
from reform_apps.rules.vocabulary import Visibility

AT_ONCE = 500  # lines a piece
BYTE_ORDER_MARK = "\ufeff"  # by it Excel knows UTF-8
# What a spreadsheet takes for the beginning of a formula, in its East Asian widths too.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


Reader = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the list: how programs and people call it, and how a row is read."""

    name: str
    width: int
    read: Callable[[Application, Reader], object]
    # Of which field it bears the name, or a name of its own.
    named: str | Promise = ""

    def label(self) -> str:
        named = self.named or self.name
        return capfirst(words.label(named) if isinstance(named, str) else str(named))


def _own(name: str, width: int) -> Field:
    return Field(name, width, lambda row, _user: getattr(row, name))


def _worded(name: str, width: int) -> Field:
    return Field(name, width, lambda row, _user: _words(name, getattr(row, name)))


def _code(name: str, named: Promise) -> Field:
    return Field(name, 14, lambda row, _user: _code_of(getattr(row, name)), named)


def _name(name: str) -> Field:
    return Field(f"{name}_name", 20, lambda row, _user: _name_of(getattr(row, name)), name)


def _words(name: str, value: object) -> str:
    values = value if isinstance(value, list) else [value]
    return "; ".join(words.word(name, each) for each in values if each)


def _code_of(row: Model | None) -> str:
    return row.code if row else ""


def _name_of(row: Model | None) -> str:
    return words.named(row) if row else ""


def _successor(row: Application, user: Reader) -> str:
    into = row.merged_into
    told = into and (user.is_authenticated or into.visibility == Visibility.PUBLIC)
    return into.code if told else ""


FIELDS = (
    _own("code", 11),
    _own("name", 28),
    _own("name_en", 28),
    _worded("kind", 10),
    _worded("scope", 14),
    _worded("status", 10),
    _own("status_since", 12),
    _code("system", _("System code")),
    _name("system"),
    _code("runway", _("Runway code")),
    _name("runway"),
    _code("organization", _("Organization code")),
    _name("organization"),
    _code("origin_region", _("Region code")),
    _name("origin_region"),
    _worded("batch", 10),
    _worded("terminals", 16),
    _worded("front_ends", 16),
    _own("irs_code", 28),
    _own("online_on", 12),
    Field("merged_into", 11, _successor),
    _own("summary", 60),
    _own("reform", 30),
    _worded("visibility", 10),
    _own("version", 8),
    _own("updated_at", 19),
)


PUBLIC = AnonymousUser()


def csv_lines(applications: Iterable[Application], *, user: Reader = PUBLIC) -> Iterator[bytes]:
    """Spell applications, fetched with their relations, for a file in UTF-8 that Excel opens.

    A successor that `user` may not see is not told. The language is that of the call.
    """
    return _csv_lines(iter(applications), user, translation.get_language())


def _csv_lines(rows: Iterator[Application], user: Reader, language: str) -> Iterator[bytes]:
    # A door sends the lines when it has long answered, and speaks another language by then.
    with translation.override(language):
        head = _spelled([[field.label() for field in FIELDS]])
    yield BYTE_ORDER_MARK.encode() + head
    while some := list(islice(rows, AT_ONCE)):
        with translation.override(language):
            lines = _spelled([_cell(field.read(row, user)) for field in FIELDS] for row in some)
        yield lines


def xlsx_file(applications: Iterable[Application], *, user: Reader = PUBLIC) -> IO[bytes]:
    """Write applications, fetched with their relations, to a temporary file, open at its start.

    A successor that `user` may not see is not told.
    """
    file = TemporaryFile()  # noqa: SIM115  (whoever asked for it closes it)
    try:
        with sheets.book(file, title=_("Applications")) as book:
            columns = [sheets.Column(field.label(), field.width, field.name) for field in FIELDS]
            sheet = book.add(_("Applications"), columns)
            for row in applications:
                sheet.add(field.read(row, user) for field in FIELDS)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def neutral(text: str) -> str:
    """Keep a text that begins like a formula from being one."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return neutral(str(value))


def _spelled(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
