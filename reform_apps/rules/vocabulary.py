"""The words that describe an application, and what becomes of it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import combinations

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reform_apps.rules.lifecycle import Status


class Kind(TextChoices):
    """What an entry of the ledger is."""

    APPLICATION = "application", pgettext_lazy("kind", "application")
    PLATFORM = "platform", pgettext_lazy("kind", "platform")
    PORTAL = "portal", pgettext_lazy("kind", "portal")
    BRAIN = "brain", pgettext_lazy("kind", "brain")
    COMPONENT = "component", pgettext_lazy("kind", "component")


class Scope(TextChoices):
    """Whether an application is the whole province's."""

    PROVINCIAL_MAJOR = "provincial_major", _("province-wide major")
    LOCAL = "local", _("local speciality")


class Batch(TextChoices):
    """One of the three batches in which major applications are advanced each year."""

    UPGRADE = "upgrade", pgettext_lazy("batch", "upgrade")
    LAUNCH = "launch", pgettext_lazy("batch", "launch")
    PLAN = "plan", pgettext_lazy("batch", "plan")


class Visibility(TextChoices):
    """Who may see an application."""

    PUBLIC = "public", _("public")
    INTERNAL = "internal", _("internal")


class Terminal(TextChoices):
    """A device that an application reaches."""

    PC = "pc", _("computer")
    MOBILE = "mobile", _("mobile phone")
    TV = "tv", _("television")


class FrontEnd(TextChoices):
    """A mobile entrance of the province through which an application is opened."""

    ZLB = "zlb", _("Zheli Ban")
    ZZD = "zzd", _("Zhe Zheng Ding")


def list_of(choices: type[TextChoices], value: object) -> None:
    """Refuse what is not a list of these choices, each at most once.

    :raises ValidationError:
    """
    if not isinstance(value, list) or sorted(value, key=str) != sorted(
        word for word in choices.values if word in value
    ):
        raise ValidationError(
            _("A list of these, each once: %(known)s."),
            code="invalid_list",
            params={"known": ", ".join(choices.values)},
        )


def only_terminals(value: object) -> None:
    """Refuse what is not a list of terminals."""
    list_of(Terminal, value)


def only_front_ends(value: object) -> None:
    """Refuse what is not a list of front ends."""
    list_of(FrontEnd, value)


# More other names than this, no application has.
MOST_ALIASES = 100


class AliasKind(TextChoices):
    """What kind of other name it is."""

    VARIANT = "variant", pgettext_lazy("alias", "variant")
    FORMER = "former", pgettext_lazy("alias", "former name")
    LOCAL = "local", pgettext_lazy("alias", "local name")
    EXTERNAL = "external", pgettext_lazy("alias", "external name")


MONTHS_IN_A_QUARTER = 3


class Disposition(TextChoices):
    """What is to become of an application after its evaluation."""

    PROMOTE = "promote", pgettext_lazy("disposition", "promote")
    MERGE = "merge", pgettext_lazy("disposition", "merge")
    IMPROVE = "improve", pgettext_lazy("disposition", "improve")
    CLEAR = "clear", pgettext_lazy("disposition", "clear")


class Proof(TextChoices):
    """What closes an order."""

    TRANSITION = "transition", pgettext_lazy("proof", "a transition")
    ROLLOUT = "rollout", pgettext_lazy("proof", "a rollout figure")
    DOCUMENT = "document", pgettext_lazy("proof", "a document number")


# By which proof an order can be closed; the first one where nobody says which.
PROOFS: dict[str, tuple[Proof, ...]] = {
    Disposition.PROMOTE: (Proof.DOCUMENT, Proof.ROLLOUT),
    Disposition.MERGE: (Proof.TRANSITION,),
    Disposition.IMPROVE: (Proof.DOCUMENT, Proof.ROLLOUT),
    Disposition.CLEAR: (Proof.TRANSITION,),
}
# The statuses that prove a transition to have been made.
PROVED_BY: dict[str, tuple[Status, ...]] = {
    Disposition.MERGE: (Status.MERGED,),
    Disposition.CLEAR: (Status.RETIRED, Status.TERMINATED, Status.MERGED),
}


class Period(TextChoices):
    """How often something is measured."""

    DAY = "day", pgettext_lazy("period", "day")
    MONTH = "month", pgettext_lazy("period", "month")
    QUARTER = "quarter", pgettext_lazy("period", "quarter")
    YEAR = "year", pgettext_lazy("period", "year")


def period_of(period: str, day: date) -> str:
    """Name the span that a day lies in: `2026-11-24`, `2026-11`, `2026-Q4`, `2026`."""
    if period == Period.YEAR:
        return f"{day:%Y}"
    if period == Period.QUARTER:
        return f"{day:%Y}-Q{(day.month - 1) // MONTHS_IN_A_QUARTER + 1}"
    return f"{day:%Y-%m}" if period == Period.MONTH else day.isoformat()


def listed(words: Iterable[str]) -> str:
    """Spell words so that each can be found whole, in one order: `,one,two,`."""
    return "".join(f",{word}" for word in sorted(set(words))) + ","


def holding_any(asked: Collection[str], among: Sequence[str]) -> list[list[str]]:
    """List the selections of some words that hold any of those asked, each in the words' order.

    Of few words there are few: an index that knows each selection answers for any of them.
    """
    return [
        list(chosen)
        for length in range(1, len(among) + 1)
        for chosen in combinations(among, length)
        if set(asked) & set(chosen)
    ]
