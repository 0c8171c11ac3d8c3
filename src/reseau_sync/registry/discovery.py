"""The adapters that installed distributions offer, read from their metadata; nothing is imported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import Distribution, EntryPoint, distributions

GROUP = "reseau_sync.adapters"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What offers one adapter: its name, where it came from in words, and how to load its class."""

    name: str
    origin: str
    load: Callable[[], object] = field(compare=False)

    @classmethod
    def of(cls, name: str, adapter: type) -> Candidate:
        """Return what offers a class that code already holds."""
        return cls(name, adapter.__module__, lambda: adapter)


@dataclass(frozen=True, slots=True)
class Discovered:
    """The candidates of each name, and the distributions whose metadata cannot be read."""

    candidates: Mapping[str, tuple[Candidate, ...]]
    unreadable: tuple[str, ...] = ()


def discover() -> Discovered:
    """Return what the distributions on ``sys.path`` offer.

    They are asked one by one: ``importlib.metadata.entry_points()`` gives nothing at all where the metadata of any one
    of them is broken.
    """
    found: dict[str, dict[tuple[str, str], Candidate]] = {}
    unreadable: list[str] = []
    for distribution in distributions():
        try:
            offered = [(entry, _name(distribution)) for entry in _entries(distribution)]
        except Exception:  # Metadata that somebody else wrote, read by a parser that raises what it meets.
            unreadable.append(_place(distribution))
            continue
        for entry, package in offered:
            # The same distribution twice on the path (installed, and beside it) offers one adapter, the first.
            candidate = Candidate(entry.name, f"{package}, {entry.value}", entry.load)
            found.setdefault(entry.name, {}).setdefault((package, entry.name), candidate)
    return Discovered({name: tuple(each.values()) for name, each in sorted(found.items())}, tuple(unreadable))


def _entries(distribution: Distribution) -> Iterator[EntryPoint]:
    return (entry for entry in distribution.entry_points if entry.group == GROUP)


def _name(distribution: Distribution) -> str:
    return distribution.metadata["Name"].strip().lower().replace("_", "-")


def _place(distribution: Distribution) -> str:
    try:
        return _name(distribution)
    except Exception:  # As above; the folder's name is not public.
        return "?"
