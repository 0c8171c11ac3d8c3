"""What differs between what a run found and what it leaves: the rows that saving must touch. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from reseau_sync.standing import Past, SourceState, Stamp, Standing
from reseau_sync.store.lazy import Standings
from reseau_sync.view import Memory

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Rows(Generic[K, V]):
    """Rows to write, and keys whose rows go."""

    put: Mapping[K, V]
    gone: frozenset[K]

    def __bool__(self) -> bool:
        """Say whether there is anything to do."""
        return bool(self.put or self.gone)


@dataclass(frozen=True, slots=True)
class SourceChanges:
    """How one source's standings differ.

    ``replaced`` and ``removed`` end the version that stood; ``added`` and ``replaced`` begin one. ``moved`` say what
    they said, at another line or with another DTSTAMP: their row is brought up to date, and the history is silent.
    ``withdrawn`` counts those of ``added`` and ``replaced`` that are so since this run.
    """

    source: str
    added: tuple[Standing, ...]
    replaced: tuple[Standing, ...]
    moved: tuple[Standing, ...]
    removed: tuple[str, ...]
    withdrawn: int

    def __bool__(self) -> bool:
        """Say whether there is anything to do."""
        return bool(self.added or self.replaced or self.moved or self.removed)


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs between two pasts."""

    sources: Rows[str, SourceState]
    standings: tuple[SourceChanges, ...]
    uids: Rows[tuple[str, str], str]
    stamps: Rows[tuple[str, str], Stamp]
    retracted: Rows[str, None]
    sinks: Rows[str, Memory]
    paused: bool
    fingerprint: bool
    awaiting: bool

    def __bool__(self) -> bool:
        """Say whether anything differs."""
        facts = self.paused or self.fingerprint or self.awaiting
        return bool(self.sources or self.standings or self.sinks or facts or self.is_a_run)

    @property
    def is_a_run(self) -> bool:
        """Say whether it concerns what people see.

        A mere word on a source's health, another day's fingerprint, a pause, or what sinks remember are no version to
        go back to.
        """
        told = any(each.added or each.replaced or each.removed for each in self.standings)
        return bool(told or self.uids or self.stamps or self.retracted)

    def counts(self) -> dict[str, int]:
        """Return how many standings were added, changed, withdrawn, removed; only what is not 0."""
        found = {
            "added": sum(len(each.added) for each in self.standings),
            "changed": sum(len(each.replaced) for each in self.standings),
            "withdrawn": sum(each.withdrawn for each in self.standings),
            "removed": sum(len(each.removed) for each in self.standings),
        }
        return {name: count for name, count in found.items() if count}


def differences(before: Past, after: Past) -> Differences:
    """Return what must be written so that ``after`` stands where ``before`` did.

    :raises ValueError: two standings of a source have one lasting key
    """
    return Differences(
        sources=_rows(before.sources, after.sources),
        standings=_all_standings(before.standings, after.standings),
        uids=_rows(before.uids, after.uids),
        stamps=_rows(before.stamps, after.stamps),
        retracted=_rows(dict.fromkeys(before.retracted), dict.fromkeys(after.retracted)),
        sinks=_rows(before.sinks, after.sinks),
        paused=(before.paused, before.paused_on) != (after.paused, after.paused_on),
        fingerprint=before.fingerprint != after.fingerprint,
        awaiting=before.awaiting != after.awaiting,
    )


def _rows(before: Mapping[K, V], after: Mapping[K, V]) -> Rows[K, V]:
    if before is after:  # one that was not loaded stays so
        return Rows({}, frozenset())
    put = {key: value for key, value in after.items() if key not in before or before[key] != value}
    return Rows(put, frozenset(key for key in before if key not in after))


def _all_standings(
    before: Mapping[str, tuple[Standing, ...]], after: Mapping[str, tuple[Standing, ...]]
) -> tuple[SourceChanges, ...]:
    found = []
    for source in sorted({*before, *after}):
        if isinstance(before, Standings) and before.is_same(after, source):
            continue
        found.append(_standings(source, before.get(source, ()), after.get(source, ())))
    return tuple(each for each in found if each)


def _standings(source: str, before: tuple[Standing, ...], after: tuple[Standing, ...]) -> SourceChanges:
    if before is after:
        return SourceChanges(source, (), (), (), (), 0)
    old, new = _by_lasting(source, before), _by_lasting(source, after)
    added: list[Standing] = []
    replaced: list[Standing] = []
    moved: list[Standing] = []
    for lasting, standing in new.items():
        past = old.get(lasting)
        if past is None:
            added.append(standing)
        elif past is not standing and past != standing:
            (moved if _says_the_same(past, standing) else replaced).append(standing)
    return SourceChanges(
        source,
        tuple(added),
        tuple(replaced),
        tuple(moved),
        tuple(lasting for lasting in old if lasting not in new),
        sum(_newly_withdrawn(old.get(each.lasting), each) for each in (*added, *replaced)),
    )


def _by_lasting(source: str, standings: Iterable[Standing]) -> dict[str, Standing]:
    found: dict[str, Standing] = {}
    for each in standings:
        if each.lasting in found:
            raise ValueError(f"two standings of {source!r} have the lasting key {each.lasting!r}")
        found[each.lasting] = each
    return found


def _says_the_same(before: Standing, after: Standing) -> bool:
    """Say whether only the place, or what the content digest leaves out (DTSTAMP), differs."""
    same_state = (before.state, before.why, before.since) == (after.state, after.why, after.since)
    old, new = before.entry, after.entry
    same_content = bool(old.digest) and old.digest == new.digest and old.event.provenance == new.event.provenance
    return same_state and same_content and old.source == new.source


def _newly_withdrawn(before: Standing | None, after: Standing) -> bool:
    return after.state == "withdrawn" and (before is None or before.state != "withdrawn")
