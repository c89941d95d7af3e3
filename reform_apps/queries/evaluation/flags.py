"""Where what is reported does not fit the evidence: computed, and each explained."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, TextChoices, Value, When
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from reform_apps.models import (
    Application,
    EditionEntry,
    EditionState,
    Observation,
    Order,
    Rollout,
    RolloutState,
)
from reform_apps.models.evaluation.indicators import USAGE
from reform_apps.models.lists.narrowing import ApplicationQuerySet
from reform_apps.rules.lifecycle import TERMINAL, Status
from reform_apps.rules.vocabulary import Batch, Disposition


class Flag(TextChoices):
    """What does not fit."""

    UNCONNECTED = "unconnected", pgettext_lazy("flag", "online, connected nowhere")
    ZOMBIE = "zombie", pgettext_lazy("flag", "online, not used or not observed")
    LONG_TRIAL = "long_trial", pgettext_lazy("flag", "too long in trial")
    LATE_LAUNCH = "late_launch", pgettext_lazy("flag", "to be launched, still planning past due")
    UNCLEARED = "uncleared", pgettext_lazy("flag", "ordered to clear, still online")
    UNCONFIRMED = "unconfirmed", pgettext_lazy("flag", "long not confirmed")


def condition(flag: str, day: date) -> Q:
    """Say which applications have a flag on a day, as a condition on their rows."""
    return CONDITIONS[flag](day)


def flagged(applications: ApplicationQuerySet, flags: Iterable[str], day: date):
    """Keep the applications that have any of these flags."""
    asked = Q()
    for flag in flags:
        asked |= condition(flag, day)
    return applications.filter(asked)


def with_flags(applications: ApplicationQuerySet, day: date) -> ApplicationQuerySet:
    """Give each application its flags, as ",one,two,", without one more statement."""
    parts = [
        Case(When(condition(flag, day), then=Value(f"{flag},")), default=Value(""))
        for flag in Flag.values
    ]
    return applications.annotate(flags=Concat(Value(","), *parts, output_field=CharField()))


def _rollouts(**asked) -> Exists:
    return Exists(Rollout.objects.filter(application=OuterRef("pk"), **asked))


def _unconnected(day: date) -> Q:
    return Q(status=Status.ONLINE) & ~_rollouts(state=RolloutState.CONNECTED)


def _zombie(day: date) -> Q:
    since = day - timedelta(days=settings.REGISTRY_SILENT_DAYS)
    own = Observation.objects.filter(application=OuterRef("pk"))
    unused = Observation.objects.latest().filter(
        application=OuterRef("pk"), indicator__in=USAGE, value=0
    )
    silent = Q(status_since__lte=since) & ~Exists(own.filter(as_of__gt=since))
    return Q(status=Status.ONLINE) & (silent | Exists(unused))


def _long_trial(day: date) -> Q:
    since = day - timedelta(days=settings.REGISTRY_LONG_TRIAL_DAYS)
    return Q(status=Status.TRIAL, status_since__lt=since)


def _late_launch(day: date) -> Q:
    due = EditionEntry.objects.filter(
        application=OuterRef("pk"), batch=Batch.LAUNCH, completed_on=None, due_on__lt=day,
        edition__state=EditionState.PUBLISHED,
    )  # fmt: skip
    return Q(status=Status.PLANNING, batch=Batch.LAUNCH) & Exists(due)


def _uncleared(day: date) -> Q:
    orders = Order.objects.open().filter(application=OuterRef("pk"), disposition=Disposition.CLEAR)
    return Q(status=Status.ONLINE) & Exists(orders)


def _unconfirmed(day: date) -> Q:
    since = day - timedelta(days=settings.REGISTRY_CONFIRMED_DAYS)
    moment = timezone.make_aware(datetime.combine(since, time()))
    old = Q(attested_at__isnull=True) | Q(attested_at__lt=moment)
    return Q(created_at__lt=moment) & ~Q(status__in=TERMINAL) & old


CONDITIONS: dict[str, Callable[[date], Q]] = {
    Flag.UNCONNECTED: _unconnected,
    Flag.ZOMBIE: _zombie,
    Flag.LONG_TRIAL: _long_trial,
    Flag.LATE_LAUNCH: _late_launch,
    Flag.UNCLEARED: _uncleared,
    Flag.UNCONFIRMED: _unconfirmed,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One flag of one application, with the sentence that says why."""

    flag: Flag
    why: str


def findings(application: Application, day: date) -> list[Finding]:
    """List the flags of one application, each explained."""
    row = with_flags(Application.objects.filter(pk=application.pk), day).get()
    found = [Flag(name) for name in row.flags.split(",") if name]
    return [Finding(flag, WHY[flag](row, day)) for flag in found]


def _why_unconnected(application: Application, day: date) -> str:
    reported = application.rollouts.count()
    if not reported:
        return _("It is online, and of no region is anything reported.")
    return _("It is online; %s regions are reported, and none is connected.") % reported


def _why_zombie(application: Application, day: date) -> str:
    unused = application.observations.latest().filter(indicator__in=USAGE, value=0)
    if row := unused.select_related("indicator").first():
        told = {"indicator": row.indicator, "day": row.as_of or row.as_of_note}
        return _("“%(indicator)s” was 0 on %(day)s.") % told
    last = application.observations.exclude(as_of=None).order_by("as_of").last()
    if last is None:
        return _("It is online since %s, and no day's value was ever recorded.") % (
            application.status_since
        )
    return _("The last value is of %(day)s, more than %(days)s days ago.") % {
        "day": last.as_of, "days": settings.REGISTRY_SILENT_DAYS,
    }  # fmt: skip


def _why_long_trial(application: Application, day: date) -> str:
    days = (day - application.status_since).days
    told = {"since": application.status_since, "days": days,
            "most": settings.REGISTRY_LONG_TRIAL_DAYS}  # fmt: skip
    return _("In trial since %(since)s: %(days)s days, where %(most)s are usual.") % told


def _why_late_launch(application: Application, day: date) -> str:
    entry = (
        EditionEntry.objects.filter(
            application=application, batch=Batch.LAUNCH, completed_on=None, due_on__lt=day,
            edition__state=EditionState.PUBLISHED,
        )
        .select_related("edition")
        .order_by(F("edition__position").desc())
        .first()
    )  # fmt: skip
    told = {"edition": entry.edition.code, "day": entry.due_on}
    return _("Edition %(edition)s has it launched by %(day)s; it is still in planning.") % told


def _why_uncleared(application: Application, day: date) -> str:
    order = application.orders.open().filter(disposition=Disposition.CLEAR).get()
    return _("It was ordered to be cleared until %s, and is online.") % order.due_on


def _why_unconfirmed(application: Application, day: date) -> str:
    if application.attested_at is None:
        at = timezone.localdate(application.created_at)
        return _("In the ledger since %s, and nobody's confirmation stands.") % at
    return _("Last confirmed on %s.") % timezone.localdate(application.attested_at)


WHY: dict[str, Callable[[Application, date], str]] = {
    Flag.UNCONNECTED: _why_unconnected,
    Flag.ZOMBIE: _why_zombie,
    Flag.LONG_TRIAL: _why_long_trial,
    Flag.LATE_LAUNCH: _why_late_launch,
    Flag.UNCLEARED: _why_uncleared,
    Flag.UNCONFIRMED: _why_unconfirmed,
}
