"""A seal as text holds all that it takes to compute it again."""

from hashlib import sha256

import pytest

from reform_apps.exchange.seals import lines
from reform_apps.operations import seals
from reform_apps.rules import merkle
from reform_apps.rules.digests import canonical
from tests.clock import NOON
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db

NUMBERS = ("format", "number", "first_position", "last_position")


def test_a_seal_can_be_computed_from_its_lines():
    for length in (2, 3):
        ApplicationFactory.create_batch(length)
        seal = seals.close(at=NOON)

    told = "".join(lines(seal)).splitlines()

    head = dict(line[2:].split(": ", 1) for line in told if line.startswith("# "))
    digests = [line for line in told if not line.startswith("#")]
    assert merkle.root(digests) == head["root"]
    assert len(digests) == 3
    previous, digest = head.pop("previous_digest"), head.pop("digest")
    content = {key: int(value) if key in NUMBERS else value for key, value in head.items()}
    spelled = previous.encode() + b"\n" + canonical(content)
    assert sha256(spelled).hexdigest() == digest == seal.digest
