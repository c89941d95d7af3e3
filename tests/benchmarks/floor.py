"""The same answers by hand: one WSGI program of plain SQL, as the measure of what is possible.

It reads the tables and indexes that the registry keeps, counts as the registry counts, and
judges nothing: no permissions, no refusals, no languages. Run it as the registry is run:
`gunicorn tests.benchmarks.floor:application`, with DATABASE_URL.
"""

from urllib.parse import parse_qsl

from tests.benchmarks import floor_reads as reads
from tests.benchmarks import floor_writes as writes


def application(environ, start_response):
    asked = dict(parse_qsl(environ["QUERY_STRING"]))
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    kind, told = ANSWERS[environ["PATH_INFO"].strip("/")](asked, body)
    headers = [("Content-Type", kind)]
    if isinstance(told, bytes):
        headers.append(("Content-Length", str(len(told))))
        told = [told]
    start_response("200 OK", headers)
    return told


ANSWERS = {
    "list": reads.listed, "cursor": reads.followed, "detail": reads.detailed,
    "search": reads.sought, "icontains": reads.sought_slowly, "facets": reads.faceted,
    "csv": reads.exported, "table": reads.tabled, "transition": writes.stepped,
    "bulk": writes.copied,
}  # fmt: skip
