"""How values are spelled for a person, in the language of the page."""

from django.db.models import Model
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reform_apps.models import (
    Alias,
    Application,
    Assessment,
    AssessmentKind,
    Basis,
    Closeness,
    Decision,
    Dependency,
    DuplicateCheck,
    EditionDrop,
    EditionEntry,
    ImportBatch,
    Likeness,
    Observation,
    Order,
    OrderState,
    Outcome,
    Proposal,
    Rollout,
    RolloutState,
    Source,
    Unit,
    User,
)
from reform_apps.rules.lifecycle import Status
from reform_apps.rules.vocabulary import (
    AliasKind,
    Batch,
    Disposition,
    FrontEnd,
    Kind,
    Proof,
    Scope,
    Terminal,
    Visibility,
)

# The lists that a field's words come from; a word stands in one of them only.
CHOICES = {
    "status": (Status,),
    "kind": (Kind, AliasKind, AssessmentKind, Likeness),
    "scope": (Scope,),
    "batch": (Batch,),
    "visibility": (Visibility,),
    "terminals": (Terminal,),
    "front_ends": (FrontEnd,),
    "basis": (Basis,),
    "unit": (Unit,),
    "decision": (Decision,),
    "state": (RolloutState, OrderState),
    "disposition": (Disposition,),
    "proof": (Proof,),
    "verdict": (Closeness,),
    "reason": (Likeness,),  # of a candidate; any other reason is in words already
}
NOUNS = {
    "aliases": Alias._meta.verbose_name_plural,
    "assessments": Assessment._meta.verbose_name_plural,
    "observation": Observation._meta.verbose_name,
    "duplicate_check": DuplicateCheck._meta.verbose_name,
    "edition_entry": EditionEntry._meta.verbose_name,
    "edition_drop": EditionDrop._meta.verbose_name,
    "import_batch": ImportBatch._meta.verbose_name,
    "proposal": Proposal._meta.verbose_name,
    "rollout": Rollout._meta.verbose_name,
    "order": Order._meta.verbose_name,
    "outcome": Outcome._meta.verbose_name,
    "uses": Dependency._meta.get_field("uses").verbose_name,
}


def named(row: Model) -> str:
    """Call a row by its English name on an English page, where it has one."""
    in_english = (get_language() or "").startswith("en")
    return (in_english and getattr(row, "name_en", "")) or str(row)


def person(user: User) -> str:
    """Call a person by name, a Chinese one family name first and in one word."""
    first, last = user.first_name.strip(), user.last_name.strip()
    in_latin = (first + last).isascii()
    return (f"{first} {last}".strip() if in_latin else last + first) or user.get_username()


def source_name(source: Source) -> str:
    """Call a document by its title, or by what is known of it."""
    return source.title or source.publisher or source.code


def word(field: str, value: object) -> str:
    """Spell a value of a field; one that comes from a list of words, by its label."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    for choices in CHOICES.get(field, ()):
        if value in choices.values:
            return str(choices(value).label)
    return str(value)


def label(field: str) -> str:
    """Name a field of an application or of its place in an edition, or what belongs to it."""
    if field in NOUNS:
        return str(NOUNS[field])
    for model in (Application, EditionEntry):
        known = {each.name: each for each in model._meta.concrete_fields}
        if field in known:
            return str(known[field].verbose_name)
    return field.replace("_", " ")


def figure(observation: Observation) -> str:
    """Spell a measured number with its unit; of things that are counted, the number says it all."""
    number = f"{observation.value.normalize():,f}"
    if observation.unit == Unit.PERCENT:
        return f"{number}%"
    return (
        number if observation.unit == Unit.COUNT else f"{number} {observation.get_unit_display()}"
    )


def label_of_part(field: str) -> str:
    """Name a field of a figure, such as the day it is of."""
    known = {each.name: each for each in Observation._meta.concrete_fields}
    return str(known[field].verbose_name) if field in known else ""
