"""The files outside the database: any growth, any crash, the same tree."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from legation.ledger import merkle
from legation.ledger.tiles import Tiles, tile_path


def entry(number: int) -> bytes:
    return hashlib.sha256(number.to_bytes(8, "big")).digest()


def test_the_paths_are_those_of_the_specification() -> None:
    assert tile_path(0) == "000"
    assert tile_path(999) == "999"
    assert tile_path(1000) == "x001/000"
    assert tile_path(1234067) == "x001/x234/067"


@pytest.mark.parametrize("steps", [[1], [255, 1, 1], [256], [1, 600, 255], [65537, 3, 700]])
def test_the_tree_is_that_of_all_entries(tmp_path: Path, steps: list[int]) -> None:
    tiles, total = Tiles(tmp_path), 0
    for step in steps:
        with tiles.locked():
            assert tiles.append([entry(total + number) for number in range(step)]) == total
        total += step
        assert tiles.size == total
        leaves = [merkle.leaf_hash(entry(number)) for number in range(total)]
        assert tiles.root(total) == merkle.root(merkle.nodes_of(leaves), total)
    assert list(tiles.entries(0, total)) == [entry(number) for number in range(total)]
    assert list(tiles.entries(total - 1, total)) == [entry(total - 1)]


@pytest.mark.parametrize("cut", [1, 31, 34, 40])
def test_what_a_crash_cut_off_is_made_again(tmp_path: Path, cut: int) -> None:
    tiles = Tiles(tmp_path)
    with tiles.locked():
        tiles.append([entry(number) for number in range(300)])
    (tmp_path / "tile" / "1" / "000").unlink()
    hashes = tmp_path / "tile" / "0" / "001"
    hashes.write_bytes(hashes.read_bytes()[:-cut])
    bundle = tmp_path / "tile" / "entries" / "001"
    bundle.write_bytes(bundle.read_bytes() + b"\x00 torn")
    with tiles.locked():
        tiles.repair()
        tiles.append([entry(300)])
    leaves = [merkle.leaf_hash(entry(number)) for number in range(301)]
    assert tiles.root(301) == merkle.root(merkle.nodes_of(leaves), 301)
