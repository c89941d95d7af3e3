"""One fingerprint over many: the Merkle tree of RFC 6962, with SHA-256."""

import hashlib
from collections.abc import Iterable


def root(digests: Iterable[str]) -> str:
    """Compute the root over hexadecimal digests in their order, holding only a few of them."""
    # The subtrees that are complete, each with its height; the last one is the lowest.
    subtrees: list[tuple[int, bytes]] = []
    for digest in digests:
        height, node = 0, hashlib.sha256(b"\x00" + bytes.fromhex(digest)).digest()
        while subtrees and subtrees[-1][0] == height:
            node = _above(subtrees.pop()[1], node)
            height += 1
        subtrees.append((height, node))
    if not subtrees:
        return hashlib.sha256().hexdigest()
    _height, node = subtrees.pop()
    while subtrees:
        node = _above(subtrees.pop()[1], node)
    return node.hex()


def _above(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
