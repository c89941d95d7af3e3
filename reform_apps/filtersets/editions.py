"""The questions on editions and on what they hold."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reform_apps.filtersets.findings import applications_in_sight
from reform_apps.filtersets.points import today
from reform_apps.filtersets.reference import NameSearchFilter
from reform_apps.filtersets.strict import (
    OneOfFilter,
    OneOfRowsFilter,
    PresenceFilter,
    SearchFilter,
    StableOrderingFilter,
    StrictFilterSet,
    YesOrNoFilter,
)
from reform_apps.models import (
    Application,
    Edition,
    EditionDrop,
    EditionEntry,
    EditionState,
    Runway,
    System,
)
from reform_apps.rules.lifecycle import Status
from reform_apps.rules.vocabulary import Batch

# A draft follows its applications; what is published shows them as they were pinned.
FOLLOWS, PINNED = Q(entry__isnull=True), Q(entry__isnull=False)


class EditionFilterSet(StrictFilterSet):
    """Which editions."""

    search = NameSearchFilter(names=("title",))
    state = OneOfFilter(choices=EditionState.choices, label=_("State"))

    class Meta(StrictFilterSet.Meta):
        model = Edition
        fields = []


class ApplicationSearchFilter(SearchFilter):
    """Words to look for in the names and codes of the applications."""

    def filter(self, rows: QuerySet, words: str) -> QuerySet:
        if not words or not words.strip():
            return rows
        return rows.filter(application__in=Application.objects.order_by().matching(words))


class EditionEntryFilterSet(StrictFilterSet):
    """Which entries of an edition."""

    search = ApplicationSearchFilter(label=_("Name, other name, code or English name"))
    application = OneOfRowsFilter(queryset=applications_in_sight, label=_("Application"))
    batch = OneOfFilter(choices=Batch.choices, label=_("Batch"))
    has_batch = PresenceFilter(field_name="batch", label=_("Has a batch"))
    system = OneOfRowsFilter(
        queryset=System.objects.order_by("position"), method="lie_in_system", label=_("System")
    )
    runway = OneOfRowsFilter(
        queryset=Runway.objects.order_by("system__position", "position", "code"),
        method="lie_on_runway",
        label=_("Runway"),
    )
    status = OneOfFilter(choices=Status.choices, method="have_status", label=_("Status"))
    overdue = YesOrNoFilter(method="are_overdue", label=_("Overdue today"))
    completed = PresenceFilter(field_name="completed_on", label=_("Completed"))
    slipped = YesOrNoFilter(method="have_slipped", label=_("The due day has slipped"))
    ordering = StableOrderingFilter(
        fields=[("application__number", "code"), ("due_on", "due_on")],
        field_labels={"application__number": _("Code"), "due_on": pgettext_lazy("task", "due on")},
        unique="application__number",
        nullable=["due_on"],
        label=_("Order"),
    )

    class Meta(StrictFilterSet.Meta):
        model = EditionEntry
        fields = []

    def lie_in_system(self, rows: QuerySet, name: str, systems: QuerySet) -> QuerySet:
        if not systems:
            return rows
        codes = [system.code for system in systems]
        return rows.filter(
            (FOLLOWS & Q(application__system__code__in=codes))
            | (PINNED & Q(entry__snapshot__system__in=codes))
        )

    def lie_on_runway(self, rows: QuerySet, name: str, runways: QuerySet) -> QuerySet:
        if not runways:
            return rows
        keys = [runway.pk for runway in runways]
        return rows.filter(
            (FOLLOWS & Q(application__runway__in=keys)) | (PINNED & Q(runway__in=keys))
        )

    def have_status(self, rows: QuerySet, name: str, words: list[str]) -> QuerySet:
        if not words:
            return rows
        return rows.filter(
            (FOLLOWS & Q(application__status__in=words))
            | (PINNED & Q(entry__snapshot__status__in=words))
        )

    def are_overdue(self, rows: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        if wanted is None:
            return rows
        late = rows.overdue(today())
        return late if wanted else rows.exclude(pk__in=late.order_by().values("pk"))

    def have_slipped(self, rows: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        if wanted is None:
            return rows
        return rows.filter(slips__gt=0) if wanted else rows.filter(slips=0)


class EditionDropFilterSet(StrictFilterSet):
    """Which applications an edition has dropped."""

    search = ApplicationSearchFilter(label=_("Name, other name, code or English name"))
    application = OneOfRowsFilter(queryset=applications_in_sight, label=_("Application"))

    class Meta(StrictFilterSet.Meta):
        model = EditionDrop
        fields = []
