"""The questions on what is recorded of applications."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from reform_apps.filtersets.strict import (
    OneOfFilter,
    OneOfRowsFilter,
    PresenceFilter,
    StrictFilterSet,
)
from reform_apps.models import (
    Application,
    Assessment,
    AssessmentKind,
    Decision,
    DuplicateCheck,
    Indicator,
    JournalEntry,
    Observation,
    Verb,
)
from reform_apps.rules.lifecycle import Transition


def applications_in_sight(request) -> QuerySet:
    """List the applications that whoever asks may name; nobody learns of another by asking."""
    user = request.user if request else AnonymousUser()
    return Application.objects.visible_to(user).order_by("number")


class ObservationFilterSet(StrictFilterSet):
    """Which observations."""

    application = OneOfRowsFilter(queryset=applications_in_sight, label=_("Application"))
    has_application = PresenceFilter(
        field_name="application", label=_("Of an application, not of the whole province")
    )
    indicator = OneOfRowsFilter(queryset=Indicator.objects.order_by("code"), label=_("Indicator"))

    class Meta(StrictFilterSet.Meta):
        model = Observation
        fields = []


class AssessmentFilterSet(StrictFilterSet):
    """Which assessments."""

    application = OneOfRowsFilter(queryset=applications_in_sight, label=_("Application"))
    kind = OneOfFilter(choices=AssessmentKind.choices, label=_("Recognition"))

    class Meta(StrictFilterSet.Meta):
        model = Assessment
        fields = []


class DuplicateCheckFilterSet(StrictFilterSet):
    """Which duplicate checks."""

    application = OneOfRowsFilter(queryset=applications_in_sight, label=_("Application"))
    decision = OneOfFilter(choices=Decision.choices, label=_("Decision"))

    class Meta(StrictFilterSet.Meta):
        model = DuplicateCheck
        fields = []


class JournalFilterSet(StrictFilterSet):
    """Which entries of a journal."""

    verb = OneOfFilter(choices=Verb.choices, label=_("Act"))
    transition = OneOfFilter(choices=Transition.choices, label=_("Transition"))

    class Meta(StrictFilterSet.Meta):
        model = JournalEntry
        fields = []
