"""Whether published editions still say what was sealed."""

from collections import Counter
from collections.abc import Iterator

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, F, OuterRef, Subquery, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from reform_apps.models import Application, Edition, EditionEntry, JournalEntry, Verb
from reform_apps.queries import editions
from reform_apps.rules.merkle import Tree

CHUNK = 500
HELD, DROPPED = "changes__edition_entry", "changes__edition_drop"
UNREADABLE = (AttributeError, LookupError, ObjectDoesNotExist, TypeError, ValueError)


def broken() -> Iterator[list[str]]:
    """Walk the published editions; yield faults after each entry, mostly none."""
    published = Edition.objects.published().select_related("previous", "seal")
    for edition in published.order_by("position"):
        yield from _faults_of_edition(edition)
    yield list(_unheld())
    yield list(_misplaced_batches())


def _faults_of_edition(edition: Edition) -> Iterator[list[str]]:
    tree = Tree()
    entries = edition.entries.select_related("application", "runway", "source", "entry")
    completed = _completions(edition)
    for entry in entries.order_by("application__number").iterator(chunk_size=CHUNK):
        entry.edition = edition
        named = f"{edition.code}, {entry.application.code}"
        try:
            tree.add(entry.digest)
            yield [f"{named}: {fault}." for fault in _faults_of_entry(entry, completed)]
        except UNREADABLE as error:
            yield [f"{named}: it cannot be read ({type(error).__name__})."]
    drops = edition.drops.select_related("application", "entry").order_by("application__number")
    for drop in drops:
        drop.edition = edition
        if drop.digest != drop.expected_digest():
            yield [f"{edition.code}, {drop.application.code}: the drop is not what was sealed."]
    faults = []
    if edition.root != tree.root():
        faults.append("its root is not that of its entries")
    try:
        if edition.digest != edition.expected_digest():
            faults.append("it does not have the content that its seal was made of")
        if edition.seal.sealed_at < edition.published_at:
            faults.append("the journal was sealed before it was published")
    except UNREADABLE as error:
        faults.append(f"it cannot be read ({type(error).__name__})")
    yield [f"Edition {edition.code}: {fault}." for fault in faults]


def _faults_of_entry(entry: EditionEntry, completed: dict[int, str | None]) -> Iterator[str]:
    pinned = entry.entry
    if entry.digest != entry.expected_digest():
        yield "it does not have the content that its digest was made of"
    if pinned.application_id != entry.application_id or pinned.verb != Verb.PUBLISH:
        yield "it is pinned to an entry of the journal that did not publish it"
        return
    told = pinned.changes["edition_entry"][1]
    day = completed.get(entry.application_id, told["completed_on"])
    if (entry.completed_on and entry.completed_on.isoformat()) != day:
        yield "its day of completion is not what the journal says"


def _completions(edition: Edition) -> dict[int, str | None]:
    """Tell what the journal says last of each task that was completed after publication."""
    entries = JournalEntry.objects.filter(
        verb=Verb.COMPLETE, changes__edition_entry__1__edition=edition.code
    )
    told = entries.order_by("application", "version").values_list("application", "changes")
    return {pk: changes["edition_entry"][1]["completed_on"] for pk, changes in told}


def _unheld() -> Iterator[str]:
    """Say which editions the journal tells of that are not there, or hold less than it tells."""
    told = JournalEntry.objects.filter(verb=Verb.PUBLISH).order_by()
    told = told.annotate(code=Coalesce(KT(f"{HELD}__1__edition"), KT(f"{DROPPED}__1__edition")))
    published = Edition.objects.published()
    held = Counter(dict(published.values_list("code").annotate(Count("entries"))))
    held.update(dict(published.values_list("code").annotate(Count("drops"))))
    for code, count in told.values_list("code").annotate(Count("pk")).order_by("code"):
        if code not in held:
            yield f"Edition {code}: the journal tells of its publication, and it is not there."
        elif count != held[code]:
            yield f"Edition {code}: the journal tells of {count} applications, it has {held[code]}."


def _misplaced_batches() -> Iterator[str]:
    """Say whose batch is not the one that the last published edition has put it in."""
    edition = editions.last_published()
    held = EditionEntry.objects.filter(edition=edition, application=OuterRef("pk"))
    nothing = Value("")
    rows = Application.objects.annotate(held=Coalesce(Subquery(held.values("batch")), nothing))
    rows = rows.annotate(has=Coalesce("batch", nothing)).exclude(has=F("held"))
    for row in rows.order_by("number"):
        yield f"{row.code}: its batch is not that of the last edition."
