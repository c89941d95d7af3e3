"""What of the journal may be told to whom."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.db.models.fields.json import KT

from reform_apps.models import Application, JournalEntry, User, Verb
from reform_apps.models.journal import JournalEntryQuerySet
from reform_apps.queries import positions
from reform_apps.rules.permissions import PARTICULARS
from reform_apps.rules.vocabulary import Visibility

# Duplicate checks, what is planned for an edition before it is published, proposals and orders;
# and what an application uses, for what is used may be internal.
NOT_PUBLIC = (
    Verb.CHECK, Verb.PLAN, Verb.PROPOSE, Verb.DECIDE, Verb.ORDER, Verb.CLOSE, Verb.WITHDRAW,
    Verb.USE,
)  # fmt: skip
# From which file or proposal an act came, is for those who have signed in.
INTERNAL = ("import_batch", "proposal")
# What was decided comes first, then what a person fills in, then how it is known.
ORDER = ("status", "status_since", "merged_into", *PARTICULARS, "assessments", "basis")


def journal_of(application: Application, *, user: User | AnonymousUser) -> JournalEntryQuerySet:
    """List the entries of an application that one may see; not all acts are public."""
    entries = application.journal.select_related("by").order_by("-version")
    return _told(entries, user=user)


def feed(*, user: User | AnonymousUser) -> JournalEntryQuerySet:
    """List what may be told of the whole journal, in its order; annotated as the feed shows it."""
    entries = positions.placed().select_related("by").defer("snapshot")
    entries = entries.annotate(code=F("application__code"), name=KT("snapshot__name"))
    if not user.is_authenticated:
        entries = entries.filter(application__visibility=Visibility.PUBLIC)
    return _told(entries, user=user)


def changes_told(entry: JournalEntry, *, user: User | AnonymousUser) -> dict[str, list[object]]:
    """List an entry's changes, without what an application was while it was internal."""
    # A database may keep the keys of JSON in an order of its own.
    changes = dict(sorted(entry.changes.items(), key=lambda change: _place(change[0])))
    if not user.is_authenticated:
        changes = {field: states for field, states in changes.items() if field not in INTERNAL}
    before, _after = changes.get("visibility", (None, None))
    if user.is_authenticated or before != Visibility.INTERNAL:
        return changes
    return {
        field: [before if field == "visibility" else None, after]
        for field, (before, after) in changes.items()
    }


def _told(entries: JournalEntryQuerySet, *, user: User | AnonymousUser) -> JournalEntryQuerySet:
    entries = entries.visible_to(user)
    return entries if user.is_authenticated else entries.exclude(verb__in=NOT_PUBLIC)


def _place(field: str) -> int:
    return ORDER.index(field) if field in ORDER else len(ORDER)
