"""What is said of an application: filled in, compared and judged before it is written."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from reform_apps.models import Application
from reform_apps.operations.writing import acts, rows
from reform_apps.queries import snapshots
from reform_apps.queries.wording import words
from reform_apps.rules import permissions
from reform_apps.rules.roles import Role, named
from reform_apps.rules.vocabulary import FrontEnd, Terminal

UNKNOWN_IS_NULL = ("scope", "irs_code")
LISTS = {"terminals": Terminal, "front_ends": FrontEnd}
REFERENCES = ("system", "runway", "organization", "origin_region")


def refuse_unknown(fields: Iterable[str]) -> None:
    """Refuse fields that are not filled in.

    :raises ValidationError: by field.
    """
    if beyond := set(fields) - set(Application.PARTICULARS):
        message = _("This is not filled in; an act of its own changes it.")
        raise ValidationError(dict.fromkeys(sorted(beyond), message))


def fill_in(application: Application, values: Mapping[str, object]) -> None:
    """Put what was sent into the row, its texts trimmed and its lists in order."""
    for name, value in values.items():
        if name == "aliases":
            continue
        if isinstance(value, str):
            # Forms send the line breaks of another time.
            value = value.strip().replace("\r\n", "\n")
        if name in UNKNOWN_IS_NULL:
            value = value or None
        elif name in LISTS and isinstance(value, list):
            order = LISTS[name].values
            value = sorted(value, key=lambda word: order.index(word) if word in order else -1)
        setattr(application, name, value)


def moved(application: Application, *, since: Mapping[str, object]) -> list[str]:
    """Name the particulars in the row that differ from a frozen state; aliases are not in it."""
    now = snapshots.own_fields(application)
    fields = (field for field in Application.PARTICULARS if field in now)
    return [field for field in fields if now[field] != since[field]]


def require_to_fill_in(fields: Iterable[str], held: frozenset[Role]) -> None:
    """Go on only if each field may be given its first value by one of the roles held.

    :raises ActRefused: naming the fields, and who could.
    """
    _require({field: permissions.able_to_fill_in(field) for field in fields}, held)


def require_to_amend(fields: Iterable[str], held: frozenset[Role], *, status: str) -> None:
    """Go on only if each field may be amended by one of the roles held.

    :raises ActRefused: naming the fields, and who could.
    """
    _require({field: permissions.able_to_amend(field, status=status) for field in fields}, held)


def judge(application: Application, fields: Iterable[str], *, at: datetime) -> None:
    """Check the row, and that what is filled in is possible on the day.

    :raises ValidationError: by field.
    """
    rows.check(application)
    for fault in impossible(application, fields, today=timezone.localdate(at)):
        raise fault


def impossible(
    application: Application, fields: Iterable[str], *, today: date
) -> Iterator[ValidationError]:
    """Find days to come, and rows that are no longer in force."""
    fields = set(fields)
    if "online_on" in fields and (fault := acts.impossible_day(application.online_on, today)):
        yield ValidationError({"online_on": fault})
    for field in REFERENCES:
        row = field in fields and getattr(application, field)
        if row and not row.is_in_force(today):
            yield ValidationError({field: _("“%s” is not in force any more, or not yet.") % row})


def _require(able: Mapping[str, tuple[Role, ...]], held: frozenset[Role]) -> None:
    sentences = [
        _("“%(field)s” takes: %(roles)s.") % {"field": words.label(field), "roles": named(who)}
        for field, who in able.items()
        if not set(who) & held
    ]
    if sentences:
        raise acts.ActRefused(" ".join([_("Not yours to change."), *sentences]))
