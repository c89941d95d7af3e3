"""One document that values cite."""

from django.shortcuts import get_object_or_404, render

from reform_apps.models import Source
from reform_apps.pages.frame.access import page, refuse_unknown


@page
def source(request, code):
    """Show a source and its citation note."""
    refuse_unknown(request.GET)
    shown = get_object_or_404(Source, code=code)
    return render(request, "reform_apps/pages/source.html", {"source": shown})
