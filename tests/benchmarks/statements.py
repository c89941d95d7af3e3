"""Counting the statements of requests: reads them as JSON lines, and answers each by a number."""

import json
import sys

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def main() -> None:
    django.setup()
    client = Client(HTTP_HOST="127.0.0.1")
    for line in sys.stdin:
        asked = json.loads(line)
        headers = {name: value for name, value in asked["headers"].items() if name != "Cookie"}
        cookies = dict(
            part.split("=", 1) for part in asked["headers"].get("Cookie", "").split("; ") if part
        )
        client.cookies.load(cookies)
        kind = headers.pop("Content-Type", "application/json")
        # The first one fills what a worker remembers.
        for _ in range(2 if asked["method"] == "GET" else 1):
            with CaptureQueriesContext(connection) as captured:
                answer = client.generic(
                    asked["method"],
                    asked["path"],
                    asked["body"],
                    content_type=kind,
                    headers=headers,
                )
                list(answer.streaming_content if answer.streaming else [])
        sys.stdout.write(f"{len(captured)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
