"""The tree against the vectors of RFC 6962, and that nothing can be altered unseen."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reform_apps.rules import merkle

# The leaves of the vectors in use among implementations of RFC 6962, as bytes.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
DIGESTS = st.lists(st.integers(0, 5).map(lambda n: f"{n:064x}"), min_size=1, max_size=40)


@pytest.mark.parametrize("length", range(1, len(LEAVES) + 1))
def test_the_root_is_that_of_the_standard(length):
    assert merkle.root(leaf.hex() for leaf in LEAVES[:length]) == ROOTS[length - 1]


def test_the_root_of_nothing_is_the_digest_of_nothing():
    assert merkle.root([]) == hashlib.sha256(b"").hexdigest()


@given(DIGESTS)
def test_a_tree_has_the_root_of_its_leaves_after_each(digests):
    tree = merkle.Tree()
    for length, digest in enumerate(digests, start=1):
        tree.add(digest)
        assert tree.root() == merkle.root(digests[:length])


@given(DIGESTS, DIGESTS)
def test_other_leaves_or_another_order_make_another_root(one, other):
    assert (merkle.root(one) == merkle.root(other)) == (one == other)


@given(st.integers(1, 2000))
def test_a_tree_holds_few_of_its_nodes(length):
    tree = merkle.Tree()
    for _leaf in range(length):
        tree.add("00" * 32)

    assert len(tree.subtrees) == length.bit_count()
