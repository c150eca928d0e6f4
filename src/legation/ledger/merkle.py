"""The Merkle tree of RFC 9162, section 2.1, over SHA-256: roots, proofs and their verification.

A tree is known by `node(level, index)`: the hash of the perfect subtree over the leaves
`index * 2**level` up to, not including, `(index + 1) * 2**level`. Hashes are 32 bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

Node = Callable[[int, int], bytes]
EMPTY_ROOT = hashlib.sha256(b"").digest()
HASH_BYTES = 32


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def perfect(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes."""
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(level[place], level[place + 1]) for place in range(0, len(level), 2)]
    return level[0]


def nodes_of(leaves: Sequence[bytes]) -> Node:
    """A tree held in memory, from its leaf hashes."""

    def node(level: int, index: int) -> bytes:
        return perfect(leaves[index << level : (index + 1) << level])

    return node


def root(node: Node, size: int) -> bytes:
    """The hash of a tree of `size` leaves."""
    return subtree(node, 0, size) if size else EMPTY_ROOT


def subtree(node: Node, start: int, size: int) -> bytes:
    """MTH of RFC 9162 over `size` leaves from `start`, where `start` is as the tree splits."""
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, start >> level)
    half = _split(size)
    return node_hash(subtree(node, start, half), subtree(node, start + half, size - half))


def inclusion_proof(node: Node, index: int, size: int) -> list[bytes]:
    """PATH of RFC 9162. Raises IndexError for a leaf that the tree does not have."""
    if not 0 <= index < size:
        raise IndexError(f"a tree of {size} leaves has no leaf {index}")
    start, path = 0, []
    while size > 1:
        half = _split(size)
        if index - start < half:
            path.append(subtree(node, start + half, size - half))
            size = half
        else:
            path.append(subtree(node, start, half))
            start, size = start + half, size - half
    return path[::-1]


def consistency_proof(node: Node, first: int, second: int) -> list[bytes]:
    """PROOF of RFC 9162 that the tree of `first` leaves is the beginning of that of `second`.

    Raises IndexError unless 0 < first <= second.
    """
    if not 0 < first <= second:
        raise IndexError(f"no proof leads from {first} to {second}")
    return _subproof(node, first, 0, second, whole=True)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> bool:
    """Whether the leaf hash is at `index` in the tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, result = index, size - 1, leaf
    for hash_ in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            result = node_hash(hash_, result)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            result = node_hash(result, hash_)
        place, last = place >> 1, last >> 1
    return last == 0 and result == expected


def verify_consistency(
    first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes
) -> bool:
    """Whether the later tree continues the earlier one (RFC 9162, 2.1.4.2)."""
    if first == second:
        return not proof and first_root == second_root
    if not 0 < first < second or not proof:
        return False
    path = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for hash_ in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(hash_, old), node_hash(hash_, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, hash_)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _subproof(node: Node, first: int, start: int, size: int, *, whole: bool) -> list[bytes]:
    if first == size:
        return [] if whole else [subtree(node, start, size)]
    half = _split(size)
    if first <= half:
        rest = subtree(node, start + half, size - half)
        return [*_subproof(node, first, start, half, whole=whole), rest]
    left = subtree(node, start, half)
    return [*_subproof(node, first - half, start + half, size - half, whole=False), left]


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    half: int = 1 << ((size - 1).bit_length() - 1)
    return half
