"""What of the journal may be told to whom."""

from django.contrib.auth.models import AnonymousUser

from reform_apps.models import Application, JournalEntry, User, Verb
from reform_apps.models.journal import JournalEntryQuerySet
from reform_apps.rules.permissions import PARTICULARS
from reform_apps.rules.vocabulary import Visibility

# What was decided comes first, then what a person fills in, then how it is known.
ORDER = ("status", "status_since", "merged_into", *PARTICULARS, "assessments", "basis")


def journal_of(application: Application, *, user: User | AnonymousUser) -> JournalEntryQuerySet:
    """List the entries of an application that one may see; duplicate checks are not public."""
    entries = application.journal.visible_to(user).select_related("by").order_by("-version")
    return entries if user.is_authenticated else entries.exclude(verb=Verb.CHECK)


def changes_told(entry: JournalEntry, *, user: User | AnonymousUser) -> dict[str, list[object]]:
    """List an entry's changes, without what an application was while it was internal."""
    # A database may keep the keys of JSON in an order of its own.
    changes = dict(sorted(entry.changes.items(), key=lambda change: _place(change[0])))
    before, _after = changes.get("visibility", (None, None))
    if user.is_authenticated or before != Visibility.INTERNAL:
        return changes
    return {
        field: [before if field == "visibility" else None, after]
        for field, (before, after) in changes.items()
    }


def _place(field: str) -> int:
    return ORDER.index(field) if field in ORDER else len(ORDER)
