"""Reading and decompressing a body in steps, never holding more of it than the limit.

A megabyte of gzip can hold a gigabyte; so each step of decompression says how much it may give, and the count is
kept on both sides.
"""

from __future__ import annotations

import io
import itertools
import zlib
from collections.abc import Iterator
from typing import Protocol

STEP = 64 * 1024
SIP = 4 * 1024
_ANY_HEADER = 32 + zlib.MAX_WBITS  # zlib reads gzip (RFC 1952) and zlib (RFC 1950) by their headers
_NO_HEADER = -zlib.MAX_WBITS  # "deflate" as many servers send it, against RFC 9110, 8.4.1.2
_GZIP_MAGIC = b"\x1f\x8b"

# Measured: a text of 20 kB in each of a thousand events packs to a 125th; zeros pack to a thousandth.
UNSUSPECTED = 4 * 1024 * 1024
"""Bytes that may come out of a decompression, however few went in."""
PLAUSIBLE_GROWTH = 300
"""More than :data:`UNSUSPECTED`, and more than so many times what went in, is no calendar."""


class TooLargeError(Exception):
    """There is more than the limit allows."""


class BombError(TooLargeError):
    """It grows in decompression as no calendar does."""


class UnknownCodingError(Exception):
    """The body is encoded in a way that was not asked for, and is not known."""


class Stream(Protocol):
    """What bytes can be read from, a piece at a time."""

    def read(self, amount: int, /) -> bytes:
        """Return at most ``amount`` bytes, empty at the end."""
        ...


def read_whole(stream: Stream, limit: int, coding: str = "") -> bytes:
    """Return all that ``stream`` holds, decoded from ``coding`` (Content-Encoding, RFC 9110, 8.4).

    :raises TooLargeError: more than ``limit`` bytes came, or came out of the decompression; a :class:`BombError` where
        they are far more than any calendar could have packed
    :raises UnknownCodingError: ``coding`` is not one of identity, gzip, deflate
    :raises EOFError: the compressed data end too early
    :raises zlib.error: they are not what ``coding`` says
    """
    pieces = bounded(stream, limit)
    name = coding.strip().lower()
    if name in ("gzip", "x-gzip", "deflate"):
        packed = _Counted(pieces)
        pieces = _plausible(decompressed(iter(packed)), packed)
    elif name not in ("", "identity"):
        raise UnknownCodingError(name)
    return gathered(pieces, limit)


def bounded(stream: Stream, limit: int) -> Iterator[bytes]:
    """Yield what ``stream`` holds in pieces.

    :raises TooLargeError: before the piece that exceeds ``limit`` bytes
    """
    received = 0
    while piece := stream.read(STEP):
        received += len(piece)
        if received > limit:
            raise TooLargeError
        yield piece


def gathered(pieces: Iterator[bytes], limit: int) -> bytes:
    """Return the pieces as one.

    :raises TooLargeError: they are more than ``limit`` bytes
    """
    whole = io.BytesIO()  # its getvalue() shares the buffer, where b"".join() would hold everything twice
    for piece in pieces:
        if whole.tell() + len(piece) > limit:
            raise TooLargeError
        whole.write(piece)
    return whole.getvalue()


def decompressed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield, in bounded pieces, what gzip or deflate holds; several gzip members follow one another (RFC 1952, 2.2).

    What follows the last member and is no member is left aside, as gzip itself does.

    :raises EOFError: a member ends too early
    :raises zlib.error: the data are not compressed, or damaged
    """
    start = next(pieces, b"")
    while len(start) == 1 and (more := next(pieces, b"")):  # two bytes tell the header
        start += more
    if not start:
        return
    decoder = _decoder_for(start)
    for piece in itertools.chain((start,), pieces):
        rest = piece
        while rest:
            if decoder.eof:
                # The magic number may be split between two pieces: as much of it as is there decides.
                if not rest.startswith(_GZIP_MAGIC[: len(rest)]):
                    return
                decoder = zlib.decompressobj(_ANY_HEADER)
            yield from _inflated(decoder, rest)
            rest = decoder.unused_data
    if not decoder.eof:
        raise EOFError("the compressed data end too early")


class _Counted:
    """Passes pieces on in sips, and tells how many bytes have been asked for: a large piece is not yet unpacked."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self.total = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            for start in range(0, len(piece), SIP):
                sip = piece[start : start + SIP]
                self.total += len(sip)
                yield sip


def _plausible(unpacked: Iterator[bytes], packed: _Counted) -> Iterator[bytes]:
    total = 0
    for piece in unpacked:
        total += len(piece)
        if total > UNSUSPECTED and total > PLAUSIBLE_GROWTH * packed.total:
            raise BombError
        yield piece


def _inflated(decoder: zlib._Decompress, packed: bytes) -> Iterator[bytes]:
    while out := decoder.decompress(packed, STEP):
        yield out
        packed = decoder.unconsumed_tail


def _decoder_for(start: bytes) -> zlib._Decompress:
    if start.startswith(_GZIP_MAGIC[: len(start)]) or _is_zlib_header(start):
        return zlib.decompressobj(_ANY_HEADER)
    return zlib.decompressobj(_NO_HEADER)


def _is_zlib_header(start: bytes) -> bool:
    """RFC 1950, 2.2: compression method 8, and the first two bytes divisible by 31."""
    return len(start) >= 2 and start[0] & 0x0F == 8 and int.from_bytes(start[:2], "big") % 31 == 0
