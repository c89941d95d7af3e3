"""How a value is known, as it is sent: basis, source by code, locator, note."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reform_apps.models import Application, Basis, Source
from reform_apps.models.reference.sources import Provenance
from reform_apps.rules.lifecycle import Status

PARTS = ("basis", "source", "locator", "note")
UNKNOWN = (None, "", [], Status.UNSTATED)
NOT_FILLED_IN = {"id", "application", "edition"}
ENTERED = {"basis": Basis.ENTERED.value}
UNCITED = {**ENTERED, "source": None, "locator": "", "note": ""}


def fill_in(row: Provenance, values: Mapping[str, object]) -> None:
    """Give a row that keeps its own citation what was sent for it; its source is sent by code.

    :raises ValidationError: naming what is not filled in, or a source that is not known.
    """
    fields = {field.name for field in row._meta.fields if field.editable} - NOT_FILLED_IN
    if beyond := values.keys() - fields:
        message = _("This is not filled in; an act of its own changes it.")
        raise ValidationError(dict.fromkeys(sorted(beyond), message))
    sources = _sources([values.get("source")])
    for field, value in values.items():
        told = value.replace("\r\n", "\n") if isinstance(value, str) else value
        setattr(row, field, sources.get(told, told) if field == "source" else told)


def basis_of(
    application: Application,
    fields: Iterable[str],
    *,
    cited: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, dict[str, str]]:
    """Say anew how the values of some fields are known; what is not cited, somebody has entered.

    The basis of the other fields stays; a field without a value has none.

    :raises ValidationError: if a citation is incomplete or its source not known.
    """
    cited = cited or {}
    known = dict(application.basis)
    _sources(citation.get("source") for citation in cited.values())
    for field in fields:
        known.pop(field, None)
        if field in Application.SOURCED and getattr(application, field) not in UNKNOWN:
            known[field] = _checked(field, cited.get(field, ENTERED))
    return known


def _checked(field: str, citation: Mapping[str, str]) -> dict[str, str]:
    basis = citation.get("basis")
    if basis not in Basis.values or not citation.keys() <= set(PARTS):
        raise ValidationError({field: _("A citation has basis, source, locator and note.")})
    if basis != Basis.ENTERED and not (citation.get("source") and citation.get("locator")):
        raise ValidationError({field: _("A value that is not entered names source and locator.")})
    if basis == Basis.DERIVED and not citation.get("note"):
        raise ValidationError({field: _("A derived value says by which rule, in its note.")})
    return {part: citation[part] for part in PARTS if citation.get(part)}


def _sources(codes: Iterable[object]) -> dict[str, Source]:
    wanted = {code for code in codes if isinstance(code, str)}
    found = {row.code: row for row in Source.objects.filter(code__in=wanted)} if wanted else {}
    if missing := wanted - found.keys():
        message = _("There is no source %s.") % ", ".join(sorted(missing))
        raise ValidationError({"source": message})
    return found
