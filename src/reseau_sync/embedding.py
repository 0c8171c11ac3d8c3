"""The library for those who embed: calendars from memory in, one feed as bytes out. No file, no store, no global state.

Every function here can be called from several threads at once; none reads a clock, a file or a socket.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from reseau_sync.audience import scope_of
from reseau_sync.echoes import Echo, Heard, heard
from reseau_sync.entry import Decoded, Entry
from reseau_sync.errors import ConfigError, SourceError, Words
from reseau_sync.feeds import differing, merged_for, view_of, worded
from reseau_sync.following import source_of
from reseau_sync.merge import Combiner, Memory, Uids, Window, identify, window_of
from reseau_sync.model import Audience
from reseau_sync.model.network import FeedSpec, Network
from reseau_sync.ports import Access, Bodies, Checkpoint, Context, Failed, Raw, Unchanged, digest_of
from reseau_sync.registry import Registry
from reseau_sync.rendering import rendered
from reseau_sync.view import Conflict, Decisions, Identified, Merged, Suggestion, View


class _OneBody(Access):
    """Gives an adapter the bytes that the caller holds."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, location: str, *, suffixes: object = (), checkpoint: Checkpoint | None = None) -> Bodies | Unchanged:
        """Return the one body, wherever."""
        del location, suffixes, checkpoint
        return Bodies((Raw("", self._data),), {"digest": digest_of(self._data)})


def read(data: bytes, network: Network, source: str, *, registry: Registry | None = None) -> Decoded:
    """Understand one calendar that the caller holds as bytes.

    :param data: the whole calendar (an .ics, a .csv, …), as its tool exports it
    :param network: the network that declares ``source``: its zone reads floating times, its places are recognised
    :param source: the id of a source of the network; its ``adapter`` says what the bytes are (default: ``ical``)
    :return: its entries, and what could not be understood, with place, reason and code
    :raises ConfigError: if the network does not declare ``source``
    :raises AdapterError: if there is no such adapter
    :raises SourceError: if the bytes are no whole calendar: empty, cut, a web page, damaged
    """
    spec = source_of(network, source)
    known = registry or Registry.default()
    adapter = known.get(spec.adapter or "ical")
    location = spec.location if isinstance(spec.location, str) else ""
    opened = adapter.open(location, known.options(adapter, spec.options), _OneBody(data))
    fetched = opened.fetch()
    if isinstance(fetched, Failed):
        raise fetched.error
    if isinstance(fetched, Unchanged):
        raise SourceError("unchanged", Words("rien n’a été lu", "nothing was read"))
    context = Context.of(network, spec)
    decoded = [opened.decode(item, context) for item in fetched.items]
    return Decoded(
        tuple(entry for each in decoded for entry in each.entries),
        tuple(rejected for each in decoded for rejected in each.rejected),
    )


@dataclass(frozen=True)
class MergedCalendar:
    """What a merge gave: ask it for its events, its conflicts, or a feed of the network as bytes.

    ``past`` says, by audience scope, under which UIDs events were last published; without it UIDs are made anew from
    the same members, and are the same for as long as those are. ``decisions`` are what people said of pairs of events;
    ``window`` is where series are compared (see :func:`reseau_sync.merge.identify`); ``key`` makes public UIDs;
    ``withdrawn`` is what calendars state no longer, which does not come back through others either; ``memory`` is what
    comparisons share, between audiences and from run to run: it changes nothing but the cost.
    """

    network: Network
    entries: tuple[Entry, ...]
    past: Mapping[str, Uids] = field(default_factory=dict)
    decisions: Decisions = field(default_factory=Decisions)
    window: Window | None = None
    key: bytes | None = field(default=None, repr=False)
    withdrawn: tuple[Entry, ...] = ()
    memory: Memory | None = field(default=None, repr=False, compare=False)
    _known: dict[str, tuple[Merged, ...]] = field(default_factory=dict, repr=False, compare=False)

    @functools.cached_property
    def heard(self) -> Heard:
        """What calendars say of themselves, and what they only say again of our own feeds."""
        published = {uid for uids in self.past.values() for uid in uids.values()}
        return heard(self.entries, self.network, published, self.withdrawn)

    @functools.cached_property
    def _decided(self) -> Decisions:
        return replace(self.decisions, same=self.decisions.same | self.heard.linked)

    @functools.cached_property
    def _memory(self) -> Memory:
        return self.memory or Memory(self.network)

    @property
    def echoes(self) -> tuple[Echo, ...]:
        """Entries that come back from our own feeds, or by other hubs: they confirm nothing."""
        return self.heard.echoes

    @functools.cached_property
    def identified(self) -> Identified:
        """Which entries state the same event, whatever its audience."""
        known = self.past.get(str(Audience.NETWORK), {})  # under the UIDs that people see
        return identify(self.heard.entries, self.network, known, self._decided, window=self.window, memory=self._memory)

    @functools.cached_property
    def events(self) -> tuple[Merged, ...]:
        """Every merged event with its members, whatever its audience: for the network's own eyes, never to publish."""
        combiner = Combiner(self.network)
        return tuple(combiner.combine(group) for group in self.identified.groups)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What a person should look at: one UID of two events, an old time still shown, what calendars differ in."""
        return (*self.identified.conflicts, *(each for event in self.events for each in differing(event)))

    @property
    def fused(self) -> int:
        """How many merged events are stated under several UIDs."""
        return sum(len(each.statements) + len(each.guests) > 1 for each in self.identified.groups)

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """Pairs of events that are perhaps the same: a person may say."""
        return self.identified.suggestions

    def known_to(self, feed: str) -> tuple[Merged, ...]:
        """Return every merged event that the readers of ``feed`` may know of, whatever its filter.

        :raises ConfigError: if the network does not declare ``feed``, or it is public and there is no ``key``
        """
        spec = _feed(self.network, feed)
        scope = scope_of(spec)
        if scope not in self._known:  # two threads may both compute it, and get the same
            self._known[scope] = merged_for(
                spec,
                self.network,
                self.heard.entries,
                self.past.get(scope, {}),
                self._decided,
                self.window,
                self.key,
                self._memory,
            )
        return self._known[scope]

    def view(self, feed: str) -> View:
        """Return what the feed shows: chosen and projected for its audience, merged, filtered.

        :raises ConfigError: if the network does not declare ``feed``
        """
        return view_of(_feed(self.network, feed), self.network, self.known_to(feed))

    def render(self, feed: str, *, today: dt.date | None = None, registry: Registry | None = None) -> bytes:
        """Return the feed as a file of its format: the same entries give the same bytes, in any order.

        :param today: the day from which the feed's window is counted, in the network's zone; no clock is read here
        :raises ConfigError: if the network does not declare ``feed``
        """
        spec = _feed(self.network, feed)
        events = worded(spec, self.network, self.view(feed).events)
        return rendered(spec, self.network, events, today=today, registry=registry)


def merge_calendars(
    network: Network,
    entries: Iterable[Entry],
    past: Mapping[str, Uids] | None = None,
    decisions: Decisions | None = None,
    *,
    now: dt.datetime | None = None,
    key: bytes | None = None,
    withdrawn: Iterable[Entry] = (),
    memory: Memory | None = None,
) -> MergedCalendar:
    """Merge the entries of any number of calendars. Their order makes no difference; merging twice is merging once.

    :param decisions: what people said of pairs of events; it outranks every score
    :param now: an aware instant: series are compared from a month before it to a year after; without it, in the year
        around the median start of the entries
    :param withdrawn: what calendars state no longer: an echo of it is not taken for a statement
    :param key: a secret of the network's own, of which the UIDs of public feeds are made; they ask for it
    :param memory: what other merges of this network found out; it changes nothing but the cost
    """
    window = window_of(now, network.network.timezone) if now is not None else None
    gone = tuple(withdrawn)
    return MergedCalendar(network, tuple(entries), past or {}, decisions or Decisions(), window, key, gone, memory)


def _feed(network: Network, id_: str) -> FeedSpec:
    found = next((each for each in network.feeds if each.id == id_), None)
    if found is None:
        raise ConfigError("unknown-feed", Words(f"aucun calendrier « {id_} »", f"there is no feed “{id_}”"))
    return found
