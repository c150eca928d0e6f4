"""Sealed files: what went in comes out, and whoever touches a byte, a piece or the end is found out."""

from __future__ import annotations

from io import BytesIO
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.kernel.keys import BrokenSeal, seal
from legation.kernel.streams import HEADER_BYTES, PIECE, TAG, seal_stream, unseal_stream

KEY, CONTEXT = b"k" * 32, "file 1"
EDGES = [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7]


def sealed(content: bytes, *, key: bytes = KEY, context: str = CONTEXT) -> bytes:
    target = BytesIO()
    assert seal_stream(key, BytesIO(content), target, context) == len(content)
    return target.getvalue()


def opened(content: bytes, *, key: bytes = KEY, context: str = CONTEXT) -> bytes:
    return b"".join(unseal_stream(key, BytesIO(content), context))


def content_of(size: int) -> bytes:
    return bytes(number % 251 for number in range(size))


def pieces_of(content: bytes) -> tuple[bytes, list[bytes]]:
    body, step = content[HEADER_BYTES:], PIECE + TAG
    return content[:HEADER_BYTES], [body[at : at + step] for at in range(0, len(body), step)]


class Trickle(BytesIO):
    """Gives less than it is asked for, as sockets and raw files may."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size, 1000) if size and size > 0 else size)


@pytest.mark.parametrize("size", EDGES)
def test_what_went_in_comes_out(size: int) -> None:
    content = content_of(size)
    assert opened(sealed(content)) == content


@given(st.binary(max_size=3000), st.text(max_size=40))
def test_anything_comes_out_again_and_shows_nothing(content: bytes, context: str) -> None:
    closed = sealed(content, context=context)
    assert opened(closed, context=context) == content
    assert len(content) < 8 or content not in closed


@given(size=st.sampled_from([0, 5, PIECE, PIECE + 5]), at=st.integers(min_value=0), bit=st.integers(0, 7))
def test_a_changed_bit_is_found_wherever_it_is(size: int, at: int, bit: int) -> None:
    closed = bytearray(sealed(content_of(size)))
    closed[at % len(closed)] ^= 1 << bit
    with pytest.raises(BrokenSeal):
        opened(bytes(closed))


@given(size=st.sampled_from(EDGES), cut=st.integers(min_value=1))
def test_a_file_that_was_cut_is_found(size: int, cut: int) -> None:
    closed = sealed(content_of(size))
    with pytest.raises(BrokenSeal):
        opened(closed[: -(1 + cut % len(closed))])


@pytest.mark.parametrize("size", [2 * PIECE, 3 * PIECE, 3 * PIECE + 7])
def test_pieces_left_out_moved_or_repeated_are_found(size: int) -> None:
    header, pieces = pieces_of(sealed(content_of(size)))
    wrong = [
        pieces[:-1],
        pieces[1:],
        [pieces[1], pieces[0], *pieces[2:]],
        [pieces[0], *pieces],
        [*pieces, pieces[-1]],
    ]
    for order in wrong:
        with pytest.raises(BrokenSeal):
            opened(header + b"".join(order))


def test_something_hung_on_behind_is_found() -> None:
    with pytest.raises(BrokenSeal):
        opened(sealed(content_of(PIECE)) + b"more")


def test_pieces_of_two_files_under_one_key_do_not_mix() -> None:
    header, ours = pieces_of(sealed(content_of(2 * PIECE)))
    _header, theirs = pieces_of(sealed(content_of(2 * PIECE)))
    with pytest.raises(BrokenSeal):
        opened(header + ours[0] + theirs[1])


@pytest.mark.parametrize("other", [{"key": b"x" * 32}, {"context": "file 2"}])
def test_another_key_or_place_opens_nothing(other: dict[str, object]) -> None:
    with pytest.raises(BrokenSeal):
        opened(sealed(b"secret"), **other)  # type: ignore[arg-type]  # two kinds of value in one table


def test_nothing_is_given_out_before_it_was_checked() -> None:
    closed = bytearray(sealed(content_of(2 * PIECE)))
    closed[HEADER_BYTES + PIECE + TAG + 3] ^= 1
    given_out = unseal_stream(KEY, BytesIO(bytes(closed)), CONTEXT)
    assert next(given_out) == content_of(2 * PIECE)[:PIECE]
    with pytest.raises(BrokenSeal):
        next(given_out)


def test_files_sealed_in_the_old_way_stay_readable() -> None:
    content = content_of(PIECE + 3)
    assert opened(seal(KEY, content, CONTEXT)) == content
    with pytest.raises(BrokenSeal):
        opened(seal(KEY, content, CONTEXT)[:-1])


def test_a_kind_of_seal_from_the_future_is_refused() -> None:
    closed = bytearray(sealed(b"x"))
    closed[7] = 3
    with pytest.raises(BrokenSeal, match="not known"):
        opened(bytes(closed))


def test_a_source_that_gives_little_at_a_time_is_sealed_alike() -> None:
    content, target = content_of(2 * PIECE + 5), BytesIO()
    source: IO[bytes] = Trickle(content)
    seal_stream(KEY, source, target, CONTEXT)
    assert b"".join(unseal_stream(KEY, Trickle(target.getvalue()), CONTEXT)) == content
