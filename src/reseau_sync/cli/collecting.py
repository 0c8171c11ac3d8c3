"""A run builds one large tree of values and ends: looking for cycles in it again and again finds nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 50_000
"""New objects after which Python looks for cycles, in place of its 700: a quarter less time, no more memory
(docs/design/speed.md)."""


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Look for cycles of objects seldom meanwhile. For the program alone: a library leaves its host's settings."""
    before = gc.get_threshold()
    gc.set_threshold(max(SELDOM, before[0]) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
