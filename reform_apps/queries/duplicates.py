"""Who may already be building the same thing."""

from django.db.models import Q

from reform_apps.models import Alias, Application, Likeness
from reform_apps.rules.names import name_core, name_key


def candidates(*, name: str, exclude: Application | None = None) -> list[dict[str, str]]:
    """List the applications whose name or alias is the same, whole or in its core; same first.

    Each is `{code, name, reason}`, the reason a word of `Likeness`. Summaries are not compared.
    """
    key, core = name_key(name), name_core(name)
    if not key:
        return []
    besides = exclude.pk if exclude else None
    applications = Application.objects.filter(Q(name_key=key) | Q(name_core=core))
    aliases = Alias.objects.filter(Q(key=key) | Q(core=core))
    found = [
        (alike == key, number, code, shown)
        for alike, number, code, shown in [
            *applications.exclude(pk=besides).values_list("name_key", "number", "code", "name"),
            *aliases.exclude(application=besides).values_list(
                "key", "application__number", "application__code", "application__name"
            ),
        ]
    ]
    best: dict[str, dict[str, str]] = {}
    for same, _number, code, shown in sorted(found, key=lambda row: (not row[0], row[1])):
        reason = Likeness.SAME_NAME if same else Likeness.SAME_CORE
        best.setdefault(code, {"code": code, "name": shown, "reason": reason.value})
    return list(best.values())
