"""One document that values cite."""

from django.core.exceptions import BadRequest
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from reform_apps.models import Source
from reform_apps.pages.access import page


@page
def source(request, code):
    """Show a source and its citation note."""
    if request.GET:
        raise BadRequest(f"{_('Unknown parameter.')} {', '.join(sorted(request.GET))}")
    shown = get_object_or_404(Source, code=code)
    return render(request, "reform_apps/pages/source.html", {"source": shown})
