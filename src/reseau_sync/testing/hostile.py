"""Bytes that nobody should meet and everybody does: mutations of a sample, and bodies that break naive readers."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from typing import TypeVar

from hypothesis import strategies as st

Outcome = TypeVar("Outcome")

_HTML = b"<!DOCTYPE html>\n<html><head><title>Connexion</title></head><body><p>Mot de passe ?</p></body></html>\n"
_YAML = b"---\nreunions:\n  - titre: Coll\xc3\xa8ge\n    date: 2010-09-14\n"
_PIECES = (
    b"\x00",
    b"\r\n",
    b"\n",
    b"\xef\xbb\xbf",
    b"\xff",
    b'"',
    b";",
    b":",
    b",",
    b"\\",
    b"\xc3",
    b"\xf0\x9f\x8d\xb2",
)


def hostile_bodies(sample: bytes) -> dict[str, bytes]:
    """Return bodies that a source may be given in place of ``sample``, by what is wrong with them."""
    middle = len(sample) // 2
    return {
        "empty": b"",
        "only white space": b" \t\r\n" * 50,
        "NUL bytes": b"\x00" * 100_000,
        "bytes that are no UTF-8": b"\xff\xfe\xfa" * 30_000,
        "one line of a megabyte": b"A" * 1_000_000,
        "a hundred thousand empty lines": b"\r\n" * 100_000,
        "a hundred thousand quotes": b'"' * 100_000,
        "a hundred thousand separators": b";,:" * 33_000,
        "ten thousand calendars, each in the other": b"BEGIN:VCALENDAR\r\n" * 10_000,
        "an HTML page": _HTML,
        "a YAML file": _YAML,
        "gzip that nobody unpacked": gzip.compress(sample, mtime=0),
        "the sample cut in the middle": sample[:middle],
        "the sample cut inside a character": sample[:middle] + "é".encode()[:1],
        "the sample with a NUL in the middle": sample[:middle] + b"\x00" + sample[middle:],
        "the sample with a very long line in the middle": sample[:middle] + b"x" * 300_000 + sample[middle:],
        "the sample after a byte order mark": b"\xef\xbb\xbf" + sample,
        "the sample in UTF-16": sample.decode("utf-8", "replace").encode("utf-16"),
        "the sample with old Macintosh line ends": sample.replace(b"\r\n", b"\n").replace(b"\n", b"\r"),
        "the sample twenty times": sample * 20,
        "the sample backwards": sample[::-1],
    }


@st.composite
def mutations(draw: st.DrawFn, sample: bytes) -> bytes:
    """Return ``sample`` with one to four places cut, doubled, moved or written over. Shrinks toward one small cut."""
    data = sample
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        stop = min(len(data), start + draw(st.integers(0, 40)))
        other = draw(st.one_of(st.just(b""), st.sampled_from(_PIECES), st.binary(max_size=12), st.just(data[:start])))
        data = data[:start] + other + data[stop:]
    return data


def arbitrary_bytes(sample: bytes) -> st.SearchStrategy[bytes]:
    """Return bytes of every sort: mutations of ``sample``, and bytes that never were one."""
    return st.one_of(mutations(sample), st.binary(max_size=400), st.text(max_size=200).map(str.encode))


def within(seconds: float, call: Callable[[], Outcome]) -> Outcome:
    """Return what ``call`` returns, or raise what it raises, where it ends within ``seconds``.

    The bound is there to find what never ends, not to measure speed.

    :raises AssertionError: where it does not end in time; the thread is left behind
    """
    outcomes: list[Outcome] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            outcomes.append(call())
        except BaseException as error:  # handed over to the caller's thread, whatever it is, and raised there
            errors.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not outcomes:
        raise AssertionError(f"not done after {seconds} seconds")
    return outcomes[0]
