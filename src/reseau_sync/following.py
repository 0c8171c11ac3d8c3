"""One source, read again and again, for those who embed the library: what `reseau-sync merge` does between two runs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from reseau_sync.entry import Decoded, Entry
from reseau_sync.errors import ConfigError, Words
from reseau_sync.keeping import alive, carry_on
from reseau_sync.model.network import Network, SourceSpec
from reseau_sync.standing import SourceState, Standing


@dataclass(frozen=True, slots=True)
class Followed:
    """One source, followed from reading to reading: plain values, to be kept by whoever reads it again and again.

    Every standing has a ``lasting`` key, which names its event within the source for as long as it lives: through new
    UIDs, rows in another order, a title corrected, a time moved.
    """

    standings: tuple[Standing, ...] = ()
    state: SourceState | None = None

    def entries(self, network: Network, now: dt.datetime) -> list[Entry]:
        """Return the entries that count at the aware instant ``now``, each with its ``lasting`` key, to be merged."""
        if self.state is None:
            return []
        source = self.state.source
        return alive({source: self.standings}, {source: self.state}, network, now)


def follow(
    reading: Decoded | None, network: Network, source: str, *, before: Followed | None = None, now: dt.datetime
) -> Followed:
    """Carry a source on by one reading, as ``reseau-sync merge`` does between two runs (docs/design/continuity.md).

    :param reading: what :func:`read` gave; ``None`` where the source could not be read: what it last gave still stands
    :param before: what following it gave the last time; nothing for a first reading
    :param now: the aware instant of the reading
    :raises ConfigError: if the network does not declare ``source``
    """
    spec = source_of(network, source)
    known = before or Followed()
    state = known.state or SourceState(source)
    if reading is None:
        after = replace(state, failing_since=state.failing_since or now)
    else:
        after = replace(state, last_success=now, failing_since=None)
    entries = None if reading is None else reading.entries
    carried = carry_on(spec, network, state, after, known.standings, entries, now)
    return Followed(carried.standings, carried.state)


def source_of(network: Network, id_: str) -> SourceSpec:
    """Return the source that the network declares under ``id_``.

    :raises ConfigError: if there is none
    """
    found = network.source(id_)
    if found is None:
        raise ConfigError("unknown-source", Words(f"aucune source « {id_} »", f"there is no source “{id_}”"))
    return found
