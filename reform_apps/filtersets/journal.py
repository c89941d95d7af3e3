"""The questions on the journal as a whole."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reform_apps.filtersets.findings import JournalFilterSet, applications_in_sight
from reform_apps.filtersets.strict import (
    DayFilter,
    MomentFilter,
    OneOfRowsFilter,
    StrictForm,
    UntilFilter,
)
from reform_apps.models import User

ACTOR = "actor"


def people_in_sight(request) -> QuerySet:
    """List the people whom whoever asks may name; the public is told of none."""
    user = request.user if request else AnonymousUser()
    people = User.objects.order_by("username")
    return people if user.is_authenticated else people.none()


class FeedForm(StrictForm):
    """Questions of which one is only for people who have signed in."""

    is_public = True

    def clean(self):
        cleaned = super().clean()
        if ACTOR in self.data and self.is_public:
            message = _("Who has acted, only people who have signed in may ask.")
            fault = ValidationError(message, code="not_authenticated")
            self.errors[ACTOR] = self.error_class([fault])
        return cleaned


class FeedFilterSet(JournalFilterSet):
    """Which entries of the whole journal."""

    application = OneOfRowsFilter(queryset=applications_in_sight, label=gettext_lazy("Application"))
    actor = OneOfRowsFilter(
        field_name="by",
        to_field_name="username",
        queryset=people_in_sight,
        label=gettext_lazy("Who has acted, by user name; only for people who have signed in"),
    )
    recorded_after = MomentFilter(
        field_name="recorded_at",
        lookup_expr="gte",
        label=gettext_lazy("Recorded at this moment or later"),
    )
    recorded_before = UntilFilter(
        field_name="recorded_at",
        lookup_expr="lte",
        label=gettext_lazy("Recorded by this moment, or until the end of this day"),
    )
    effective_after = DayFilter(
        field_name="effective_on",
        lookup_expr="gte",
        label=gettext_lazy("In effect on this day or later"),
    )
    effective_before = DayFilter(
        field_name="effective_on",
        lookup_expr="lte",
        label=gettext_lazy("In effect on this day or earlier"),
    )

    class Meta(JournalFilterSet.Meta):
        form = FeedForm

    @property
    def form(self):
        form = super().form
        form.is_public = not (self.request and self.request.user.is_authenticated)
        return form
