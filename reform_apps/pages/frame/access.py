"""Who may read the pages, and what a browser may do with them."""

from collections.abc import Collection
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reform_apps.pages.frame.paging import PageRefused

# Nothing of ours runs in the browser, and nothing comes from elsewhere.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def page(view):
    """Make a view a page: read only, for whoever may read, under a strict policy.

    What a view finds bad in the address, the page tells.
    """

    @require_safe
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not (settings.REGISTRY_PUBLIC_READ or request.user.is_authenticated):
            return redirect_to_login(request.get_full_path())
        try:
            response = view(request, *args, **kwargs)
        except (BadRequest, PageRefused) as fault:
            response = render(request, "400.html", {"fault": str(fault)}, status=400)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return guarded


def refuse_unknown(params, *, known: Collection[str] = ()) -> None:
    """Refuse, by name, parameters that a page does not read.

    :raises BadRequest: which the page tells.
    """
    if unknown := set(params) - set(known):
        raise BadRequest(f"{_('Unknown parameter.')} {', '.join(sorted(unknown))}")


def refuse_faults(asked) -> None:
    """Refuse, by name, what a form or a filter set does not understand.

    :raises BadRequest: which the page tells.
    """
    if asked.errors:
        told = [
            f"{name}{_(': ')}{' '.join(map(str, found))}" for name, found in asked.errors.items()
        ]
        raise BadRequest(" ".join(told))
