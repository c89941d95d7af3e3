"""What of the journal may be told to whom."""

from django.contrib.auth.models import AnonymousUser

from reform_apps.models import Application, JournalEntry, User, Verb
from reform_apps.models.journal import JournalEntryQuerySet
from reform_apps.rules.vocabulary import Visibility


def journal_of(application: Application, *, user: User | AnonymousUser) -> JournalEntryQuerySet:
    """List the entries of an application that one may see; duplicate checks are not public."""
    entries = application.journal.visible_to(user).select_related("by").order_by("-version")
    return entries if user.is_authenticated else entries.exclude(verb=Verb.CHECK)


def changes_told(entry: JournalEntry, *, user: User | AnonymousUser) -> dict[str, list[object]]:
    """List an entry's changes, without what an application was while it was internal."""
    if user.is_authenticated or "visibility" not in entry.changes:
        return entry.changes
    before, _after = entry.changes["visibility"]
    if before != Visibility.INTERNAL:
        return entry.changes
    return {
        field: [before if field == "visibility" else None, after]
        for field, (before, after) in entry.changes.items()
    }
