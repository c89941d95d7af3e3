"""Why two applications are alike, spelled for a person."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from reform_apps.models import Likeness

MOST_WORDS = 3


def reasons(candidate: Mapping[str, object]) -> list[str]:
    """Say in sentences why an application is a candidate, of today's checks and of old ones."""
    if "reason" in candidate:
        return [str(Likeness(candidate["reason"]).label)]
    return [_sentence(each["kind"], each["words"]) for each in candidate["reasons"]]


def _sentence(kind: str, words: list[str]) -> str:
    named = _(", ").join(f"“{word}”" for word in words[:MOST_WORDS])
    if kind == Likeness.SAME_CORE and words:
        return _("same name after removing %s") % _(", ").join(words)
    if kind in (Likeness.SYNONYM, Likeness.ABBREVIATION):
        pair = {"one": words[0], "other": words[1]}
        if kind == Likeness.SYNONYM:
            return _("“%(one)s” means the same as “%(other)s”") % pair
        return _("“%(one)s” may stand for “%(other)s”") % pair
    if kind == Likeness.SHARED_NAME:
        return _("names share %s") % named
    if kind == Likeness.SHARED_SUMMARY:
        return _("summaries share %s") % named
    if kind == Likeness.ALIAS:
        return _("also called %s") % named
    return str(Likeness(kind).label)
