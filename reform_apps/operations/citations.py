"""How a value is known, as it is sent: basis, source by code, locator, note."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reform_apps.models import Application, Basis, Source

PARTS = ("basis", "source", "locator", "note")
ENTERED = {"basis": Basis.ENTERED.value}


def with_rows(sent: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
    """Put the source's row in place of its code, for rows that keep their own citation.

    :raises ValidationError: naming a source that is not known.
    """
    sent = [dict(values) for values in sent]
    sources = _sources(values.get("source") for values in sent)
    for values in sent:
        if isinstance(values.get("source"), str):
            values["source"] = sources[values["source"]]
    return sent


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
        if field in Application.SOURCED and getattr(application, field) not in (None, "", []):
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
