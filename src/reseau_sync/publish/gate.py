"""The last look at a feed before it replaces another: a place for rules that may say no."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Gate(Protocol):
    """Looks at a feed that is about to replace another. Pure: it reads nothing, and remembers nothing."""

    def __call__(self, path: Path, before: bytes | None, after: bytes, /) -> None:
        """Let ``after`` take the place of ``before`` (``None``: nothing was there).

        :raises PublishError: it must not; the feed before stands
        """
        ...


def open_gate(path: Path, before: bytes | None, after: bytes, /) -> None:
    """Let everything pass."""
