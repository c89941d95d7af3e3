"""The state of an application, frozen into plain values."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from reform_apps.models import (
    Alias,
    Application,
    Assessment,
    DuplicateCheck,
    EditionDrop,
    EditionEntry,
    Observation,
    Order,
    Rollout,
)
from reform_apps.models.reference.sources import Provenance

REFERENCES = ("system", "runway", "organization", "origin_region", "merged_into")
OF_OTHER_ROWS = ("aliases", "assessments")
PLAIN = (
    "code", "name", "name_en", "kind", "scope", "summary", "reform", "batch", "terminals",
    "front_ends", "irs_code", "online_on", "status", "status_since", "visibility", "basis",
)  # fmt: skip


def frozen(application: Application) -> dict[str, object]:
    """Freeze an application as it stands: codes for rows, ISO days, None for what is unknown.

    The row's own relations should be fetched (`for_list`); aliases and assessments are read.
    """
    return frozen_all([application])[0]


def frozen_all(applications: Sequence[Application]) -> list[dict[str, object]]:
    """Freeze many applications in two queries."""
    aliases, assessments = defaultdict(list), defaultdict(list)
    for alias in _of(Alias, applications).order_by("key"):
        aliases[alias.application_id].append(_alias(alias))
    for assessment in _of(Assessment, applications).order_by("pk"):
        assessments[assessment.application_id].append(_assessment(assessment))
    return [
        own_fields(row) | {"aliases": aliases[row.pk], "assessments": assessments[row.pk]}
        for row in applications
    ]


def own_fields(application: Application) -> dict[str, object]:
    """Freeze what stands in the application's own row; its relations should be at hand."""
    state = {name: _plain(getattr(application, name)) for name in PLAIN}
    return state | {name: _code(getattr(application, name)) for name in REFERENCES}


def with_kept(application: Application, state: Mapping[str, object]) -> dict[str, object]:
    """Freeze an application whose other names and recognitions stand as in an earlier state."""
    return own_fields(application) | {name: state[name] for name in OF_OTHER_ROWS}


def measured(observation: Observation) -> dict[str, object]:
    """Freeze an observation, its number written as a string without idle zeros."""
    return {
        "indicator": observation.indicator_id,
        "value": f"{Decimal(observation.value).normalize():f}",
        "unit": observation.unit,
        "printed": observation.printed,
        "is_rounded": observation.is_rounded,
        "as_of": _plain(observation.as_of),
        "as_of_note": observation.as_of_note,
        **citation(observation),
    }


def measured_in_todays_words(told: Mapping[str, object]) -> dict[str, object]:
    """Read an observation that was frozen when indicators were still called metrics."""
    if "metric" not in told:
        return dict(told)
    return {"indicator": told["metric"]} | {n: v for n, v in told.items() if n != "metric"}


def commanded(order: Order) -> dict[str, object]:
    """Freeze what an order says, and where it stands."""
    return {
        "id": order.pk,
        "disposition": order.disposition,
        "reason": order.reason,
        "body": order.body,
        "due_on": _plain(order.due_on),
        "proof": order.proof,
        "coverage": order.coverage,
        "successor": _code(order.successor),
        "state": order.state,
        "settled_with": order.settled_with,
    }


def reached(row: Rollout) -> dict[str, object]:
    """Freeze how far an application has come in one region."""
    return {
        "region": row.region.code,
        "state": row.state,
        "connected_on": _plain(row.connected_on),
        "evidence": row.evidence,
        **citation(row),
    }


def decided(check: DuplicateCheck) -> dict[str, object]:
    """Freeze what a duplicate check came to; who decided, when and why, its entry says."""
    told = {"name": check.name, "decision": check.decision, "candidates": check.candidates}
    return told | {"twin": check.twin.code} if check.twin else told


def planned(entry: EditionEntry) -> dict[str, object]:
    """Freeze an application's place in an edition; the runway is the application's own."""
    return {
        "edition": entry.edition.code,
        "batch": entry.batch,
        "task": entry.task,
        "due_on": _plain(entry.due_on),
        "original_due_on": _plain(entry.original_due_on),
        "slips": entry.slips,
        "completed_on": _plain(entry.completed_on),
        **citation(entry),
    }


def dropped(drop: EditionDrop) -> dict[str, object]:
    """Freeze why an edition has dropped an application."""
    return {"edition": drop.edition.code, "reason": drop.reason, "document": drop.document}


def citation(row: Provenance) -> dict[str, object]:
    """Freeze how the values of a row are known."""
    return {
        "basis": row.basis,
        "source": _code(row.source),
        "locator": row.locator,
        "note": row.note,
    }


def _of(model: type[Alias | Assessment], applications: Sequence[Application]) -> QuerySet:
    return model.objects.filter(application__in=applications).select_related("source")


# Acts take these two over from the entry before: what is added here, such an act does not add.
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
