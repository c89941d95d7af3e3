"""Questions that somebody asks again and again."""

from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reform_apps.rules.texts import one_line

LONGEST_QUERY = 2000


class SavedViewQuerySet(models.QuerySet):
    """Ways to narrow saved views."""

    def visible_to(self, user) -> "SavedViewQuerySet":
        return self.filter(Q(owner=user) | Q(is_shared=True))


class SavedView(models.Model):
    """One named question to the list of applications: somebody's own, or shared with everybody."""

    owner = models.ForeignKey(
        "reform_apps.User", models.CASCADE, related_name="saved_views", verbose_name=_("owner")
    )
    name = models.CharField(_("name"), max_length=60, validators=[MinLengthValidator(1), one_line])
    query = models.CharField(_("question"), max_length=LONGEST_QUERY, blank=True)
    is_shared = models.BooleanField(_("shared with everybody"), default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_view_name_once",
                violation_error_message=_("You have a view of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
