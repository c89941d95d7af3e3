"""The journal in the admin: every act, field by field, in words; to be read only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reform_apps.admin.frame.site import LookingAdmin
from reform_apps.models import (
    Alias,
    Application,
    Assessment,
    DuplicateCheck,
    JournalEntry,
    Likeness,
    Observation,
    User,
)
from reform_apps.queries import mentions
from reform_apps.rules.vocabulary import FrontEnd, Terminal

EMPTY = (None, "", [], {})
# What belongs to an application, by the name that the journal gives it.
PARTS = {
    "aliases": Alias,
    "assessments": Assessment,
    "observation": Observation,
    "duplicate_check": DuplicateCheck,
}
# A candidate has a reason from a list; any other reason is in words already.
LISTS = {"terminals": Terminal, "front_ends": FrontEnd, "reason": Likeness}
CITING = ("basis", "source", "locator", "note")
SHOWN_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Change:
    """One field, before and after, a line for each thing that it holds."""

    label: str
    before: list[str]
    after: list[str]


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the journal, and what it changed."""

    entry: JournalEntry
    title: str
    by: str
    digest: str
    changes: list[Change]


def events(entries: Iterable[JournalEntry], *, user: User) -> list[Event]:
    """Tell entries, fetched with whoever acted, in their order."""
    entries = list(entries)
    rows = mentions.rows_named_in(entries, user=user)
    return [_event(entry, rows) for entry in entries]


def label(field: str, model: type = Application) -> str:
    """Name a field as people know it."""
    if model is Application and field in PARTS:
        options = PARTS[field]._meta
        single = field in ("observation", "duplicate_check")
        return capfirst(str(options.verbose_name if single else options.verbose_name_plural))
    known = {each.name: each for each in model._meta.get_fields() if hasattr(each, "verbose_name")}
    return capfirst(str(known[field].verbose_name)) if field in known else field


def lines(field: str, value: object, rows: Mapping, model: type = Application) -> list[str]:
    """Spell a frozen value, a line for each thing that it holds."""
    if value in EMPTY:
        return []
    if field == "basis" and isinstance(value, dict):
        return [f"{label(name)}: {_citation(cited, rows)}" for name, cited in value.items()]
    values = value if isinstance(value, list) else [value]
    return [_spelled(field, each, rows, model) for each in values]


def _event(entry: JournalEntry, rows: Mapping) -> Event:
    title = entry.get_transition_display() or entry.get_verb_display()
    return Event(
        entry=entry,
        title=capfirst(str(title)),
        by=entry.by.get_full_name() or entry.by.get_username(),
        digest=entry.digest[:SHOWN_DIGITS],
        changes=[_change(f, *entry.changes[f], rows) for f in _in_order(entry.changes)],
    )


def _in_order(names: Iterable[str], model: type = Application) -> list[str]:
    """Put fields as the model has them, what belongs to it next, how it is known last."""
    # The engines do not keep the order in which an entry was written.
    known = [field.name for field in model._meta.concrete_fields if field.name not in CITING]
    places = {name: place for place, name in enumerate([*known, *PARTS, "reason", *CITING])}
    return sorted(names, key=lambda name: (places.get(name, len(places)), name))


def _change(field: str, before: object, after: object, rows: Mapping) -> Change:
    if field == "basis":
        # Of all the fields' bases, those that the act has changed.
        before, after = before or {}, after or {}
        before, after = (
            {name: how for name, how in before.items() if after.get(name) != how},
            {name: how for name, how in after.items() if before.get(name) != how},
        )
    return Change(label(field), lines(field, before, rows), lines(field, after, rows))


def _spelled(field: str, value: object, rows: Mapping, model: type) -> str:
    if isinstance(value, dict):
        return _part(value, rows, PARTS.get(field, Application))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    row = rows.get(field, {}).get(value)
    if row is not None:
        return str(row)
    return str(_words(field, model).get(value, value))


def _part(state: Mapping, rows: Mapping, model: type) -> str:
    """Spell an alias, a recognition, a figure or a candidate in one line."""
    told = [
        _named(name, line, model)
        for name in _in_order(state, model)
        for line in lines(name, state[name], rows, model)
        if state[name] is not False
    ]
    return " · ".join(told)


def _named(name: str, line: str, model: type) -> str:
    return f"{label(name, model)}: {line}" if name in ("as_of", "is_rounded", "note") else line


def _citation(cited: Mapping, rows: Mapping) -> str:
    return _part(cited, rows, Alias)


def _words(field: str, model: type) -> dict:
    """Look up the list that the words of a field come from."""
    if field in LISTS:
        return dict(LISTS[field].choices)
    known = {each.name: each for each in model._meta.concrete_fields}
    return dict(getattr(known.get(field), "choices", None) or ())


@admin.register(JournalEntry)
class JournalEntryAdmin(LookingAdmin):
    """Every act, as it was written; nobody changes one."""

    list_display = (
        "entry_shown", "application_shown", "verb", "transition_shown", "statuses_shown",
        "effective_on", "recorded_at", "by_shown",
    )  # fmt: skip
    list_filter = ("verb", "transition", "recorded_at")
    list_select_related = ("application", "by")
    search_fields = ("application__code", "application__name", "by__username")
    ordering = ("-pk",)
    fields = (
        "application_shown", "version", "verb", "transition_shown", "statuses_shown",
        "effective_on", "recorded_at", "by_shown", "reason", "evidence", "digest",
        "previous_digest",
    )  # fmt: skip
    readonly_fields = ("application_shown", "transition_shown", "statuses_shown", "by_shown")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("application", "by")

    @admin.display(description=gettext_lazy("entry"))
    def entry_shown(self, entry):
        return str(entry)

    @admin.display(description=gettext_lazy("application"), ordering=("application__number"))
    def application_shown(self, entry):
        address = reverse("admin:reform_apps_application_change", args=[entry.application_id])
        return format_html('<a href="{}">{}</a>', address, entry.application)

    @admin.display(description=gettext_lazy("transition"), ordering="transition")
    def transition_shown(self, entry):
        return entry.get_transition_display()

    @admin.display(description=gettext_lazy("status"))
    def statuses_shown(self, entry):
        if not entry.from_status or entry.from_status == entry.to_status:
            return entry.get_to_status_display()
        return f"{entry.get_from_status_display()} → {entry.get_to_status_display()}"

    @admin.display(description=gettext_lazy("by"), ordering="by__username")
    def by_shown(self, entry):
        return entry.by.get_full_name() or entry.by.get_username()

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["events"] = events([obj], user=request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)
