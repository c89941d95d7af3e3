"""One fingerprint over many: the Merkle tree of RFC 6962, with SHA-256."""

import hashlib
from collections.abc import Iterable


class Tree:
    """A tree that grows by one leaf at a time, holding only a few of its nodes."""

    def __init__(self) -> None:
        # The subtrees that are complete, each with its height; the last one is the lowest.
        self.subtrees: list[tuple[int, bytes]] = []

    def add(self, digest: str) -> None:
        """Add a leaf: a hexadecimal digest."""
        height, node = 0, hashlib.sha256(b"\x00" + bytes.fromhex(digest)).digest()
        while self.subtrees and self.subtrees[-1][0] == height:
            node = _above(self.subtrees.pop()[1], node)
            height += 1
        self.subtrees.append((height, node))

    def root(self) -> str:
        """Compute the root over the leaves so far; of none, it is the digest of nothing."""
        if not self.subtrees:
            return hashlib.sha256().hexdigest()
        node = self.subtrees[-1][1]
        for _height, left in reversed(self.subtrees[:-1]):
            node = _above(left, node)
        return node.hex()


def root(digests: Iterable[str]) -> str:
    """Compute the root over hexadecimal digests in their order."""
    tree = Tree()
    for digest in digests:
        tree.add(digest)
    return tree.root()


def _above(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
