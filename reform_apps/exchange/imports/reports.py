"""Tables of rollouts: which report a row wishes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reform_apps.exchange.catalog import Catalog
from reform_apps.exchange.imports import kinds
from reform_apps.exchange.imports.kinds import Act, ActRow
from reform_apps.exchange.imports.plans import ADD, AMEND
from reform_apps.models import Rollout, User
from reform_apps.operations.evaluation import rollouts
from reform_apps.operations.evaluation.rollouts import ReportRefused
from reform_apps.operations.writing.acts import StaleVersion
from reform_apps.queries import snapshots


class OfRollouts:
    """How far applications are connected in the regions."""

    key_column = "region"
    FIELDS = (
        "state", "connected_on", "evidence", "basis", "source", "locator", "note",
    )  # fmt: skip

    def __init__(self, rows: Sequence[ActRow], catalog: Catalog, *, by: User) -> None:
        self.by, self.catalog = by, catalog
        self.applications = kinds.applications_named(rows)
        found = Rollout.objects.for_list().filter(application__in=self.applications.values())
        self.known = {(row.application.code, row.region.code): row for row in found}
        # An act of this very file takes the application one version on.
        self.moved = Counter()

    def key(self, row: ActRow) -> object:
        region = row.said.get("region")
        return (kinds.code_of(row), region.code) if region and kinds.code_of(row) else None

    def act_of(self, row: ActRow, *, at: datetime, beside: Mapping[str, object]) -> Act | None:
        application = kinds.application_of(row, self.applications)
        region = row.said.get("region")
        if region is None:
            row.refuse("region", _("This is missing."))
        if row.problems:
            return None
        row.code, row.name = application.code, application.name
        known = self.known.get((application.code, region.code))
        if known:
            kinds.refuse_shown(row, known, self.catalog, self.by)
            values = kinds.differing(row, known, self.FIELDS)
            row.wished = AMEND
        else:
            values = {n: row.said[n] for n in self.FIELDS if row.said.get(n) is not None}
            row.wished = ADD
        if not values:
            row.wished = kinds.UNCHANGED
            return None
        if known and row.said.get("version") is None:
            message = _("Say by its version how the application stood when the row was written.")
            row.refuse("version", message)
        version = row.said.get("version")
        why = {"by": self.by, "at": at, "reason": row.of_the_act("reason"), "beside": beside}
        return lambda: self._reported(application, region, known, values, version, why)

    def _reported(self, application, region, known, values, version, why):
        before = [snapshots.reached(known)] if known else []
        moved = self.moved[application.pk]
        report = {"region": region, **values}
        try:
            rollouts.report(
                application=application, reports=[report],
                version=None if version is None else version + moved, **why,
            )  # fmt: skip
        except ReportRefused as refusal:
            raise ValidationError(refusal.faults[0]) from refusal
        self.moved[application.pk] += 1
        done = Rollout.objects.for_list().get(application=application, region=region)
        return {"rollout": [before, [snapshots.reached(done)]]}

    def show_stale(self, row: ActRow, stale: StaleVersion) -> None:
        row.refuse("version", str(stale))
