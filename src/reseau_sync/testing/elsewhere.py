"""The same work in other surroundings: what depends on them gives itself away."""

from __future__ import annotations

import contextlib
import locale
import multiprocessing
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from reseau_sync.entry import Decoded
from reseau_sync.ports import Adapter, Context, Item
from reseau_sync.testing.access import ClosedAccess

ELSEWHERE = {"PYTHONHASHSEED": "2718", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C"}
"""The environment of the other process: fourteen hours from Greenwich, without a language, with its own hash seed."""

_LOCALES = ("tr_TR.UTF-8", "fr_FR.UTF-8", "de_DE.UTF-8", "C.UTF-8", "C")


def decode_elsewhere(
    adapter: Adapter, location: str, options: Any, items: Sequence[Item], context: Context
) -> list[Decoded]:
    """Decode ``items`` in a new process, under :data:`ELSEWHERE`; everything crosses over by pickling.

    The adapter's class must be importable there by its name (tests' own folders on ``sys.path`` are).
    """
    with (
        environment(ELSEWHERE),
        ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool,
    ):
        return pool.submit(_decode, type(adapter), location, options, tuple(items), context).result(timeout=120)


def _decode(
    kind: type[Adapter], location: str, options: Any, items: tuple[Item, ...], context: Context
) -> list[Decoded]:
    source = kind().open(location, options, ClosedAccess())
    return [source.decode(item, context) for item in items]


@contextlib.contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextlib.contextmanager
def time_zone(name: str) -> Iterator[None]:
    """Let this process live in another zone for a while, where the system can (``time.tzset``)."""
    try:
        with environment({"TZ": name}):
            _tzset()
            yield
    finally:
        _tzset()


def _tzset() -> None:
    if hasattr(time, "tzset"):
        time.tzset()


@contextlib.contextmanager
def other_locale() -> Iterator[str]:
    """Let this process speak another language for a while: the first that the machine has of a few, Turkish first."""
    before = locale.setlocale(locale.LC_ALL)
    try:
        yield next(name for name in _LOCALES if _has_locale(name))
    finally:
        locale.setlocale(locale.LC_ALL, before)


def _has_locale(name: str) -> bool:
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        return False
    return True
