"""Questions on a list, as the form beside it asks them."""

from dataclasses import dataclass, field

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reform_apps.admin.frame.forms import RowsSelect
from reform_apps.filtersets.strict import form_of, takes_several
from reform_apps.queries.lists.references import References

TEMPLATE = "reform_apps/admin/_question.html"
MOST_TO_TICK = 12  # beyond these one types to find

Spelled = dict[tuple[str, str], SafeString]  # by language and name
# Questions that were left open, kept by each process with the rows that they offer.
_kept: tuple[References | None, Spelled] = (None, {})


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
        form="many" if len(options) > MOST_TO_TICK else form_of(asked),
        value=given[0] if given else "",
        options=options,
    )


def spelled(asked: Question) -> SafeString:
    """Draw a question: nothing of whoever looks is in it but the answer and the language."""
    # The language in which a long question is answered by typing.
    typing = RowsSelect(None, None).i18n_name
    return render_to_string(TEMPLATE, {"question": asked, "typing_language": typing})


def left_open(known: References) -> Spelled:
    """Give the open questions that were drawn while the rows that they offer stood like this."""
    global _kept
    if _kept[0] is not known:
        _kept = (known, {})
    return _kept[1]
