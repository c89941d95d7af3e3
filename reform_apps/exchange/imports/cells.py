"""What one cell says: its value, or a sentence why it is not guessed."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from django.utils import translation
from django.utils.translation import gettext as _

from reform_apps.exchange.catalog import Catalog
from reform_apps.exchange.columns import LANGUAGES, Column
from reform_apps.exchange.exports import restored
from reform_apps.exchange.imports.files import Cell
from reform_apps.queries.wording import words

# Year first: no other order of numbers is plain.
DAY = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?(?: 0?0:00(?::00)?)?")
LARGEST_NUMBER = 10**9  # of a row, or of a version
LARGEST_WHOLE = 10**15  # beyond, a spreadsheet rounds
BETWEEN_WORDS = re.compile(r"[;；、,，\n]")


class Unreadable(Exception):
    """The cell is not understood; the sentence says why."""


def read(column: Column, cell: Cell, catalog: Catalog) -> object:
    """Tell what a cell says; a blank one says None.

    :raises Unreadable: with a sentence.
    """
    if cell.fault:
        raise Unreadable(cell.fault)
    if cell.is_blank:
        return None
    if column.reads in ("code", "name"):
        return ROWS[column.reads](column, _text(cell), catalog)
    if column.reads in ("word", "words"):
        return WORDS[column.reads](column, _text(cell), catalog)
    return READERS[column.reads](column, cell)


def shows(column: Column, cell: Cell, stands: object, catalog: Catalog) -> bool:
    """Tell whether a cell still shows what stands in the ledger."""
    if isinstance(stands, date):
        try:
            return _day(column, cell) == stands
        except Unreadable:
            return False
    told = str(cell.value).strip()
    if column.choices:
        return catalog.word(column, told) == catalog.word(column, str(stands))
    return told == str("" if stands is None else stands)


def _text(cell: Cell) -> str:
    value = cell.value
    if isinstance(value, str):
        return (value if cell.is_typed else restored(value)).strip()
    if isinstance(value, bool | datetime | date | time):
        raise Unreadable(_("A text is expected here."))
    if (isinstance(value, float) and not value.is_integer()) or abs(value) >= LARGEST_WHOLE:
        raise Unreadable(_("This was kept as a number and has lost digits: keep it as text."))
    return str(int(value))


def _number(_column: Column, cell: Cell) -> int:
    value = cell.value
    if isinstance(value, str):
        if not cell.is_typed and value.strip().isdecimal() and len(value.strip()) < 10:
            return int(value)
        if value.strip().isdecimal():
            raise Unreadable(_("This is a number that was kept as text."))
    elif isinstance(value, int | float) and not isinstance(value, bool) and _is_row(value):
        return int(value)
    raise Unreadable(_("A whole number is expected here."))


def _is_row(value: float) -> bool:
    return value == int(value) and abs(value) < LARGEST_NUMBER


def _decimal(_column: Column, cell: Cell) -> Decimal:
    value = cell.value
    if isinstance(value, str) and cell.is_typed:
        raise Unreadable(_("This is a number that was kept as text."))
    try:
        # By its digits: 85.3 is no such number to a computer.
        found = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise Unreadable(_("A number is expected here.")) from error
    if isinstance(value, bool) or not found.is_finite():
        raise Unreadable(_("A number is expected here."))
    return found


def _flag(_column: Column, cell: Cell) -> bool:
    text = str(cell.value).strip().casefold()
    for value in (True, False):
        if text in _called(value):
            return value
    raise Unreadable(_("Yes or no is expected here."))


def _called(value: bool) -> set[str]:
    called = {str(value).casefold()}
    for language in LANGUAGES:
        with translation.override(language):
            called.add(words.word("", value).casefold())
    return called


def _day(_column: Column, cell: Cell) -> date:
    value = cell.value
    if isinstance(value, datetime):
        if value.time() != time():
            raise Unreadable(_("A day is expected here, without a time."))
        return value.date()
    if isinstance(value, date):
        return value
    found = DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise Unreadable(_("Write the day as 2022-06-30; “%s” can be read in more ways.") % value)
    try:
        return date(*map(int, found.groups()))
    except ValueError as error:
        raise Unreadable(_("There is no such day: %s.") % value) from error


def _word(column: Column, text: str, catalog: Catalog) -> str:
    value = catalog.word(column, text)
    if value is None:
        known = "; ".join(words.word(column.name, each) for each in column.choices.values)
        told = {"given": text, "known": known}
        raise Unreadable(_("“%(given)s” is none of these: %(known)s.") % told)
    return value


def _words(column: Column, text: str, catalog: Catalog) -> list[str]:
    given = [part.strip() for part in BETWEEN_WORDS.split(text)]
    return list(dict.fromkeys(_word(column, part, catalog) for part in given if part))


def _lines(_column: Column, cell: Cell) -> list[dict[str, str]]:
    return [{"name": line.strip()} for line in _text(cell).split("\n") if line.strip()]


def _by_code(column: Column, text: str, catalog: Catalog) -> object:
    row = catalog.by_code(column.model, text)
    if row is None:
        named = {"noun": column.model._meta.verbose_name, "code": text}
        raise Unreadable(_("There is no %(noun)s with the code “%(code)s”.") % named)
    return row


def _by_name(column: Column, text: str, catalog: Catalog) -> object:
    found = catalog.by_name(column.model, text)
    named = {"noun": column.model._meta.verbose_name, "name": text}
    if not found:
        raise Unreadable(_("There is no %(noun)s of the name “%(name)s”.") % named)
    if len(found) > 1:
        raise Unreadable(_("More than one %(noun)s is called “%(name)s”: give the code.") % named)
    return found[0]


READERS: dict[str, Callable[[Column, Cell], object]] = {
    "text": lambda _column, cell: _text(cell),
    "number": _number,
    "decimal": _decimal,
    "flag": _flag,
    "day": _day,
    "lines": _lines,
}
WORDS = {"word": _word, "words": _words}
ROWS = {"code": _by_code, "name": _by_name}
