"""The columns of what hangs on applications: places in editions, measured values, rollouts."""

from collections.abc import Callable

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from reform_apps.exchange.columns import APPLICATIONS, REASON, Column, Reader, Schema, own, worded
from reform_apps.models import (
    Basis,
    EditionEntry,
    ImportKind,
    Indicator,
    Observation,
    Region,
    RolloutState,
    Source,
    Unit,
)
from reform_apps.queries.wording import words
from reform_apps.rules.lifecycle import Status
from reform_apps.rules.vocabulary import Batch


def _of(noun: str, name: str) -> Callable[[Model, Reader], object]:
    """Read what the row that a row points to is called, or its code; none has an empty text."""

    def read(row: Model, _user: Reader) -> object:
        found = getattr(row, noun)
        return getattr(found, name) if found else ""

    return read


def _measured(name: str, width: int, reads: str) -> Column:
    named = Observation._meta.get_field(name).verbose_name
    return Column(name, width, lambda row, _user: getattr(row, name), reads, named)


def _status(row: EditionEntry, _user: Reader) -> str:
    return words.word("status", row.application.status)


def _flag(row: Observation, _user: Reader) -> str:
    return words.word("is_rounded", row.is_rounded)


CITATION = (
    worded("basis", 12, Basis),
    Column("source", 14, _of("source", "code"), "code", _("Source code"), model=Source),
    own("locator", 14, "text"),
    own("note", 24, "text"),
)
CODE = Column("application", 11, _of("application", "code"), "text", "code")
NAME = Column("application_name", 28, _of("application", "name"), "", "name")

EDITION_ENTRIES = Schema(
    kind=ImportKind.EDITION_ENTRIES,
    columns=(
        Column("edition", 10, _of("edition", "code"), "text"),
        CODE,
        NAME,
        Column("status", 10, _status, choices=Status),
        worded("batch", 10, Batch),
        own("task", 50, "text"),
        own("due_on", 12, "day"),
        own("original_due_on", 12),
        own("slips", 8),
        own("completed_on", 12, "day"),
        *CITATION,
        Column("version", 8, _of("application", "version"), "number"),
    ),
    of_the_act=(REASON,),
    keys=("edition", "application", "version"),
    mark="edition",
)
OBSERVATIONS = Schema(
    kind=ImportKind.OBSERVATIONS,
    columns=(
        Column("id", 8, lambda row, _user: row.pk, "number", _("Number")),
        CODE,
        NAME,
        Column(
            "indicator", 20, lambda row, _user: row.indicator_id, "code", _("Indicator code"),
            model=Indicator,
        ),
        Column(
            "indicator_name", 24, lambda row, _user: words.named(row.indicator), "name",
            _("Indicator name"), model=Indicator,
        ),
        _measured("value", 14, "decimal"),
        Column(
            "unit", 10, lambda row, _user: words.word("unit", row.unit), "word",
            Observation._meta.get_field("unit").verbose_name, choices=Unit,
        ),
        _measured("printed", 16, "text"),
        Column(
            "is_rounded", 8, _flag, "flag", Observation._meta.get_field("is_rounded").verbose_name
        ),
        _measured("as_of", 12, "day"),
        _measured("as_of_note", 20, "text"),
        *CITATION,
        Column("version", 8, _of("application", "version"), "number"),
    ),
    of_the_act=(REASON,),
    keys=("id", "version"),
    mark="indicator",
)  # fmt: skip
ROLLOUTS = Schema(
    kind=ImportKind.ROLLOUTS,
    columns=(
        CODE,
        NAME,
        Column("region", 10, _of("region", "code"), "code", _("Region code"), model=Region),
        Column("region_name", 16, _of("region", "name"), "", _("Region")),
        Column(
            "state", 12, lambda row, _user: words.word("state", row.state), "word",
            _("Rollout"), choices=RolloutState,
        ),
        Column(
            "connected_on", 12, lambda row, _user: row.connected_on, "day", _("Connected on"),
        ),
        Column("evidence", 30, lambda row, _user: row.evidence, "text", _("Evidence")),
        *CITATION,
        Column("version", 8, _of("application", "version"), "number"),
    ),
    of_the_act=(REASON,),
    keys=("application", "region", "version"),
    mark="connected_on",
)  # fmt: skip
SCHEMAS = (APPLICATIONS, EDITION_ENTRIES, OBSERVATIONS, ROLLOUTS)
