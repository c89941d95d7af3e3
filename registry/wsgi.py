"""The WSGI door of the project, with the settings of production unless told otherwise."""

import gc
import os
import re
from collections.abc import Callable, Iterable

from django.core.wsgi import get_wsgi_application

CHARSET = re.compile(r";\s*charset=[^;]*", re.IGNORECASE)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings.production")


def in_utf8(served: Callable) -> Callable:
    """Read every request as UTF-8.

    Django follows whatever charset a client names, also into those that are none of texts and
    fail before anything of the project could answer.
    """

    def read(environ: dict[str, object], start_response: Callable) -> Iterable[bytes]:
        if sent := environ.get("CONTENT_TYPE"):
            environ["CONTENT_TYPE"] = CHARSET.sub("", str(sent))
        return served(environ, start_response)

    return read


application = in_utf8(get_wsgi_application())
# What is loaded by now stays: no collection of garbage need look at it again, in no worker.
gc.freeze()
