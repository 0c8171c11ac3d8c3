"""Mappings that are read from the store when somebody asks, and not before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias, TypeVar

from reseau_sync.standing import Standing

K = TypeVar("K")
V = TypeVar("V")


class Late(Mapping[K, V]):
    """A mapping that is loaded whole, the first time anything of it is asked."""

    def __init__(self, load: Callable[[], dict[K, V]]) -> None:
        self._load = load
        self._loaded: dict[K, V] | None = None

    def __getitem__(self, key: K) -> V:
        """Return the value of ``key``."""
        return self._whole()[key]

    def __iter__(self) -> Iterator[K]:
        """Yield the keys."""
        return iter(self._whole())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._whole())

    def _whole(self) -> dict[K, V]:
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded


Loader: TypeAlias = Callable[[], tuple[Standing, ...]]


class _Cell:
    """One source's standings, loaded once."""

    def __init__(self, load: Loader) -> None:
        self._load = load
        self._loaded: tuple[Standing, ...] | None = None

    def value(self) -> tuple[Standing, ...]:
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded


class Standings(Mapping[str, tuple[Standing, ...]]):
    """Standings by source, each source's loaded when it is asked for. Sources and their number cost nothing."""

    def __init__(self, cells: Mapping[str, _Cell]) -> None:
        self._cells = dict(cells)

    @classmethod
    def loading(cls, loaders: Mapping[str, Loader]) -> Standings:
        """Return standings that are given by ``loaders`` when they are asked for."""
        return cls({source: _Cell(load) for source, load in loaders.items()})

    def __getitem__(self, source: str) -> tuple[Standing, ...]:
        """Return the standings of ``source``."""
        return self._cells[source].value()

    def __iter__(self) -> Iterator[str]:
        """Yield the sources."""
        return iter(self._cells)

    def __len__(self) -> int:
        """Return how many sources there are."""
        return len(self._cells)

    def changed(self, new: Mapping[str, tuple[Standing, ...]], gone: frozenset[str] = frozenset()) -> Standings:
        """Return these standings with those of ``new`` in place and those of the sources ``gone`` left out.

        The others stay unloaded, and saving sees without loading that they are the same.
        """
        kept = {source: cell for source, cell in self._cells.items() if source not in gone}
        return Standings(kept | {source: _Cell(_given(standings)) for source, standings in new.items()})

    def is_same(self, other: Mapping[str, tuple[Standing, ...]], source: str) -> bool:
        """Say, without loading anything, whether ``other`` is known to hold the same for ``source``."""
        return isinstance(other, Standings) and self._cells.get(source) is other._cells.get(source)


def _given(standings: tuple[Standing, ...]) -> Loader:
    return lambda: standings
