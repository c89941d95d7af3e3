"""Keeping what applications are found by."""

from collections.abc import Iterable, Mapping, Sequence

from reform_apps.models import Application, JournalEntry, SearchText
from reform_apps.models.lists.grams import COLUMNS, found_by
from reform_apps.queries import snapshots

AT_ONCE = 500
READ = {"code", "name", "name_en", "aliases", "summary", "visibility"}


def follow(entries: Sequence[JournalEntry]) -> None:
    """Let the texts follow entries that have just been written, where they change one."""
    _write(
        {entry.application_id: entry.snapshot for entry in entries if READ & entry.changes.keys()}
    )


def retell(applications: Iterable[Application]) -> None:
    """Tell the texts of applications anew, from the applications as they stand."""
    applications = list(applications)
    states = snapshots.frozen_all(applications)
    _write({row.pk: state for row, state in zip(applications, states, strict=True)})


def _write(states: Mapping[int, Mapping[str, object]]) -> None:
    SearchText.objects.bulk_create(
        [SearchText(application_id=pk, **found_by(state)) for pk, state in states.items()],
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["application"],
        update_fields=COLUMNS,
    )
