"""Decompression in bounded steps."""

from __future__ import annotations

import gzip
import io
import random
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reseau_sync.transport.body import (
    STEP,
    UNSUSPECTED,
    BombError,
    TooLargeError,
    UnknownCodingError,
    decompressed,
    read_whole,
)

from ..support.misbehaving import gzip_bomb

LIMIT = 1_000_000


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "deflate": zlib.compress, "identity": bytes}


@given(st.binary(max_size=3000), st.sampled_from(sorted(PACKERS)))
def test_what_was_packed_comes_out_again(data: bytes, coding: str) -> None:
    assert read_whole(io.BytesIO(PACKERS[coding](data)), LIMIT, coding) == data


@given(st.lists(st.binary(max_size=500), min_size=1, max_size=4), st.integers(1, 50))
def test_gzip_members_split_anywhere_are_one_stream(members: list[bytes], step: int) -> None:
    packed = b"".join(map(gzip.compress, members))
    pieces = (packed[start : start + step] for start in range(0, len(packed), step))
    assert b"".join(decompressed(pieces)) == b"".join(members)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate"]))
def test_a_body_that_comes_byte_by_byte_is_unpacked_alike(data: bytes, coding: str) -> None:
    packed = PACKERS[coding](data)
    assert b"".join(decompressed(bytes((each,)) for each in packed)) == data


@given(st.text("BEGIN:VCALDR\r\n", max_size=3000))
def test_deflate_without_its_header_comes_out_again(text: str) -> None:
    assert read_whole(io.BytesIO(raw_deflate(text.encode())), LIMIT, "deflate") == text.encode()


@given(st.binary(max_size=2000), st.sampled_from(["gzip", "deflate"]))
def test_any_bytes_are_unpacked_or_refused(data: bytes, coding: str) -> None:
    try:
        found = read_whole(io.BytesIO(data), 50_000, coding)
    except (zlib.error, EOFError, TooLargeError):
        return
    assert len(found) <= 50_000


@given(st.binary(min_size=1, max_size=2000).map(gzip.compress), st.data())
def test_a_packed_body_that_was_cut_is_never_taken_for_whole(packed: bytes, data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(packed) - 1))
    with pytest.raises(EOFError):
        read_whole(io.BytesIO(packed[:cut]), LIMIT, "gzip")


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_the_limit_itself_is_allowed_and_one_byte_more_is_not(coding: str) -> None:
    # Random bytes do not shrink: here the limit is that of what comes out.
    pack: Callable[[bytes], bytes] = gzip.compress if coding else bytes
    assert len(read_whole(io.BytesIO(pack(b"a" * (3 * STEP))), 3 * STEP, coding)) == 3 * STEP
    with pytest.raises(TooLargeError):
        read_whole(io.BytesIO(pack(b"a" * (3 * STEP + 1))), 3 * STEP, coding)


def test_the_limit_holds_for_what_is_received_too() -> None:
    endless_members = gzip.compress(b"") * 60_000
    with pytest.raises(TooLargeError):
        read_whole(io.BytesIO(endless_members), LIMIT, "gzip")


def test_a_bomb_takes_no_more_memory_than_its_limit(peak: Callable[[], int]) -> None:
    packed = io.BytesIO(b"".join(gzip_bomb(64)))
    with pytest.raises(TooLargeError):
        read_whole(packed, 2_000_000, "gzip")
    assert peak() < 8_000_000


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "\x00"])
def test_a_coding_that_was_not_asked_for_is_refused(coding: str) -> None:
    with pytest.raises(UnknownCodingError):
        read_whole(io.BytesIO(b"x"), LIMIT, coding)


def test_a_calendar_that_repeats_itself_is_no_bomb() -> None:
    text = random.Random(1).randbytes(10_000).hex().encode()
    event = b"BEGIN:VEVENT\r\nUID:%032d\r\nDESCRIPTION:%s\r\nEND:VEVENT\r\n"
    events = b"".join(event % (number, text) for number in range(1000))
    assert len(events) > UNSUSPECTED
    assert read_whole(io.BytesIO(gzip.compress(events)), 30_000_000, "gzip") == events


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_what_grows_as_no_calendar_does_is_a_bomb(coding: str) -> None:
    with pytest.raises(BombError):
        read_whole(io.BytesIO(PACKERS[coding](bytes(20_000_000))), 30_000_000, coding)
