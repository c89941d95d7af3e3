"""Reading what a source says into a ledger that people may have edited since."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml
from django.core import serializers
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from reform_apps.models import (
    Alias,
    Application,
    Edition,
    JournalEntry,
    Observation,
    Outcome,
    Region,
    Runway,
    System,
    User,
)
from reform_apps.operations import (
    applications,
    assessments,
    edition_entries,
    editions,
    observations,
)
from reform_apps.operations.evaluation import outcomes
from reform_apps.queries import snapshots
from reform_apps.rules.lifecycle import TERMINAL, Status
from reform_apps.rules.names import name_key

# In this order, for later files name rows of earlier ones.
REFERENCE = ("sources", "systems", "runways", "regions", "organizations")
BY_CODE = {"system": System, "runway": Runway, "origin_region": Region}
NOT_PARTICULARS = ("status", "basis", "assessments", "observations")


@dataclass(frozen=True, slots=True)
class Seed:
    """What the files hold: reference rows by file, applications, figures, editions, results."""

    reference: Mapping[str, str]
    entries: list[Mapping[str, object]]
    figures: list[Mapping[str, object]]
    editions: list[Mapping[str, object]]
    results: list[Mapping[str, object]]


def read(folder: Path) -> Seed:
    """Read the files of a seed from `reference/` and `ledger/` in a folder; writes nothing."""
    files = {name: folder / "reference" / f"{name}.yaml" for name in REFERENCE}
    ledger = folder / "ledger"
    return Seed(
        reference={name: file.read_text("utf-8") for name, file in files.items()},
        entries=yaml.safe_load((ledger / "applications.yaml").read_text("utf-8")),
        figures=yaml.safe_load((ledger / "observations.yaml").read_text("utf-8")),
        editions=yaml.safe_load((ledger / "editions.yaml").read_text("utf-8")),
        results=yaml.safe_load((ledger / "outcomes.yaml").read_text("utf-8")),
    )


@transaction.atomic
def carry_out(seed: Seed, *, by: User, at: datetime) -> Counter:
    """Add what the ledger has not; what is there already stays as people have made it.

    Returns how many rows were added, by the plural noun of their model.
    """
    added = Counter()
    for name, text in seed.reference.items():
        added[name] = _add_missing_rows(text)
    names = _names_known()
    for entry in seed.entries:
        if name_key(entry["name"]) not in names:
            _enter(entry, names=names, by=by, at=at)
            added["applications"] += 1
    known = _figures_known()
    for figure in seed.figures:
        if not known & _marks(figure):
            observations.record(values=figure, by=by, at=at)
            added["observations"] += 1
    codes = set(Outcome.objects.values_list("code", flat=True))
    for result in seed.results:
        if result["code"] not in codes:
            system = System.objects.get(code=result["system"])
            outcomes.record(values={**result, "system": system}, by=by, at=at)
            added["outcomes"] += 1
    # Editions follow one another: one of the past finds no place among those of people.
    for edition in () if Edition.objects.exists() else seed.editions:
        _issue(edition, by=by, at=at)
        added["editions"] += 1
    return added


def _add_missing_rows(text: str) -> int:
    added = 0
    for row in serializers.deserialize("yaml", text):
        # A row whose code is known comes with its primary key.
        if row.object.pk is None:
            row.save()
            added += 1
    return added


def _names_known() -> set[str]:
    """Collect the keys of all names there are, and of those that people have changed since."""
    first = JournalEntry.objects.filter(version=1)
    return {
        *Application.objects.values_list("name_key", flat=True),
        *Alias.objects.values_list("key", flat=True),
        *map(name_key, first.values_list("snapshot__name", flat=True)),
    }


def _figures_known() -> set[tuple[str, ...]]:
    rows = Observation.objects.filter(application=None).select_related("source")
    return {mark for row in rows for mark in _marks(snapshots.measured(row))}


def _marks(figure: Mapping[str, object]) -> set[tuple[str, ...]]:
    """By what a figure is known again: what it measures, or how it is printed there."""
    source = figure["source"]
    return {
        (source, "indicator", figure["indicator"]),
        (source, "printed", figure["locator"], figure["printed"]),
    }


def _enter(entry: Mapping[str, object], *, names: Collection[str], by: User, at: datetime) -> None:
    particulars = {field: entry[field] for field in entry if field not in NOT_PARTICULARS}
    # Another name that somebody has given an application of theirs stays where it is.
    particulars["aliases"] = [
        alias for alias in entry.get("aliases", []) if name_key(alias["name"]) not in names
    ]
    for field, model in BY_CODE.items():
        if code := particulars.get(field):
            particulars[field] = model.objects.get(code=code)
    basis = entry["basis"]
    application = applications.register(
        particulars=particulars,
        status=Status(entry["status"]),
        basis=basis,
        reason=_("Entered as the source has it."),
        evidence=f"{basis['name']['source']}, {basis['name']['locator']}",
        by=by,
        at=at,
    )
    for values in entry.get("assessments", []):
        assessments.record(application=application, values=values, by=by, at=at)
    for values in entry.get("observations", []):
        observations.record(application=application, values=values, by=by, at=at)


def _issue(told: Mapping[str, object], *, by: User, at: datetime) -> None:
    """Publish an edition as a source has it, of the applications that still live."""
    edition = editions.start(
        code=told["code"], title=told["title"], note=told["note"], by=by, at=at
    )
    for values in told["entries"]:
        known = Q(name_key=name_key(values["application"]))
        known |= Q(journal__version=1, journal__snapshot__name=values["application"])
        application = Application.objects.filter(known).exclude(status__in=TERMINAL).first()
        if application:
            cited = {name: value for name, value in values.items() if name != "application"}
            edition_entries.add(
                edition=edition, application=application, values=cited, by=by, at=at
            )
    editions.publish(edition=edition, issued_on=None, by=by, at=at)
