"""Which page of a list somebody asked for."""

from django.core.paginator import Page, Paginator
from django.http import Http404
from django.utils.translation import gettext as _

PARAMETER = "page"
LONGEST_NUMBER = 9


class PageRefused(Exception):
    """What was asked for is no number of a page; the sentence says what is."""


def asked_page(paginator: Paginator, params) -> Page:
    """Cut the page that the parameters ask for.

    :raises PageRefused: if they name it twice, or by anything but a number from one on.
    :raises Http404: if it lies beyond the last.
    """
    asked = params.getlist(PARAMETER) or ["1"]
    if len(asked) > 1 or not (asked[0].isascii() and asked[0].isdecimal() and asked[0].strip("0")):
        raise PageRefused(_("Give one whole number, from 1 on."))
    # Of longer numbers there is no page, and Python reads no number without end.
    if len(asked[0]) > LONGEST_NUMBER or int(asked[0]) > paginator.num_pages:
        raise Http404
    return paginator.page(int(asked[0]))


def numbers(page: Page) -> list[int | str]:
    """List the pages to offer, with a mark where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
