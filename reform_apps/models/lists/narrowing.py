"""Ways to narrow the applications of a list."""

from django.db import models

from reform_apps.models.lists.texts import found_anywhere
from reform_apps.models.reference.sources import Basis
from reform_apps.rules.names import name_key
from reform_apps.rules.vocabulary import Terminal, Visibility, holding_any, listed


class ApplicationQuerySet(models.QuerySet):
    """Ways to narrow or enrich applications; every method can be chained."""

    def visible_to(self, user) -> "ApplicationQuerySet":
        return self if user.is_authenticated else self.filter(visibility=Visibility.PUBLIC)

    def matching(self, words: str) -> "ApplicationQuerySet":
        # The key, not the words: engines disagree about case outside ASCII, the key has none.
        key = name_key(words)
        return self.filter(found_anywhere(key, under="search_text__")) if key else self.none()

    def recognized(self, kinds: list[str]) -> "ApplicationQuerySet":
        found = self.model.objects.filter(pk=models.OuterRef("pk"), assessments__kind__in=kinds)
        return self.filter(models.Exists(found))

    def known_as(self, bases: list[str]) -> "ApplicationQuerySet":
        return self.filter(bases__in=map(listed, holding_any(bases, Basis.values)))

    def reaching(self, terminals: list[str]) -> "ApplicationQuerySet":
        return self.filter(terminals__in=holding_any(terminals, Terminal.values))

    def for_list(self) -> "ApplicationQuerySet":
        return self.select_related(
            "system", "runway", "organization", "origin_region", "merged_into"
        )

    def for_act(self) -> "ApplicationQuerySet":
        """Lock rows in the order that every act keeps, so that nobody waits for one who waits.

        Not their keys: whoever commits a row that points to one may go on, and may hold what this
        act waits for next.
        """
        return self.select_for_update(no_key=True).order_by("pk")

    def attested(self) -> "ApplicationQuerySet":
        """Tell as `attested_at` when each was last confirmed; states must look, rows know it."""
        return self
