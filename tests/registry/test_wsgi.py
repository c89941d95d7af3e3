"""The door that the servers come in by."""

from io import BytesIO

import pytest
from django.test import override_settings

from registry.wsgi import application


def answer(content_type: str, query: str = "") -> str:
    """Ask the application as a server does, and return the line of the status."""
    told = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/livez",
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "CONTENT_TYPE": content_type,
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
    }
    list(application(environ, lambda status, headers: told.append(status)))
    return told[0]


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["hex", "rot13", "zip", "undefined", "utf-7", "gbk", "utf-8"])
@override_settings(MIDDLEWARE=[])
def test_no_charset_that_a_client_names_makes_it_fail(charset):
    assert answer(f"text/plain; charset={charset}", "page=%2B2AA-") == "200 OK"
