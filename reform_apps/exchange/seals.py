"""Seals as text, to be kept where the registry cannot reach them."""

from collections.abc import Iterator

from reform_apps.models import Seal
from reform_apps.queries import seals


def lines(seal: Seal) -> Iterator[str]:
    """Spell a seal as `# key: value`, then the digests it closes, one a line, in their order."""
    told = seal.content() | {"previous_digest": seal.previous_digest, "digest": seal.digest}
    for key, value in told.items():
        yield f"# {key}: {value}\n"
    for digest in seals.digests(first=seal.first_position, last=seal.last_position):
        yield f"{digest}\n"
