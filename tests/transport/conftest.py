"""A clock that only sleeping moves, and transports whose waits are short."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from reseau_sync.transport import Limits, Patience, Transport

from ..support.misbehaving import CERTIFICATE


@dataclass
class Sleeper:
    """A clock on which time passes only by sleeping."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    @property
    def patience(self) -> Patience:
        return Patience(self.sleep, lambda: 0.0)


@pytest.fixture
def sleeper() -> Sleeper:
    return Sleeper()


@pytest.fixture
def transport(tmp_path: Path, sleeper: Sleeper) -> Transport:
    """May read loopback, trusts the test server, and fails soon."""
    limits = Limits(max_bytes=4_000_000, max_lines=1_000_000, connect_seconds=2, read_seconds=2, total_seconds=60)
    return Transport(tmp_path, limits, True, CERTIFICATE, sleeper.clock, sleeper.patience)


@pytest.fixture
def impatient(tmp_path: Path) -> Callable[..., Transport]:
    """Make a transport on the real clock, with the given limits and a single attempt."""
    return lambda **limits: Transport(tmp_path, Limits(attempts=1, **limits), allow_private=True)


@pytest.fixture
def peak() -> Iterator[Callable[[], int]]:
    """Tell how much memory Python has held at most since the test began, in bytes."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
