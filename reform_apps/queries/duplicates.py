"""Who may already be building the same thing."""

from collections.abc import Collection, Mapping, Sequence

from django.db import connection
from django.db.models import Count, Max, Prefetch, Q

from reform_apps.models import Alias, Application, Bigram, Region, Synonym, System
from reform_apps.rules import likeness
from reform_apps.rules.likeness import BOILERPLATE_PAIRS, SYNONYMS, Described, Scales
from reform_apps.rules.names import name_core, name_key

SHOWN = 10
COMPARED = 100
MOST_PAIRS = 300  # that are looked for
# A pair that stands in so many applications is frequent; the rows of frequent pairs are read only
# where there are few rare ones.
ENOUGH = 1000
MOST_RARE = 40
FEW = 4
NUDGE = 0.01  # among equals, the same system and the same region come first

Candidate = dict[str, object]


def candidates(
    *,
    name: str,
    summary: str = "",
    aliases: Sequence[str] = (),
    system: System | None = None,
    region: Region | None = None,
    exclude: Application | None = None,
) -> list[Candidate]:
    """List the applications that may be the same thing, the likeliest first, at most ten.

    Each is {code, name, score, verdict, reasons: [{kind, words}]}; the score goes from 0 to 1,
    the verdict is same, likely or possible, the kinds are words of `Likeness`. Names and aliases
    are compared, and summaries where both say enough. Found by pairs of characters, the rarest
    first: what is written of no application is never walked through.
    """
    if not name_key(name):
        return []
    asked = Described(name, tuple(aliases), summary)
    scales = Scales(synonyms=synonyms())
    near = _nearest(asked, scales)
    found = []
    for row in _fetched(asked, near, exclude):
        known = Described(row.name, tuple(alias.name for alias in row.aliases.all()), row.summary)
        if verdict := likeness.compare(asked, known, scales):
            found.append(_told(row, verdict, system=system, region=region))
    found.sort(key=lambda each: (-each[0], each[1]))
    return [told for _score, _number, told in found[:SHOWN]]


def of_application(application: Application) -> list[Candidate]:
    """List who may be building the same as an application of the ledger."""
    return candidates(
        name=application.name,
        summary=application.summary,
        aliases=list(application.aliases.order_by("pk").values_list("name", flat=True)),
        system=application.system,
        region=application.origin_region,
        exclude=application,
    )


def synonyms() -> dict[str, str]:
    """Read what words mean the same: those of the trade, and what the ledger has learned."""
    return SYNONYMS | dict(Synonym.objects.values_list("word", "read_as"))


def _nearest(asked: Described, scales: Scales) -> list[int]:
    """Find the applications that share the most pairs; `scales` learns what each weighs."""
    wanted, of_names = _pairs(asked, scales)
    scales.total = Application.objects.aggregate(Max("number"))["number__max"] or 0
    # What nobody has written is as rare as can be, and finds nothing.
    scales.counted = dict.fromkeys(wanted, 0) | _counted(wanted)
    held = [pair for pair in wanted if scales.counted[pair]]
    # The rarest first; among them a name's, which say more.
    held.sort(key=lambda each: (scales.counted[each], each not in of_names, each))
    rare = [pair for pair in held if scales.counted[pair] < ENOUGH]
    chosen = [*rare[:MOST_RARE], *held[len(rare) :][: max(0, FEW - len(rare))]]
    shared = Bigram.objects.filter(pair__in=chosen).values("application")
    shared = shared.annotate(number=Count("pair")).order_by("-number", "-application")
    return list(shared.values_list("application", flat=True)[:COMPARED])


def _counted(pairs: Collection[str]) -> dict[str, int]:
    """Count in how many applications each pair stands; beyond a thousand it is frequent."""
    if not pairs:
        return {}
    table = connection.ops.quote_name(Bigram._meta.db_table)
    one = f"SELECT %s, count(*) FROM (SELECT 1 FROM {table} WHERE pair = %s LIMIT {ENOUGH}) AS held"
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join([one] * len(pairs)),
            [each for pair in pairs for each in (pair, pair)],
        )
        return dict(cursor.fetchall())


def _pairs(asked: Described, scales: Scales) -> tuple[list[str], set[str]]:
    """List the pairs to look for, as it is written and as synonyms would have it, and the names'.

    Of a long summary the first so many.
    """
    names = [likeness.plain(name) for name in (asked.name, *asked.aliases)]
    of_names = set().union(*(_spellings(name, scales) for name in names)) - BOILERPLATE_PAIRS
    of_summary = _spellings(likeness.telling(asked.summary), scales) - BOILERPLATE_PAIRS
    return sorted(of_names | of_summary)[:MOST_PAIRS], of_names


def _spellings(text: str, scales: Scales) -> set[str]:
    read = scales.read(text)
    wanted = likeness.pairs(text) | likeness.pairs(read)
    for word, read_as in scales.synonyms.items():
        if read_as in read:
            wanted |= likeness.pairs(read.replace(read_as, word))
    return set(wanted)


def _fetched(
    asked: Described, near: Sequence[int], exclude: Application | None
) -> Sequence[Application]:
    """Fetch whom to compare: those of the same key or core, and those that are near."""
    keys = [name_key(name) for name in (asked.name, *asked.aliases)]
    cores = [name_core(name) for name in (asked.name, *asked.aliases)]
    equal = Alias.objects.filter(Q(key__in=keys) | Q(core__in=cores))
    equal = equal.values_list("application", flat=True)[:COMPARED]
    alike = Q(name_key__in=keys) | Q(name_core__in=cores) | Q(pk__in=[*near, *equal])
    rows = Application.objects.filter(alike).exclude(pk=exclude.pk if exclude else None)
    rows = rows.prefetch_related(Prefetch("aliases", Alias.objects.order_by("pk")))
    return rows.order_by("number")[: 3 * COMPARED]


def _told(
    row: Application, verdict: likeness.Verdict, *, system: System | None, region: Region | None
) -> tuple[float, int, Candidate]:
    reasons = [{"kind": each.kind, "words": list(each.words)} for each in verdict.reasons]
    nudged = verdict.score
    for kind, one, other in (
        ("same_system", system and system.pk, row.system_id),
        ("same_region", region and region.pk, row.origin_region_id),
    ):
        if one and one == other:
            reasons.append({"kind": kind, "words": []})
            nudged += NUDGE
    told = {
        "code": row.code,
        "name": row.name,
        "score": verdict.score,
        "verdict": verdict.word,
        "reasons": reasons,
    }
    return nudged, row.number, told


def frozen(found: Sequence[Mapping[str, object]]) -> list[Candidate]:
    """Spell candidates as the journal can digest them: the score as a text."""
    return [dict(each) | {"score": f"{each['score']:.3f}"} for each in found]
