"""What applications refer to: kept by the reform office, closed by a date, never deleted."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from reform_apps.admin.frame.forms import LinesField
from reform_apps.admin.frame.site import WritingAdmin
from reform_apps.models import Indicator, Organization, Region, Runway, Source, Synonym, System
from reform_apps.rules.permissions import MAY_KEEP_REFERENCE

IN_FORCE = (_("In force"), {"fields": ("opened_on", "closed_on")})
CITATION = (_("How it is known"), {"fields": ("basis", "source", "locator", "note")})


class ReferenceAdmin(WritingAdmin):
    """Rows that applications name by their codes; a code is given once."""

    writers = MAY_KEEP_REFERENCE
    ordering = ("code",)
    search_fields = ("code", "name")
    # {field: relations}: the field stays as it is once one of the relations has rows.
    fixed_by_use = {}

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if obj is None:
            return fields
        used = [
            field
            for field, relations in self.fixed_by_use.items()
            if any(getattr(obj, relation).exists() for relation in relations)
        ]
        return (*fields, "code", *used)


@admin.register(Source)
class SourceAdmin(ReferenceAdmin):
    """Documents that values cite."""

    list_display = ("code", "title", "publisher", "published_on")
    search_fields = ("code", "title", "publisher")
    fields = (
        "code", "title", "publisher", "published_on", "published_window", "url", "sha256", "note",
    )  # fmt: skip


class SystemForm(forms.ModelForm):
    """A system, its other names one on each line."""

    aliases = LinesField(label=_("Other names"), required=False, help_text=_("One name per line."))


@admin.register(System)
class SystemAdmin(ReferenceAdmin):
    """The elements of the architecture."""

    form = SystemForm
    list_display = ("code", "name", "tier", "position", "opened_on", "closed_on")
    list_filter = ("tier",)
    ordering = ("position",)
    search_fields = ("code", "name", "name_en")
    autocomplete_fields = ("source",)
    # What hosts runways and carries applications cannot become what may not.
    fixed_by_use = {"tier": ("runways", "applications")}
    fieldsets = (
        (None, {"fields": ("code", "name", "name_en", "aliases", "tier", "position")}),
        IN_FORCE,
        CITATION,
    )


@admin.register(Runway)
class RunwayAdmin(ReferenceAdmin):
    """Lines of work inside the systems."""

    list_display = ("code", "name", "system", "opened_on", "closed_on", "basis")
    list_filter = ("system", "basis")
    list_select_related = ("system",)
    ordering = ("system__position", "position", "code")
    search_fields = ("code", "name", "name_en", "system__name")
    autocomplete_fields = ("system", "source")
    # The applications on it name both, and both must agree.
    fixed_by_use = {"system": ("applications",)}
    fieldsets = (
        (None, {"fields": ("code", "system", "name", "name_en", "position")}),
        IN_FORCE,
        CITATION,
    )


@admin.register(Region)
class RegionAdmin(ReferenceAdmin):
    """Administrative divisions."""

    list_display = ("code", "name", "name_en", "level", "parent", "closed_on")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("code", "name", "name_en")
    autocomplete_fields = ("parent", "source")
    # The regions below lie in it by their codes and levels.
    fixed_by_use = {"level": ("children",)}
    fieldsets = (
        (None, {"fields": ("code", "name", "name_en", "level", "parent")}),
        IN_FORCE,
        CITATION,
    )


@admin.register(Organization)
class OrganizationAdmin(ReferenceAdmin):
    """Units that lead or use applications."""

    list_display = ("code", "name", "short_name", "kind", "level", "region", "closed_on")
    list_filter = ("kind", "level")
    list_select_related = ("region",)
    search_fields = ("code", "name", "short_name", "uscc")
    autocomplete_fields = ("region", "source")
    fieldsets = (
        (None, {"fields": ("code", "name", "short_name", "kind", "level", "region", "uscc")}),
        IN_FORCE,
        CITATION,
    )


@admin.register(Indicator)
class IndicatorAdmin(ReferenceAdmin):
    """What is measured."""

    list_display = ("code", "name", "unit", "direction", "lowest", "highest", "period")
    list_filter = ("unit", "direction")
    search_fields = ("code", "name", "name_en")
    # The values that were recorded have been judged by these.
    fixed_by_use = dict.fromkeys(("unit", "lowest", "highest", "period"), ("observations",))
    fields = (
        "code", "name", "name_en", "unit", "direction", "lowest", "highest", "period", "note",
    )  # fmt: skip


@admin.register(Synonym)
class SynonymAdmin(WritingAdmin):
    """Words that mean the same; decisions on duplicates teach some."""

    writers = MAY_KEEP_REFERENCE
    list_display = ("word", "read_as", "check_recorded")
    list_select_related = ("check_recorded",)
    search_fields = ("word", "read_as")
    ordering = ("word",)
