"""What has changed: between two moments, between two editions, between an edition and now."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from reform_apps.api.frame import files, questions
from reform_apps.api.frame.resources import Door, Download
from reform_apps.api.serializers.differences import DifferenceSerializer
from reform_apps.exchange import differences as workbooks
from reform_apps.filtersets.differences import FROM, KIND, TO, KindsForm, MomentsForm
from reform_apps.filtersets.strict import StrictForm
from reform_apps.models import Edition
from reform_apps.models.editions import NOW
from reform_apps.queries import differences
from reform_apps.queries.differences import Difference
from reform_apps.rules.changes import Kind

AGAINST = "against"
LENGTH_OF_DAY = len("2022-06-30")
CODE = OpenApiParameter("code", OpenApiTypes.STR, OpenApiParameter.PATH)
MOMENTS = [
    OpenApiParameter(
        FROM,
        required=True,
        description=gettext_lazy("From this moment, or from the end of this day."),
    ),
    OpenApiParameter(
        TO, description=gettext_lazy("Until this moment, or the end of this day; else until now.")
    ),
]
OTHER = OpenApiParameter(
    AGAINST,
    description=gettext_lazy("Since which edition, by its code; of `now`, what changed until now."),
)
KINDS = OpenApiParameter(
    KIND, many=True, enum=Kind.values, description=gettext_lazy("Only changes of these kinds.")
)


class DifferenceView(Door):
    """A view on a difference; a form judges what is asked."""

    def is_filtered(self):
        return True

    def asked(self, form: type[StrictForm], *, kinds: bool, door=()) -> StrictForm:
        asked = form(self.request.query_params)
        asked.door = door
        if not kinds:
            del asked.fields[KIND]
        return questions.answered(asked)

    def of_moments(self, *, kinds: bool) -> tuple[Difference, list[str]]:
        asked = self.asked(MomentsForm, kinds=kinds)
        older, newer = asked.moments()
        user = self.request.user
        difference = differences.of_moments(older, newer, names=asked.names(), user=user)
        return difference, asked.cleaned_data.get(KIND)

    def of_edition(self, code: str, *, kinds: bool) -> tuple[Difference, list[str]]:
        asked = self.asked(KindsForm, kinds=kinds, door=(AGAINST,))
        edition, user = self._edition(code), self.request.user
        against = self.request.query_params.get(AGAINST)
        if against == NOW:
            difference = differences.since_edition(edition, user=user)
        else:
            other = self._edition(against) if against else edition.previous
            if other is None:
                message = _("This edition has none before it: say against which one.")
                questions.refuse(AGAINST, message, "required")
            difference = differences.of_editions(other, edition, user=user)
        return difference, asked.cleaned_data.get(KIND)

    def _edition(self, code: str) -> Edition:
        editions = Edition.objects.visible_to(self.request.user).select_related("previous")
        # Not every text can be asked for: PostgreSQL knows no null character.
        found = None if "\x00" in code else editions.filter(code=code).first()
        if found is None:
            raise NotFound(_("There is no edition %s.") % code)
        return found


class DifferenceViewSet(DifferenceView, viewsets.ViewSet):
    """Differences to read; the summary counts all changes, whichever kinds are asked for."""

    @extend_schema(responses=DifferenceSerializer, parameters=[*MOMENTS, KINDS])
    def ledger(self, request):
        """Compare how the ledger stood at two moments, as it was recorded by then."""
        return self._told(*self.of_moments(kinds=True))

    @extend_schema(responses=DifferenceSerializer, parameters=[CODE, OTHER, KINDS])
    def edition(self, request, code):
        """Compare an edition with another one, by default the one before it, or with now."""
        return self._told(*self.of_edition(code, kinds=True))

    def _told(self, difference, kinds):
        told = {
            "older": difference.older,
            "newer": difference.newer,
            "summary": difference.summary(),
            "changes": [row for row in difference.changes if not kinds or row.kind in kinds],
        }
        return Response(DifferenceSerializer(told).data)


class DifferenceFileViewSet(DifferenceView, Download, viewsets.ViewSet):
    """Differences to circulate."""

    @extend_schema(responses=files.described(files.XLSX), parameters=MOMENTS)
    def ledger(self, request):
        """Send what has changed between two moments as a workbook."""
        difference, _kinds = self.of_moments(kinds=False)
        days = [side[:LENGTH_OF_DAY] for side in (difference.older, difference.newer)]
        return self._sent(difference, days)

    @extend_schema(responses=files.described(files.XLSX), parameters=[CODE, OTHER])
    def edition(self, request, code):
        """Send what has changed between two editions, or since one, as a workbook."""
        difference, _kinds = self.of_edition(code, kinds=False)
        return self._sent(difference, [difference.older, difference.newer])

    def _sent(self, difference, sides):
        name = "-".join(["difference", *sides]) + ".xlsx"
        return files.whole(workbooks.workbook(difference), name=name, content_type=files.XLSX)
