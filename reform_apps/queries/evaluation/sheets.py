"""What a sheet of applications tells beside their own columns, for a block of them at a time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from reform_apps.models import Alias, Dependency, Order, User
from reform_apps.queries.evaluation.coverage import shares
from reform_apps.rules.vocabulary import Visibility

KEY = "application_id"


class Hanging:
    """What hangs on applications, as far as `user` may know: one statement a noun and block."""

    def __init__(self, user: User | AnonymousUser, day: date):
        used = Dependency.objects.all()
        if not user.is_authenticated:
            used = used.filter(uses__visibility=Visibility.PUBLIC)
        nouns = {
            "aliases": Alias.objects.values_list(KEY, "name"),
            "coverage": shares(day).values_list(KEY, "share"),
            "uses": used.values_list(KEY, "uses__code"),
        }
        if user.is_authenticated:
            nouns["disposition"] = Order.objects.open().values_list(KEY, "disposition")
        # Of a noun without any row, no block need ask.
        self.nouns: dict[str, QuerySet] = {
            name: rows for name, rows in nouns.items() if rows.model.objects.exists()
        }

    def told(self, name: str, keys: Iterable[int]) -> Mapping[int, list[object]]:
        """Tell what of one noun hangs on applications with these keys."""
        found = defaultdict(list)
        if name in self.nouns:
            for key, value in self.nouns[name].filter(application__in=_spelled(keys)):
                found[key].append(value)
        return found


def _spelled(keys: Iterable[int]) -> RawSQL:
    # They are numbers; to bind two thousand of them takes ten times as long as to look them up.
    return RawSQL(",".join(str(int(key)) for key in keys), ())
