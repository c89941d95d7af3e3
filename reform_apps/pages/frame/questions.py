"""The form of the ledger: each question of the filter set, with what was answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext_lazy as _

from reform_apps.filtersets.evaluation import SIGNED_IN_ONLY
from reform_apps.filtersets.strict import form_of
from reform_apps.models import Runway
from reform_apps.pages.frame import addresses
from reform_apps.queries.wording import words

# Where the filter set's own words are too long for a small form.
LABELS = {
    "search": _("Name, code or other name"),
    "region": _("Place of origin"),
    "basis": _("Basis of any value"),
    "online_after": _("Online on or after"),
    "online_before": _("Online on or before"),
    "updated_since": _("Changed since"),
    "attested_before": _("Not confirmed since"),
    "coverage_below": _("Connected in less than (%)"),
    "has_rollout": _("Has any region reported"),
    "indicator__gte": _("Value at least, such as usage_rate:80"),
    "indicator__lte": _("Value at most, such as usage_rate:30"),
    "indicator__worsening": _("Value worse than before, such as usage_rate"),
    "uses": _("Uses (code)"),
    "merged_into": _("Merged into (code)"),
    "as_of": _("As recorded by this day"),
    "effective_as_of": _("As it had happened by this day"),
    "ordering": _("Sort by"),
}
# Always in sight; the others are asked under "More questions".
IN_FRONT = ("status", "system", "runway", "batch")
# Not questions: they say how the answer is laid out.
LAYOUT = ("ordering", "page")
# Whoever is not signed in has none, or is not told.
PERSONAL = ("mine", *SIGNED_IN_ONLY)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One parameter of the ledger's form."""

    name: str
    label: str
    form: str  # several, one, day or text
    value: str = ""
    options: list[Option] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def chosen(self) -> list[Option]:
        return [option for option in self.options if option.is_chosen]


@dataclass(frozen=True, slots=True)
class Chip:
    """One answer that narrows the list, with the address that asks without it."""

    label: str
    value: str
    address: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One parameter that was not understood."""

    name: str
    label: str
    values: list[str]
    messages: list[str]
    address: str


def questions(
    form: forms.Form, pairs: list[addresses.Pair], refused: Mapping[str, Iterable[str]]
) -> dict[str, Question]:
    """Spell each field of the filter set's form, by its name."""
    return {
        name: _question(name, asked, [value for key, value in pairs if key == name], refused)
        for name, asked in form.fields.items()
    }


def beyond_the_front(asked: Mapping[str, Question]) -> list[Question]:
    shown = (*IN_FRONT, *LAYOUT, *PERSONAL, "search")
    return [question for name, question in asked.items() if name not in shown]


def chips(asked: Mapping[str, Question], pairs: list[addresses.Pair]) -> list[Chip]:
    """List what narrows the list, each with a way to ask without it."""
    found = []
    for name, value in dict.fromkeys(pairs):
        question = asked.get(name)
        if question is None or name in LAYOUT:
            continue
        label = next((each.label for each in question.options if each.value == value), value)
        shorter = addresses.address(addresses.without(pairs, (name, value)))
        found.append(Chip(label=question.label, value=label, address=shorter))
    return found


def faults(
    asked: Mapping[str, Question], refused: Mapping[str, Iterable[str]], pairs: list[addresses.Pair]
) -> list[Fault]:
    """List what was not understood, each with the address that asks without it."""
    return [
        Fault(
            name=name,
            label=asked[name].label if name in asked else "",
            values=[value for key, value in pairs if key == name],
            messages=[str(message) for message in messages],
            address=addresses.address(
                addresses.without(pairs, *[pair for pair in pairs if pair[0] == name])
            ),
        )
        for name, messages in refused.items()
    ]


def _question(
    name: str, asked: forms.Field, values: list[str], refused: Mapping[str, Iterable[str]]
) -> Question:
    options = [
        Option(value=value, label=label, is_chosen=value in values)
        for value, label in _options(asked)
    ]
    return Question(
        name=name,
        label=str(LABELS.get(name, asked.label or name)),
        form=form_of(asked),
        value=values[0] if values else "",
        options=options,
        errors=[str(message) for message in refused.get(name, [])],
    )


def _options(asked: forms.Field) -> list[tuple[str, str]]:
    rows = getattr(asked, "queryset", None)
    if rows is None:
        choices = getattr(asked, "choices", [])
        return [(str(value), str(label)) for value, label in choices if value != ""]
    if rows.model is Runway:
        # Two systems may have a runway of one name.
        return [
            (row.code, f"{words.named(row)} ({words.named(row.system)})")
            for row in rows.select_related("system")
        ]
    return [(row.code, words.named(row)) for row in rows.all()]
