"""The state of an application, frozen into plain values."""

from datetime import date
from decimal import Decimal

from reform_apps.models import Alias, Application, Assessment, Observation

REFERENCES = ("system", "runway", "organization", "origin_region", "merged_into")
PLAIN = (
    "code", "name", "name_en", "kind", "scope", "summary", "reform", "batch", "terminals",
    "front_ends", "irs_code", "online_on", "status", "status_since", "visibility", "basis",
)  # fmt: skip


def frozen(application: Application) -> dict[str, object]:
    """Freeze an application as it stands: codes for rows, ISO days, None for what is unknown.

    The row's relations should be fetched (`for_list`); aliases and recognitions are read here.
    """
    state = own_fields(application)
    aliases = application.aliases.select_related("source").order_by("key")
    state["aliases"] = [_alias(alias) for alias in aliases]
    assessments = application.assessments.select_related("source").order_by("pk")
    state["recognitions"] = [_assessment(assessment) for assessment in assessments]
    return state


def own_fields(application: Application) -> dict[str, object]:
    """Freeze what stands in the application's own row, without asking the database."""
    state = {name: _plain(getattr(application, name)) for name in PLAIN}
    return state | {name: _code(getattr(application, name)) for name in REFERENCES}


def measured(observation: Observation) -> dict[str, object]:
    """Freeze an observation, its number written as a string without idle zeros."""
    return {
        "metric": observation.metric,
        "value": f"{Decimal(observation.value).normalize():f}",
        "unit": observation.unit,
        "printed": observation.printed,
        "is_rounded": observation.is_rounded,
        "as_of": _plain(observation.as_of),
        "as_of_note": observation.as_of_note,
        **citation(observation),
    }


def citation(row: Alias | Assessment | Observation) -> dict[str, object]:
    """Freeze how the values of a row are known."""
    return {
        "basis": row.basis,
        "source": _code(row.source),
        "locator": row.locator,
        "note": row.note,
    }


def _alias(alias: Alias) -> dict[str, object]:
    return {"name": alias.name, "kind": alias.kind, **citation(alias)}


def _assessment(assessment: Assessment) -> dict[str, object]:
    return {
        "kind": assessment.kind,
        "assessed_on": _plain(assessment.assessed_on),
        "body": assessment.body,
        **citation(assessment),
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _code(row: object) -> str | None:
    return row.code if row else None
