"""The facts of one application, each with how it is known."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse

from reform_apps.models import Application, Source
from reform_apps.queries.mentions import sources_cited
from reform_apps.queries.wording import words

SHOWN = (
    "name", "name_en", "kind", "scope", "summary", "reform", "system", "runway", "organization",
    "origin_region", "batch", "terminals", "front_ends", "irs_code", "status", "status_since",
    "online_on",
)  # fmt: skip
# What a fact's value leads to: the ledger, asked for all that share it.
ASKED_BY = {"system": "system", "runway": "runway", "organization": "organization",
            "origin_region": "region"}  # fmt: skip
# The since of a status is known the way the status is.
KNOWN_WITH = {"status_since": "status"}


@dataclass(frozen=True, slots=True)
class Citation:
    """How a value is known, with the source's row where it has one."""

    basis: str
    basis_label: str
    source: Source | None
    locator: str
    note: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of an application; an empty value means that nothing states it."""

    field: str
    label: str
    value: str
    address: str
    citation: Citation | None


def facts_of(application: Application, *, kept: str = "") -> list[Fact]:
    """List the facts of an application that was fetched with its relations.

    `kept` is what links of them keep of the address: the point that it is shown at.
    """
    sources = sources_cited(application)
    return [_fact(application, field, sources, kept) for field in SHOWN]


def _fact(application: Application, field: str, sources: dict[str, Source], kept: str) -> Fact:
    value = getattr(application, field)
    shown = _spelled(field, value)
    return Fact(
        field=field,
        label=words.label(field),
        value=shown,
        address=_address(field, value, kept),
        citation=_citation(application.basis.get(KNOWN_WITH.get(field, field)), sources)
        if shown
        else None,
    )


def _spelled(field: str, value: object) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, Model):
        return words.named(value)
    if isinstance(value, list):
        return " · ".join(words.word(field, each) for each in value)
    return value.isoformat() if isinstance(value, date) else words.word(field, value)


def _address(field: str, value: object, kept: str) -> str:
    if value is None or field not in ASKED_BY:
        return ""
    asked = f"{kept}&" if kept else "?"
    return f"{reverse('pages:ledger')}{asked}{urlencode({ASKED_BY[field]: value.code})}"


def _citation(cited: dict | None, sources: dict[str, Source]) -> Citation | None:
    if not cited:
        return None
    return Citation(
        basis=cited["basis"],
        basis_label=words.word("basis", cited["basis"]),
        source=sources.get(cited.get("source")),
        locator=cited.get("locator") or "",
        note=cited.get("note") or "",
    )
