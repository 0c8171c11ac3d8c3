"""How much and how long reading one source may cost, and the one clock that counts it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one read of one source.

    :param max_bytes: of all its bodies together, counted as received and again after decompression
    :param max_lines: of one body: whoever splits it into lines holds some fifty bytes for each, however short
    :param max_files: of a folder
    :param connect_seconds: to find an address, connect to it and agree on TLS
    :param read_seconds: the longest silence of a server that has begun to answer
    :param total_seconds: everything together, redirects and new attempts included
    :param redirects: how many are followed
    :param attempts: how often a failure that may pass is met before it is reported
    """

    max_bytes: int = 128 * MIB
    max_lines: int = 4_000_000
    max_files: int = 20_000
    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    total_seconds: float = 120.0
    redirects: int = 5
    attempts: int = 3


class Deadline:
    """One moment by which all must be over, however a server portions out its bytes.

    :param seconds: from now
    :param clock: a monotonic clock in seconds
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def remaining(self) -> float:
        """Return the seconds left, negative once it is over."""
        return self._end - self._clock()

    def step(self, at_most: float) -> float:
        """Return how long the next single wait may last: ``at_most`` seconds, or what is left.

        :raises TimeoutError: nothing is left
        """
        left = self.remaining()
        if left <= 0:
            raise TimeoutError("the total time for this source is over")
        return min(at_most, left)
