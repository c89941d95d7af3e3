"""What must hold between rows, where no constraint can say it: faults, each in one sentence."""

from collections.abc import Iterator

from django.db.models import Exists, F, Max, OuterRef

from reform_apps.models import Alias, Application, Numbering, Region, Runway
from reform_apps.models.reference.regions import LEVEL_ABOVE, SHARED_DIGITS
from reform_apps.models.reference.systems import CARRYING, HOSTING
from reform_apps.rules.names import initials, name_core, name_key


def broken() -> Iterator[str]:
    """Go through every invariant that spans rows."""
    yield from _names_used_twice()
    yield from _misspelled_aliases()
    yield from _misplaced_applications()
    yield from _misplaced_runways_and_regions()
    yield from _numbers_out_of_line()
    yield from _merger_loops()


def _names_used_twice() -> Iterator[str]:
    named = Application.objects.filter(name_key=OuterRef("key"))
    for alias in Alias.objects.filter(Exists(named)).select_related("application"):
        yield f"{alias.application.code}: its alias {alias.name} is the name of an application."


def _misspelled_aliases() -> Iterator[str]:
    for alias in Alias.objects.select_related("application").order_by("pk").iterator():
        told = (alias.key, alias.core, alias.initials)
        if told != (name_key(alias.name), name_core(alias.name), initials(alias.key)):
            yield f"{alias.application.code}: the key of its alias {alias.name} is another name's."


def _misplaced_applications() -> Iterator[str]:
    applications = Application.objects.select_related("system", "runway")
    for row in applications.exclude(runway=None).exclude(runway__system=F("system")):
        yield f"{row.code}: its runway {row.runway.code} lies in another system."
    for row in applications.exclude(system=None).exclude(system__tier__in=CARRYING):
        yield f"{row.code}: its system {row.system.code} carries no applications."


def _misplaced_runways_and_regions() -> Iterator[str]:
    for row in Runway.objects.exclude(system__tier__in=HOSTING):
        yield f"Runway {row.code} lies in a system that hosts none."
    for row in Region.objects.exclude(parent=None).select_related("parent"):
        above = LEVEL_ABOVE[row.level]
        shared = row.code[: SHARED_DIGITS[above]]
        if row.parent.level != above or not row.parent.code.startswith(shared):
            yield f"Region {row.code} does not lie in {row.parent.code}."


def _numbers_out_of_line() -> Iterator[str]:
    highest = Application.objects.aggregate(highest=Max("number"))["highest"] or 0
    last = Numbering.objects.aggregate(last=Max("last_number"))["last"] or 0
    if highest > last:
        yield f"Number {highest} is in use, but {last} is noted as the last one given."
    for code, number in Application.objects.values_list("code", "number").iterator():
        if not code.rpartition("-")[2].isdecimal() or int(code.rpartition("-")[2]) != number:
            yield f"{code} does not have its number, {number}."


def _merger_loops() -> Iterator[str]:
    merged = Application.objects.exclude(merged_into=None).order_by("pk")
    into = dict(merged.values_list("pk", "merged_into_id"))
    codes = dict(merged.values_list("pk", "code"))
    settled = set()
    for start in into:
        path = []
        step = start
        while step in into and step not in settled and step not in path:
            path.append(step)
            step = into[step]
        if step in path:
            yield f"{codes[step]} is merged into itself by way of others."
        settled.update(path)
