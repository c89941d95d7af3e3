"""Seals, and checking them without the registry."""

import hashlib
import json
from datetime import timedelta

import pytest

from reform_apps.operations import applications, seals
from reform_apps.rules import merkle
from tests.clock import NOON
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db

SEALS = "/api/v1/seals/"


@pytest.fixture
def two(officer):
    """One seal over three entries, and another one over two."""
    rows = ApplicationFactory.create_batch(3)
    first = seals.close(at=NOON)
    for row in rows[:2]:
        applications.amend(
            application=row, changes={"visibility": "internal"}, version=1, by=officer, at=NOON
        )
    return first, seals.close(at=NOON + timedelta(days=1))


def test_the_chain(two, visitor_api):
    answer = visitor_api.get(SEALS).json()

    first, second = answer["results"]
    assert answer["count"] == 2
    assert second == {
        "number": 2, "first_position": 4, "last_position": 5, "root": two[1].root,
        "sealed_at": "2022-07-01T12:00:00+08:00", "previous_digest": first["digest"],
        "digest": two[1].digest,
    }  # fmt: skip
    assert first["previous_digest"] == ""


def test_one_seal_says_what_its_digest_covers(two, visitor_api):
    shown = visitor_api.get(f"{SEALS}2/").json()

    spelled = json.dumps(
        shown["content"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    whole = shown["previous_digest"].encode() + b"\n" + spelled.encode()
    assert hashlib.sha256(whole).hexdigest() == shown["digest"]


@pytest.mark.parametrize("number", [1, 2])
def test_all_digests_are_sent_and_prove_the_root(number, two, visitor_api):
    answer = visitor_api.get(f"{SEALS}{number}/digests.txt", headers={"Accept": "text/plain"})

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="seal-{number}-digests.txt"'
    lines = b"".join(answer.streaming_content).decode().splitlines()
    head = dict(line[2:].split(": ", 1) for line in lines if line.startswith("#"))
    digests = [line for line in lines if not line.startswith("#")]
    seal = two[number - 1]
    assert (head["number"], head["root"], head["digest"]) == (str(number), seal.root, seal.digest)
    assert head["previous_digest"] == seal.previous_digest
    assert len(digests) == [3, 2][number - 1]
    assert merkle.root(digests) == seal.root


@pytest.mark.parametrize(
    ("path", "status"),
    [("3/", 404), ("0/", 404), ("x/", 404), ("999999999/", 404), ("9999999999999999999999/", 404),
     ("3/digests.txt", 404), ("99999999999999999999999/digests.txt", 404), ("-1/digests.txt", 404),
     ("1/digests.txt?colour=red", 400), ("1/?colour=red", 400), ("?number=1", 400),
     ("?page=9", 404), ("?fields=colour", 400)],
)  # fmt: skip
def test_what_there_is_not(path, status, two, visitor_api):
    answer = visitor_api.get(f"{SEALS}{path}")

    assert answer.status_code == status
    assert set(answer.json()) == {"type", "errors"}


def test_nobody_closes_one_from_here(officer_api):
    assert officer_api.post(SEALS, {}).status_code == 405
