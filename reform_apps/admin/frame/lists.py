"""The list of applications, asked by the filter set that every door shares."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR, IncorrectLookupParameters
from django.contrib.admin.views.main import ALL_VAR, ORDER_VAR, PAGE_VAR, ChangeList
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _

from reform_apps.admin.frame.forms import RowsSelect
from reform_apps.filtersets.applications import ApplicationFilterSet
from reform_apps.filtersets.points import EFFECTIVE, RECORDED
from reform_apps.filtersets.strict import takes_several
from reform_apps.queries.lists import references
from reform_apps.queries.lists.pages import Found

OWN_PARAMETERS = (ALL_VAR, ORDER_VAR, PAGE_VAR, IS_POPUP_VAR, TO_FIELD_VAR)
ORDERING = "ordering"
SEARCH = "search"
# Here the ledger is written, so it is shown as it stands.
POINTS = (RECORDED, EFFECTIVE)
LONGEST_NUMBER = 9
NOT_SHOWN = ("summary", "reform", "basis", "terminals", "front_ends")
MOST_TO_TICK = 12  # beyond these one types to find


@dataclass(frozen=True, slots=True)
class Question:
    """One parameter, as the form beside the list asks it."""

    name: str
    label: str
    form: str  # several, many, one, day or text
    value: str = ""
    options: list[tuple[str, str, bool]] = field(default_factory=list)

    @property
    def is_answered(self):
        return bool(self.value)

    @property
    def answer(self):
        return ", ".join(label for _value, label, chosen in self.options if chosen) or self.value


class LedgerChangeList(ChangeList):
    """Rows that answer the address; an address that is not understood is answered by none."""

    def get_queryset(self, request, exclude_parameters=None):
        asked = ApplicationFilterSet(
            request.GET, self.root_queryset, request=request, door=OWN_PARAMETERS
        )
        self.given = request.GET
        self.refused = {name: list(found) for name, found in asked.errors.items()}
        for name in POINTS:
            if name in request.GET:
                self.refused[name] = [_("The pages of the ledger show how it stood at a point.")]
        for name, found in self.refused.items():
            messages.error(request, f"“{name}”: {' '.join(map(str, found))}")
        self.questions = [
            question(name, each, request.GET)
            for name, each in asked.form.fields.items()
            if name not in (SEARCH, ORDERING, *POINTS)
        ]
        self.query = request.GET.get(SEARCH, "")
        # The questions stand above the list, which needs its width.
        self.has_filters = False
        self.has_active_filters = any(question.is_answered for question in self.questions)
        self.filter_specs = []
        rows = self.root_queryset.none() if self.refused else asked.qs
        rows = self.apply_select_related(rows)
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
        known = references.standing()
        self.result_list = [references.attach(row, known) for row in self.result_list]
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
    def typing_language(self):
        """Name the language in which the long questions are answered by typing."""
        return RowsSelect(None, None).i18n_name

    @property
    def kept(self):
        """List what the form hands on although it does not ask it."""
        return [(name, self.params[name]) for name in OWN_PARAMETERS if name in self.params]


class QuickRows:
    """Marks of rows without a widget, and a template of it, for each."""

    def action_checkbox(self, obj):
        told = format_html(_("Select this object for an action - {}"), obj)
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">',
            ACTION_CHECKBOX_NAME, obj.pk, told,
        )  # fmt: skip


def without_blanks(params: QueryDict) -> str | None:
    """Spell an address again without the questions that are answered by nothing, if it has any."""
    blank = [name for name in ApplicationFilterSet.base_filters if params.getlist(name) == [""]]
    if not blank:
        return None
    shorter = params.copy()
    for name in blank:
        del shorter[name]
    return shorter.urlencode()


def question(name: str, asked: forms.Field, params) -> Question:
    """Spell one field of a filter set's form, with what was answered."""
    given = params.getlist(name)
    if takes_several(asked):
        given = asked.widget.value_from_datadict(params, {}, name)
    options = [
        (str(value), str(label), str(value) in given)
        for value, label in getattr(asked, "choices", [])
        if value != ""
    ]
    return Question(
        name=name,
        label=str(asked.label),
        form="many" if len(options) > MOST_TO_TICK else _form(asked),
        value=given[0] if given else "",
        options=options,
    )


def _form(asked: forms.Field) -> str:
    if takes_several(asked):
        return "several"
    if hasattr(asked, "choices"):
        return "one"
    return "day" if isinstance(asked, forms.DateField) else "text"


def typing_media() -> forms.Media:
    """List what the long questions need, to be answered by typing."""
    return RowsSelect(None, None).media
