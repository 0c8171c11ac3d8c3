"""What stands between runs, as values: the entries of each source that count now, and what is known of the source.

The store keeps them, merge/continuity.py moves them on from one run to the next, the pipeline carries them between.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from reseau_sync.entry import Entry, Rejected
from reseau_sync.errors import Words
from reseau_sync.ports import Checkpoint
from reseau_sync.view import Memory

State: TypeAlias = Literal["live", "kept", "withdrawn"]
Why: TypeAlias = Literal["", "passed", "left-window", "held", "unread", "vanished", "dropped", "double"]


@dataclass(frozen=True, slots=True)
class Standing:
    """One entry that counts, and why.

    ``lasting`` names the event within its source for as long as it lives, whatever becomes of its UID. ``state``:

    * ``live``: the source states it now;
    * ``kept``: the source does not, and it stands all the same: it has ``passed``, has ``left-window`` (a feed of 30
      events), is ``held`` by the guard, or the source is ``unread``;
    * ``withdrawn``: its owner took it out (``vanished``), or the source has been unread for too long (``dropped``).

    ``double`` is said only of one that leaves because the source still states the same event in another way.

    ``since`` is the day, in the network's zone, from which the state holds; for a withdrawn entry that of withdrawal.
    """

    entry: Entry
    lasting: str
    state: State = "live"
    why: Why = ""
    since: dt.date = dt.date.min


@dataclass(frozen=True, slots=True)
class Hold:
    """Disappearances that a guard keeps from happening: since which day, and a digest of what is missing."""

    since: dt.date
    reading: str
    missing: int


@dataclass(frozen=True, slots=True)
class Policy:
    """How patient a source's reading is. Days are whole days of the network's zone.

    ``shrink_limit``: held if more than this part of the future entries vanish at once (and at least 5), or all of them;
    ``hold_days``: accepted when the same reading has shown it for so long (0: never by itself); ``stale_days``: then
    future events say that they are not confirmed; ``drop_days``: then they are withdrawn; ``limit``: how many entries
    the tool gives at most; ``retention_months``: an event goes so long after its end.
    """

    shrink_limit: float = 0.30
    hold_days: int = 7
    stale_days: int = 3
    drop_days: int = 60
    limit: int | None = None
    retention_months: int = 24


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is remembered of a source. Instants are aware, in UTC.

    ``described`` is a digest of adapter, location and options: a checkpoint made under another one is void. ``decoder``
    is a digest of all that decoding rests on: under another one, bytes are decoded again. ``last_full`` is the last
    unconditional reading; ``events`` and ``rejected`` are what the last good reading gave; ``told`` the day on which a
    person was last told that something is amiss.
    """

    source: str
    described: str = ""
    checkpoint: Checkpoint = field(default_factory=dict)
    last_success: dt.datetime | None = None
    last_full: dt.datetime | None = None
    last_change: dt.datetime | None = None
    failing_since: dt.datetime | None = None
    code: str | None = None
    reason: Words | None = None
    hold: Hold | None = None
    accepted: bool = False
    decoder: str = ""
    events: int = 0
    rejected: tuple[Rejected, ...] = ()
    told: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """What was last published of a merged event in one feed.

    ``digest`` is of the content that was published, ``sequence`` its SEQUENCE (RFC 5545, 3.8.7.4), ``at`` the aware
    instant since which it says so (DTSTAMP and LAST-MODIFIED); ``cancelled_since`` the day, in the network's zone, from
    which it is shown as cancelled, ``None`` where it is not.
    """

    digest: str
    sequence: int
    at: dt.datetime
    cancelled_since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """All that one run leaves to the next: what architecture.md calls ``past``.

    ``standings``: by source; ``uids``: by scope (``"network"``, ``"organisation:id"``) and lasting key, the UID under
    which the event is published; ``stamps``: by feed and that UID; ``retracted``: UIDs and sources that a person took
    out of every feed; ``paused``: publishing is held, after a rollback to the run
    numbered ``paused_on``; ``sinks``: by feed, what its sink remembers of
    a calendar that it is pushed into; ``fingerprint``: of the last complete run, equal where nothing that a run rests
    on has changed; ``awaiting``: how many pairs of events wait for a person to say whether they are the same. The
    mappings are never changed in place; each may be one that loads when it is asked. A source's standings have
    different lasting keys, and their order says nothing.
    """

    sources: Mapping[str, SourceState] = field(default_factory=dict)
    standings: Mapping[str, tuple[Standing, ...]] = field(default_factory=dict)
    uids: Mapping[tuple[str, str], str] = field(default_factory=dict)
    stamps: Mapping[tuple[str, str], Stamp] = field(default_factory=dict)
    retracted: frozenset[str] = frozenset()
    paused: bool = False
    paused_on: int = 0
    sinks: Mapping[str, Memory] = field(default_factory=dict)
    fingerprint: str = ""
    awaiting: int = 0
