"""Names and numbers: each belongs to one application, across names and aliases."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reform_apps.models import Alias, Application, Numbering
from reform_apps.operations.writing import citations, rows
from reform_apps.rules.names import name_key
from reform_apps.rules.vocabulary import MOST_ALIASES


def lock() -> Numbering:
    """Make whoever else names or numbers an application wait until this act is done.

    No constraint spans names and aliases, and who numbers must know the number given last.
    """
    return Numbering.objects.select_for_update().get_or_create(pk=1)[0]


def claim(application: Application, *, aliases: Iterable[str]) -> None:
    """Refuse names that the application has twice, or that another application has.

    :raises ValidationError: naming the field, the name and the code that has it.
    """
    aliases = list(aliases)
    if len(aliases) > MOST_ALIASES:
        raise ValidationError({"aliases": _("At most %s other names.") % MOST_ALIASES})
    typed = {name_key(application.name): application.name}
    for alias in aliases:
        key = name_key(alias)
        if key in typed:
            message = _("“%(alias)s” and “%(name)s” are the same name.")
            raise ValidationError({"aliases": message % {"alias": alias, "name": typed[key]}})
        typed[key] = alias
    for key, code in _owners(typed, besides=application):
        field = "name" if key == name_key(application.name) else "aliases"
        message = _("%(code)s already has the name “%(name)s”.")
        params = {"code": code, "name": typed[key]}
        raise ValidationError({field: ValidationError(message, code="name_taken", params=params)})


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


def _owners(keys: Iterable[str], *, besides: Application) -> list[tuple[str, str]]:
    names = Application.objects.filter(name_key__in=keys).exclude(pk=besides.pk)
    aliases = Alias.objects.filter(key__in=keys).exclude(application=besides.pk)
    return [
        *names.values_list("name_key", "code"),
        *aliases.values_list("key", "application__code"),
    ]
