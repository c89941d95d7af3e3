"""The questions that the ledger answers, for the API, the pages, the admin and the exports."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from reform_apps.filtersets.evaluation import (
    SIGNED_IN_ONLY,
    TODAY_ONLY,
    CodeFilter,
    EvaluationFilterSet,
)
from reform_apps.filtersets.points import EFFECTIVE, RECORDED, PointFilterSet, PointForm
from reform_apps.filtersets.strict import (
    DayFilter,
    MomentFilter,
    OneOfFilter,
    OneOfRowsFilter,
    PresenceFilter,
    SearchFilter,
    StableOrderingFilter,
    YesOrNoFilter,
)
from reform_apps.models import (
    Application,
    AssessmentKind,
    Basis,
    Organization,
    Region,
    Runway,
    SearchText,
    System,
    Tally,
)
from reform_apps.queries.lists import references
from reform_apps.queries.lists.pages import Found
from reform_apps.rules.lifecycle import Status
from reform_apps.rules.vocabulary import Batch, Kind, Scope, Terminal

MINE = "mine"
SEARCH, ORDERING = "search", "ordering"
# What tallies can be asked as well as applications.
TALLIED = {"status", "system", "runway", "kind", "scope", "batch", "has_system", "has_runway"}
NAMING = ("uses", "merged_into")  # an application, by its code
# What is understood in the same way until a row beside the journal is written.
LASTING = TALLIED | {"organization", "region", SEARCH, ORDERING}


class ApplicationForm(PointForm):
    """Questions of which one can be asked only by somebody who is known."""

    user = None

    def clean(self):
        if self.user and not self.user.is_authenticated:
            if MINE in self.data:
                message = _("Sign in to ask for your own applications.")
                self.add_error(MINE, ValidationError(message, code="not_signed_in"))
            self._refuse(SIGNED_IN_ONLY, _("Sign in to ask this."), code="not_signed_in")
        if RECORDED in self.data or EFFECTIVE in self.data:
            self._refuse(TODAY_ONLY, _("This can only be asked of today."), code="only_today")
        self._refuse_unknown_code()
        return super().clean()

    def _refuse_unknown_code(self):
        """Refuse the code of an application that is none, or not in sight of whoever asks."""
        visible = Application.objects.visible_to(self.user or AnonymousUser())
        for name in NAMING:
            code = self.cleaned_data.get(name)
            if code and not visible.filter(code=code).exists():
                message = _("There is no application %s.") % code
                self.add_error(name, ValidationError(message, code="invalid_choice"))

    def _refuse(self, names, message, *, code):
        for name in names:
            if name in self.data:
                self.add_error(name, ValidationError(message, code=code))


class ApplicationFilterSet(EvaluationFilterSet):
    """Which applications, now or at a point; every parameter is a word that a user would say."""

    search = SearchFilter(label=_("Name, other name, code or English name"))
    status = OneOfFilter(choices=Status.choices, label=_("Status"))
    system = OneOfRowsFilter(queryset=System.objects.order_by("position"), label=_("System"))
    runway = OneOfRowsFilter(
        queryset=Runway.objects.order_by("system__position", "position", "code"), label=_("Runway")
    )
    kind = OneOfFilter(choices=Kind.choices, label=_("Kind"))
    scope = OneOfFilter(choices=Scope.choices, label=_("Scope"))
    batch = OneOfFilter(choices=Batch.choices, label=_("Batch"))
    organization = OneOfRowsFilter(
        queryset=Organization.objects.order_by("code"), label=_("Leading organization")
    )
    region = OneOfRowsFilter(
        field_name="origin_region",
        queryset=Region.objects.order_by("code"),
        method="lie_within",
        label=_("Place of origin; a city covers its counties"),
    )
    recognition = OneOfFilter(
        choices=AssessmentKind.choices, method="are_recognized", label=_("Recognition")
    )
    terminal = OneOfFilter(choices=Terminal.choices, method="reach", label=_("Terminal"))
    basis = OneOfFilter(
        choices=Basis.choices, method="are_known", label=_("Basis of any of its values")
    )
    online_after = DayFilter(
        field_name="online_on", lookup_expr="gte", label=_("Online on this day or later")
    )
    online_before = DayFilter(
        field_name="online_on", lookup_expr="lte", label=_("Online on this day or earlier")
    )
    status_before = DayFilter(
        field_name="status_since",
        lookup_expr="lte",
        label=_("In its status since this day or longer"),
    )
    updated_since = MomentFilter(
        field_name="updated_at", lookup_expr="gte", label=_("Changed at this moment or later")
    )
    attested_before = MomentFilter(
        method="are_not_attested_since",
        label=_("Not confirmed at this moment or later, or not at all"),
    )
    has_attestation = YesOrNoFilter(
        method="are_attested", label=_("Has a confirmation that still counts")
    )
    mine = YesOrNoFilter(method="are_ones_own", label=_("Of my unit or my systems"))
    merged_into = CodeFilter(
        field_name="merged_into__code", label=_("Merged into the one of this code")
    )
    has_system = PresenceFilter(field_name="system", label=_("Has a system"))
    has_runway = PresenceFilter(field_name="runway", label=_("Has a runway"))
    has_organization = PresenceFilter(
        field_name="organization", label=_("Has a leading organization")
    )
    ordering = StableOrderingFilter(
        fields=[
            ("number", "code"),
            ("name_key", "name"),
            ("status_since", "status_since"),
            ("online_on", "online_on"),
            ("updated_at", "updated_at"),
        ],
        field_labels={
            "number": _("Code"),
            "name_key": _("Name"),
            "status_since": _("Status since"),
            "online_on": _("Online on"),
            "updated_at": _("Last changed at"),
        },
        unique="number",
        nullable=["status_since", "online_on"],
        text=["name_key"],
        label=_("Order"),
    )

    class Meta(PointFilterSet.Meta):
        form = ApplicationForm

    @property
    def form(self):
        form = super().form
        # Without a request the questions are only read.
        form.user = self.request and self.request.user
        return form

    def found(self, *, ranked: bool = True) -> Found:
        """List what answers the questions; what is searched stands by rank, if no other order is.

        They must have been judged.
        """
        found = Found(self.qs)
        if self.queryset.model is not Application:
            return found
        asked = self.form.data.keys() - {*self.door, ORDERING}
        if asked <= TALLIED:
            tallies = Tally.objects.visible_to(self.request.user)
            found.tallies = self.narrowed(tallies, besides=[ORDERING])
        words = (self.form.cleaned_data.get(SEARCH) or "").strip()
        if words and ranked and ORDERING not in self.form.data:
            found.words = words
            found.among = self.narrowed(self.queryset.all(), besides=[SEARCH, ORDERING])
            if asked == {SEARCH}:
                # Whoever asks nothing else need not look at the applications to find them.
                found.texts = SearchText.objects.visible_to(self.request.user)
        return found

    # A method is called even when nothing was asked: with nothing, which would match nothing.

    def lie_within(self, rows: QuerySet, name: str, regions: QuerySet) -> QuerySet:
        if not regions:
            return rows
        known = references.standing().by_key[Region].values()
        return rows.filter(origin_region__in=[row for row in known if row.lies_within(regions)])

    def are_recognized(self, rows: QuerySet, name: str, kinds: list[str]) -> QuerySet:
        return rows.recognized(kinds) if kinds else rows

    def reach(self, rows: QuerySet, name: str, terminals: list[str]) -> QuerySet:
        return rows.reaching(terminals) if terminals else rows

    def are_known(self, rows: QuerySet, name: str, bases: list[str]) -> QuerySet:
        return rows.known_as(bases) if bases else rows

    def are_not_attested_since(self, rows: QuerySet, name: str, moment: datetime) -> QuerySet:
        return rows.attested().filter(Q(attested_at__lt=moment) | Q(attested_at=None))

    def are_attested(self, rows: QuerySet, name: str, wanted: bool) -> QuerySet:
        return rows.attested().filter(attested_at__isnull=not wanted)

    def are_ones_own(self, rows: QuerySet, name: str, wanted: bool | None) -> QuerySet:
        if wanted is None:
            return rows
        user = self.request.user
        own = Q(organization__isnull=False, organization=user.organization_id)
        # Read at once: within the condition no index would serve both.
        own |= Q(system__in=list(user.systems.values_list("pk", flat=True)))
        # A column without a value is nobody's, and not unknown.
        return rows.filter(own) if wanted else rows.exclude(pk__in=rows.filter(own).values("pk"))
