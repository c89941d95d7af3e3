"""Registering and amending many applications at once: all of them, or none."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from reform_apps.models import Application, JournalEntry, User, Verb
from reform_apps.operations import applications
from reform_apps.operations.writing import acts, citations, filling, journal, names, rows
from reform_apps.operations.writing.acts import ActRefused
from reform_apps.operations.writing.journal import Line
from reform_apps.queries import snapshots
from reform_apps.queries.rights import roles
from reform_apps.queries.rights.roles import Holdings
from reform_apps.queries.wording import changes
from reform_apps.rules import permissions
from reform_apps.rules.roles import Role

AT_ONCE = 500
# What an amendment may change in the row; all the rest stays as it is.
AMENDED = (
    *(name for name in Application.PARTICULARS if name != "aliases"),
    "name_key", "name_core", "initials", "basis", "bases", "version", "updated_at",
)  # fmt: skip


@dataclass(slots=True)
class Wish:
    """What is to be said of one application: of a new one, or of one that stands in the ledger."""

    values: Mapping[str, object]
    application: Application | None = None  # fetched with its relations
    version: int | None = None  # the one that whoever wishes has seen
    effective_on: date | None = None
    reason: str = ""
    evidence: str = ""


@dataclass(slots=True)
class Prepared:
    """A wish, filled in and judged; nothing of it is written yet."""

    wish: Wish
    application: Application
    before: Mapping[str, object]
    moved: list[str] = field(default_factory=list)
    # What stands in the way, by field.
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def is_new(self) -> bool:
        return self.wish.application is None

    def changes(self) -> dict[str, list[object]]:
        """Tell {field: [before, after]} of what would be written."""
        now = snapshots.own_fields(self.application)
        return {
            name: [self.before.get(name), self._after(name, now)]
            for name in self.moved
            if not self.is_new or self._after(name, now) not in journal.EMPTY
        }

    def _after(self, name: str, now: Mapping[str, object]) -> object:
        return self.wish.values[name] if name == "aliases" else now[name]

    def refuse(self, error: Exception) -> None:
        """Note what stands in the way."""
        if not isinstance(error, ValidationError):
            self.faults[NON_FIELD_ERRORS].append(str(error))
            return
        for name, messages in ValidationError(error.update_error_dict({})).message_dict.items():
            self.faults[name] += messages


def prepare(wishes: Sequence[Wish], *, by: User, at: datetime) -> list[Prepared]:
    """Fill in and judge wishes, each against the ledger and against the others; writes nothing.

    The number of statements grows with every five hundred, not with each.
    """
    held = roles.holdings(by)
    prepared = []
    for start in range(0, len(wishes), AT_ONCE):
        some = wishes[start : start + AT_ONCE]
        known = [wish.application for wish in some if wish.application]
        before = {state["code"]: state for state in snapshots.frozen_all(known)}
        since = _seen(some)
        for wish in some:
            state = before[wish.application.code] if wish.application else {}
            prepared.append(_prepare(wish, state, held, since, at=at))
    _claim_all(prepared)
    return prepared


def lock(codes: Iterable[str]) -> dict[str, Application]:
    """Lock applications in the order that every act keeps, and read them afresh, by code."""
    codes = list(codes)
    list(Application.objects.filter(code__in=codes).for_act().values_list("pk"))
    # Names and numbers after the rows, as a single act does.
    names.lock()
    return {row.code: row for row in Application.objects.for_list().filter(code__in=codes)}


def write(
    prepared: Sequence[Prepared], *, by: User, at: datetime, beside: Mapping[str, object]
) -> list[JournalEntry]:
    """Write what was prepared under `lock()` and has no faults, but not what changes nothing.

    `beside` goes into the changes of each entry.

    :raises ValidationError: if the database finds a fault after all.
    """
    written = []
    for start in range(0, len(prepared), AT_ONCE):
        some = [each for each in prepared[start : start + AT_ONCE] if each.moved or each.is_new]
        new = [each for each in some if each.is_new]
        old = [each for each in some if not each.is_new]
        _insert(new, at=at)
        _update(old, at=at)
        for verb, each in ((Verb.REGISTER, new), (Verb.AMEND, old)):
            if each:
                lines = [_line(row, beside) for row in each]
                written += journal.record_all(lines, verb=verb, by=by, at=at)
    return written


def _prepare(
    wish: Wish, before: Mapping, held: Holdings, since: Mapping, *, at: datetime
) -> Prepared:
    new = wish.application is None
    application = wish.application or Application(number=0, version=0, created_at=at)
    prepared = Prepared(wish, application, before)
    able = _able(wish, held)
    untouched = before or snapshots.own_fields(application)
    _try(prepared, filling.refuse_unknown, wish.values)
    _try(prepared, acts.refuse_impossible_days, at=at, effective_on=wish.effective_on)
    if new:
        _try(prepared, acts.require, permissions.MAY_REGISTER, able)
    if prepared.faults:
        return prepared
    filling.fill_in(application, wish.values)
    prepared.moved = filling.moved(application, since=untouched)
    aliases = wish.values.get("aliases")
    if aliases is not None and names.differ(aliases, before.get("aliases", [])):
        prepared.moved.append("aliases")
    if new:
        _try(prepared, filling.require_to_fill_in, prepared.moved, able)
    elif prepared.moved:
        _refuse_stale(prepared, since)
        status = before["status"]
        _try(prepared, filling.require_to_amend, prepared.moved, able, status=status)
    if new or prepared.moved:
        _judge(prepared, at=at)
    return prepared


def _able(wish: Wish, held: Holdings) -> frozenset[Role]:
    """List the roles that count: by system and organization as they stand, or are to be."""
    if wish.application:
        return held.towards(
            system=wish.application.system, organization=wish.application.organization
        )
    return held.towards(
        system=wish.values.get("system"), organization=wish.values.get("organization")
    )


def _try(prepared: Prepared, step: Callable, *args: object, **kwargs: object) -> None:
    try:
        step(*args, **kwargs)
    except (ActRefused, ValidationError) as refusal:
        prepared.refuse(refusal)


def _judge(prepared: Prepared, *, at: datetime) -> None:
    application, today = prepared.application, timezone.localdate(at)
    _try(prepared, rows.check, application)
    for fault in filling.impossible(application, prepared.moved, today=today):
        prepared.refuse(fault)
    fields = Application.SOURCED if prepared.is_new else prepared.moved
    application.basis = citations.basis_of(application, fields)


def _seen(wishes: Sequence[Wish]) -> dict[tuple[int, int], Mapping[str, object]]:
    """Read the states that whoever wishes has seen, where the ledger has gone on since."""
    stale = {
        (wish.application.pk, wish.version)
        for wish in wishes
        if wish.application and wish.version not in (None, wish.application.version)
    }
    entries = JournalEntry.objects.filter(
        application__in={pk for pk, _version in stale},
        version__in={version for _pk, version in stale},
    )
    found = entries.values_list("application", "version", "snapshot").iterator() if stale else ()
    return {(pk, version): state for pk, version, state in found if (pk, version) in stale}


def _refuse_stale(prepared: Prepared, since: Mapping) -> None:
    """Refuse to write over what somebody else has written since; both values are shown."""
    wish, application = prepared.wish, prepared.application
    if wish.version in (None, application.version):
        return
    seen = since.get((application.pk, wish.version))
    if seen is None:
        message = _("There is no version %(version)s; the ledger stands at %(stands)s.")
        named = {"version": wish.version, "stands": application.version}
        prepared.faults["version"].append(message % named)
        return
    message = _("Version %(version)s was read, the ledger stands at %(stands)s, with: %(value)s.")
    for name, (stands, _wished) in prepared.changes().items():
        value = "; ".join(changes.lines(name, stands, {})) or "–"
        named = {"version": wish.version, "stands": application.version, "value": value}
        prepared.faults[name].append(message % named)


def _claim_all(prepared: Sequence[Prepared]) -> None:
    """Refuse names and IRS codes that another application has, or another wish."""
    claims = [each for each in prepared if each.is_new or {"name", "aliases"} & set(each.moved)]
    for fault, each in names.clashes([(each, _names_of(each)) for each in claims]):
        each.refuse(fault)
    _refuse_shared_irs_codes(prepared)


def _names_of(prepared: Prepared) -> list[str]:
    sent = prepared.wish.values.get("aliases")
    aliases = prepared.before.get("aliases", []) if sent is None else sent
    return [prepared.application.name, *(alias["name"] for alias in aliases)]


def _refuse_shared_irs_codes(prepared: Sequence[Prepared]) -> None:
    by_code = defaultdict(list)
    for each in prepared:
        if "irs_code" in each.moved and each.application.irs_code:
            by_code[each.application.irs_code].append(each)
    owners = {}
    codes = list(by_code)
    for start in range(0, len(codes), AT_ONCE):
        found = Application.objects.filter(irs_code__in=codes[start : start + AT_ONCE])
        for irs_code, pk, code in found.values_list("irs_code", "pk", "code"):
            owners[irs_code] = pk, code
    for code, wishing in by_code.items():
        owner, ledger_code = owners.get(code, (None, ""))
        for each in wishing:
            if owner not in (None, each.application.pk):
                each.faults["irs_code"].append(_("%s already has this IRS code.") % ledger_code)
            elif len(wishing) > 1:
                each.faults["irs_code"].append(_("Another row has this IRS code too."))


def _insert(prepared: Sequence[Prepared], *, at: datetime) -> None:
    if not prepared:
        return
    numbering = names.lock()
    for each in prepared:
        application = each.application
        applications.number(application, numbering)
        application.status_since = each.wish.effective_on or timezone.localdate(at)
        acts.advance(application, at=at)
    numbering.save()
    rows.write_all([each.application for each in prepared], batch_size=AT_ONCE)
    aliases = [
        names.alias(each.application, sent)
        for each in prepared
        for sent in each.wish.values.get("aliases", ())
    ]
    rows.write_all(aliases, batch_size=AT_ONCE)


def _update(prepared: Sequence[Prepared], *, at: datetime) -> None:
    for each in prepared:
        acts.advance(each.application, at=at)
    # In place of what is there: a statement that spells each field's cases takes ten times as long.
    rows.write_all(
        [each.application for each in prepared],
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=AMENDED,
    )
    for each in prepared:
        if "aliases" in each.moved:
            names.replace_aliases(each.application, each.wish.values["aliases"])


def _line(prepared: Prepared, beside: Mapping[str, object]) -> Line:
    wish = prepared.wish
    return Line(
        application=prepared.application,
        before=prepared.before,
        effective_on=wish.effective_on,
        reason=wish.reason,
        evidence=wish.evidence,
        changes=beside,
    )
