"""What was found by words, the best first."""

from django.db.models import QuerySet

from reform_apps.models import SearchText
from reform_apps.models.lists.grams import Place
from reform_apps.models.lists.texts import found
from reform_apps.queries.lists.rows import NUMBER
from reform_apps.rules.names import name_key


def best(rows: QuerySet, words: str, start: int, stop: int) -> list[int]:
    """List the numbers of what is found by words, from one place to before another.

    Whole names come first, then what begins with the words, then what is called so, then what
    has another name like it, and last what a summary says; those that are equal by their codes.
    `rows` are those among which is searched: applications, or only their texts. One statement
    for each of these tiers, until there are enough: each is cut short, so that a word which stands
    in a third of all rows costs no more than a rare one.
    """
    key = name_key(words)
    if not key or stop <= start:
        return []
    under = "" if rows.model is SearchText else "search_text__"
    rows = rows.select_related(None).order_by(NUMBER).values_list(NUMBER, flat=True)
    numbers: list[int] = []
    for place in Place:
        if len(numbers) >= stop:
            break
        # Whatever belongs to the tiers above is among the numbers: none of them was cut short.
        rest = rows.exclude(number__in=numbers) if numbers else rows
        numbers += rest.filter(found(key, place, under=under))[: stop - len(numbers)]
    return numbers[start:stop]
