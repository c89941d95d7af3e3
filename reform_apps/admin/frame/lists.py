"""The list of applications, asked by the filter set that every door shares."""

from collections.abc import Iterator
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR, IncorrectLookupParameters
from django.contrib.admin.views.main import ALL_VAR, ORDER_VAR, PAGE_VAR, ChangeList
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reform_apps.admin.frame.forms import RowsSelect
from reform_apps.admin.frame.questions import Question, left_open, question, spelled
from reform_apps.admin.frame.rows import SpelledRows
from reform_apps.filtersets.applications import ApplicationFilterSet
from reform_apps.filtersets.evaluation import EvaluationFilterSet
from reform_apps.filtersets.points import EFFECTIVE, RECORDED
from reform_apps.queries.lists import references
from reform_apps.queries.lists.pages import Found

OWN_PARAMETERS = (ALL_VAR, ORDER_VAR, PAGE_VAR, IS_POPUP_VAR, TO_FIELD_VAR)
ORDERING = "ordering"
SEARCH = "search"
# Here the ledger is written, so it is shown as it stands.
POINTS = (RECORDED, EFFECTIVE)
LONGEST_NUMBER = 9
# What an application is stands before how it does.
QUESTIONS = sorted(
    (name for name in ApplicationFilterSet.base_filters if name not in (SEARCH, ORDERING, *POINTS)),
    key=EvaluationFilterSet.base_filters.__contains__,
)
NOT_SHOWN = ("summary", "reform", "basis", "terminals", "front_ends")


class LedgerChangeList(SpelledRows, ChangeList):
    """Rows that answer the address; an address that is not understood is answered by none."""

    def get_queryset(self, request, exclude_parameters=None):
        self.given = request.GET
        asked = ApplicationFilterSet(
            self.given, self.root_queryset, request=request, door=OWN_PARAMETERS, only_asked=True
        )
        self.refused = {name: list(found) for name, found in asked.errors.items()}
        for name in POINTS:
            if name in request.GET:
                self.refused[name] = [_("The pages of the ledger show how it stood at a point.")]
        for name, found in self.refused.items():
            messages.error(request, f"“{name}”: {' '.join(map(str, found))}")
        fields = asked.form.fields
        self.answered = {
            name: question(name, fields[name], self.given)
            for name in QUESTIONS
            if name in self.given
        }
        self.query = request.GET.get(SEARCH, "")
        # The questions stand above the list, which needs its width.
        self.has_filters = False
        self.has_active_filters = any(each.is_answered for each in self.answered.values())
        self.filter_specs = []
        rows = self.root_queryset.none() if self.refused else asked.qs
        if not self.refused and not (request.GET.get(ORDERING) and ORDER_VAR not in request.GET):
            rows = rows.order_by(*self.get_ordering(request, self.root_queryset.order_by()))
        # What is pointed to is known without a join, and what is not shown is not read.
        rows = rows.select_related(None).defer(*NOT_SHOWN)
        # For the paginator, which Django hands nothing but the rows.
        rows.found = Found(rows)
        if not self.refused:
            rows.found = asked.found(ranked=ORDER_VAR not in request.GET)
            rows.found.rows = rows
            rows.found.among = rows.found.among and rows.found.among.defer(*NOT_SHOWN)
        return rows

    def get_results(self, request):
        try:
            super().get_results(request)
        except IncorrectLookupParameters:
            self.page_num = 1
            super().get_results(request)
        self.known = references.standing()
        self.result_list = [references.attach(row, self.known) for row in self.result_list]
        asked = request.GET.get(PAGE_VAR, "1")
        # Python reads no number without end.
        is_number = asked.isdecimal() and len(asked) <= LONGEST_NUMBER
        if not is_number or int(asked) not in self.paginator.page_range:
            self.refused[PAGE_VAR] = [_("There is no page %s.") % asked]
            messages.error(request, self.refused[PAGE_VAR][0])

    def get_query_string(self, new_params=None, remove=None):
        # The heads of the columns sort, and so overrule what the address asked for.
        if ORDER_VAR in (new_params or {}):
            new_params = {**new_params, ORDERING: None}
        return super().get_query_string(new_params, remove)

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Tell all questions by name; what can be answered to some is read from the database."""
        form = ApplicationFilterSet(self.given).form
        return {name: question(name, form.fields[name], self.given) for name in QUESTIONS}

    @property
    def spelled_questions(self) -> Iterator[SafeString]:
        """Draw the questions; one that is left open looks as it did, while it offers the same."""
        before, language = left_open(self.known), get_language()
        for name in QUESTIONS:
            if name in self.answered:
                yield spelled(self.answered[name])
                continue
            if (language, name) not in before:
                before[language, name] = spelled(self.questions[name])
            yield before[language, name]

    @property
    def asked(self):
        """Spell the questions alone, as every other door of the ledger understands them."""
        return urlencode(
            {
                name: self.given.getlist(name)
                for name in ApplicationFilterSet.base_filters
                if name in self.given
            },
            doseq=True,
        )

    @property
    def kept(self):
        """List what the form hands on although it does not ask it."""
        return [(name, self.params[name]) for name in OWN_PARAMETERS if name in self.params]


def without_blanks(params: QueryDict) -> str | None:
    """Spell an address again without the questions that are answered by nothing, if it has any."""
    blank = [name for name in ApplicationFilterSet.base_filters if params.getlist(name) == [""]]
    if not blank:
        return None
    shorter = params.copy()
    for name in blank:
        del shorter[name]
    return shorter.urlencode()


def typing_media() -> forms.Media:
    """List what the long questions need, to be answered by typing."""
    return RowsSelect(None, None).media
