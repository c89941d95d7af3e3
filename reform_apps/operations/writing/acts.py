"""What every act on an application begins and ends with."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from reform_apps.models import Application
from reform_apps.models.applications import bases_of
from reform_apps.operations.writing import rows
from reform_apps.queries import snapshots
from reform_apps.queries.lists import references
from reform_apps.rules.roles import Role, named

EARLIEST = date(1990, 1, 1)


class ActRefused(Exception):
    """Somebody may not do this; the sentence says who could."""


class StaleVersion(Exception):
    """The application has changed since it was read: {field: [as read, as it stands]}."""

    def __init__(self, application: Application, fields: Mapping[str, list[object]]):
        self.application = application
        self.fields = fields
        super().__init__(
            _("%(code)s has changed since you read it; it stands at version %(version)s now.")
            % {"code": application.code, "version": application.version}
        )


def require(able: Collection[Role], held: Collection[Role]) -> None:
    """Go on only if one of the able roles is held.

    :raises ActRefused: naming the roles that could.
    """
    if not set(able) & set(held):
        raise ActRefused(_("Not yours to do. It takes: %s.") % named(able))


def refuse_impossible_days(*, at: datetime, **days: date | None) -> None:
    """Refuse days that have not come yet, and days before anything was digital.

    :raises ValidationError: naming the field of the first such day.
    """
    today = timezone.localdate(at)
    for field, day in days.items():
        if fault := impossible_day(day, today):
            raise ValidationError({field: fault})


def impossible_day(day: date | None, today: date) -> str:
    """Say why nothing can have happened on a day; nothing to say of a possible one."""
    if day and day > today:
        return _("This day has not come yet.")
    if day and day < EARLIEST:
        return _("This day lies too far back.")
    return ""


def locked(application: Application, *, version: int | None = None) -> Application:
    """Lock an application for an act and read it afresh.

    `version` is the one that whoever acts has seen; None for an act that adds to the
    application and overwrites nothing.

    :raises StaleVersion: if the application stands at another version.
    """
    # By itself: joined, a row that PostgreSQL had to wait for comes with the relations that it had
    # before, or with none.
    current = references.attach(Application.objects.for_act().get(pk=application.pk))
    if version not in (None, current.version):
        raise StaleVersion(current, _moved(current, since=version))
    return current


def save(application: Application, *, at: datetime) -> None:
    """Write an application as the act has left it, one version on."""
    advance(application, at=at)
    rows.write(application)


def advance(application: Application, *, at: datetime) -> None:
    """Take an application one version on; somebody else writes it."""
    application.version += 1
    application.bases = bases_of(application.basis)
    # The clock was read before the lock was held: somebody faster may have read it later.
    application.updated_at = max(at, application.updated_at or at)


def _moved(current: Application, *, since: int) -> dict[str, list[object]]:
    """Compare what was read with what stands; of a version that never was, nothing is known."""
    seen = current.journal.filter(version=since).values_list("snapshot", flat=True).first()
    now = snapshots.frozen(current) if seen else {}
    return {name: [seen.get(name), now[name]] for name in now if seen.get(name) != now[name]}
