"""Names and numbers: each belongs to one application, across names and aliases."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reform_apps.models import Alias, Application, Numbering
from reform_apps.operations.writing import citations, rows
from reform_apps.rules.names import name_key
from reform_apps.rules.vocabulary import MOST_ALIASES

AT_ONCE = 500
# An application, or what is to become of one.
Claimant = Any


def lock() -> Numbering:
    """Make whoever else names or numbers an application wait until this act is done.

    No constraint spans names and aliases, and who numbers must know the number given last.
    """
    return Numbering.objects.select_for_update().get_or_create(pk=1)[0]


def claim(application: Application, *, aliases: Iterable[str]) -> None:
    """Refuse names that the application has twice, or that another application has.

    :raises ValidationError: naming the field, the name and the code that has it.
    """
    for fault, _application in clashes([(application, [application.name, *aliases])]):
        raise fault


def clashes(
    claims: Sequence[tuple[Claimant, Sequence[str]]],
) -> Iterator[tuple[ValidationError, Claimant]]:
    """Find the names that somebody has twice, or that somebody else has or claims as well.

    A claimant is an application or whatever has one; of its names the first is its own, the
    others are aliases. The ledger is asked in two statements for every five hundred.
    """
    claimed: dict[str, list[tuple[Claimant, str, str]]] = defaultdict(list)
    for claimant, named in claims:
        if len(named) - 1 > MOST_ALIASES:
            yield _fault("aliases", _("At most %s other names.") % MOST_ALIASES), claimant
        own = {}
        for place, name in enumerate(named):
            key, field = name_key(name), "aliases" if place else "name"
            if key in own:
                message = _("“%(alias)s” and “%(name)s” are the same name.")
                params = {"alias": name, "name": own[key]}
                yield _fault("aliases", message % params), claimant
            else:
                own[key] = name
                claimed[key].append((claimant, field, name))
    owners = _owners(claimed)
    for key, claimants in claimed.items():
        for claimant, field, name in claimants:
            pk = getattr(claimant, "application", claimant).pk
            code = next((code for owner, code in owners[key] if owner != pk), None)
            if code:
                message = _("%(code)s already has the name “%(name)s”.")
                params = {"code": code, "name": name}
                yield _fault(field, message, code="name_taken", params=params), claimant
            elif len(claimants) > 1:
                yield _fault(field, _("Another row has the name “%s” too.") % name), claimant


def _fault(field: str, message: str, **how: object) -> ValidationError:
    return ValidationError({field: ValidationError(message, **how)})


def replace_aliases(application: Application, aliases: Iterable[Mapping[str, object]]) -> None:
    """Give an application these other names in place of those it has.

    Each is `{name, kind?, basis?, source?, locator?, note?}`. One whose spelling is kept keeps
    what is not sent anew.
    """
    present = {alias.name: alias for alias in application.aliases.all()}
    wanted = {sent["name"]: sent for sent in aliases}
    gone = [alias.pk for name, alias in present.items() if name not in wanted]
    application.aliases.filter(pk__in=gone).delete()
    for name, sent in wanted.items():
        alias = present.get(name) or Alias(application=application)
        try:
            citations.fill_in(alias, sent)
            rows.write(alias)
        except ValidationError as error:
            raise ValidationError({"aliases": error.messages}) from error


def differ(sent: Iterable[Mapping[str, object]], frozen: Iterable[Mapping[str, object]]) -> bool:
    """Tell whether other names that are sent say anything else than the frozen ones."""
    present = {alias["name"]: alias for alias in frozen}
    sent = {alias["name"]: alias for alias in sent}
    return sent.keys() != present.keys() or any(
        present[name].get(part) != value
        for name, alias in sent.items()
        for part, value in alias.items()
    )


def alias(application: Application, sent: Mapping[str, object]) -> Alias:
    """Fill in another name; it is not written yet."""
    alias = Alias(application=application)
    citations.fill_in(alias, sent)
    rows.check(alias)
    return alias


def _owners(keys: Iterable[str]) -> dict[str, list[tuple[int, str]]]:
    """Find who has names of these keys: {key: [(primary key, code)]}."""
    found = defaultdict(list)
    keys = list(keys)
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        named = Application.objects.filter(name_key__in=some)
        aliases = Alias.objects.filter(key__in=some)
        for key, pk, code in (
            *named.values_list("name_key", "pk", "code"),
            *aliases.values_list("key", "application", "application__code"),
        ):
            found[key].append((pk, code))
    return found
