"""Where effects meet: read every source, carry on what stands, merge, remember, publish. It reads as a list of steps.

Failures travel as values: a source that cannot be read costs nothing that stands (reading.py), a feed that cannot be
written costs that feed. What is remembered is saved before anything is published: a run that dies in between is
finished by the next one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from reseau_sync.audience import scope_of
from reseau_sync.config import Loaded
from reseau_sync.echoes import Echo
from reseau_sync.entry import Decoded, Rejected
from reseau_sync.errors import StoreError, Words
from reseau_sync.feeds import calendar_bytes
from reseau_sync.keeping import held_words
from reseau_sync.keys import PublicKey, public_key
from reseau_sync.left_behind import take_away
from reseau_sync.links import named
from reseau_sync.logs import LOGGER
from reseau_sync.merge import Verdicts
from reseau_sync.model import Audience
from reseau_sync.model.network import Network
from reseau_sync.outlook import Outlook, carried, computed, told
from reseau_sync.ports import Item
from reseau_sync.publication import FeedOutcome, fingerprint, publish, published_past
from reseau_sync.reading import Decodings, Progress, SourceReading, read_sources
from reseau_sync.recovery import recovered
from reseau_sync.registry import Registry
from reseau_sync.sinks import check_sinks, published_before
from reseau_sync.standing import Past, SourceState
from reseau_sync.store import Reading, RunInfo, RunLock, Store
from reseau_sync.transport import Transport
from reseau_sync.version import VERSION
from reseau_sync.view import Conflict, Merged, SourceHealth, Suggestion

SEEN = dt.timedelta(hours=1)
"""Where nothing changed, that a source was read is written down at most so often."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of ``merge``: what was computed, and what became of each feed.

    ``news``: sources of which a person is to be told, even in quiet; ``rebuilt``: where a state that could not be read
    was set aside; ``left``: what is said of files that are no feed's any more, by feed.
    """

    outlook: Outlook
    feeds: tuple[FeedOutcome, ...]
    news: tuple[tuple[str, Words], ...] = ()
    rebuilt: Path | None = None
    left: tuple[tuple[str, Words], ...] = ()

    @property
    def network(self) -> Network:
        """The network that was merged."""
        return self.outlook.network

    @property
    def sources(self) -> tuple[SourceHealth, ...]:
        """How reading each source went; one whose disappearances are held says so."""
        return tuple(_health(each, self.outlook.past) for each in self.outlook.sources)

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """Everything that could not be understood or published."""
        read = [each for source in self.outlook.sources for each in source.state.rejected]
        return tuple(dict.fromkeys([*read, *(each for feed in self.outlook.feeds for each in feed.refused)]))

    @property
    def events(self) -> tuple[Merged, ...]:
        """Every merged event with its members, whatever its audience; none where nothing was to be done."""
        return self.outlook.merged.events if self.outlook.merged is not None else ()

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What a person should look at."""
        return self.outlook.merged.conflicts if self.outlook.merged is not None else ()

    @property
    def fused(self) -> int:
        """How many merged events several calendars state, each under a UID of its own."""
        return self.outlook.merged.fused if self.outlook.merged is not None else 0

    @property
    def awaiting(self) -> int:
        """How many pairs of events wait for a person to say whether they are the same."""
        return self.outlook.past.awaiting

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        """Pairs of events that are perhaps the same."""
        return self.outlook.merged.suggestions if self.outlook.merged is not None else ()

    @property
    def echoes(self) -> tuple[Echo, ...]:
        """What came back from our own feeds, or through other hubs."""
        return self.outlook.merged.echoes if self.outlook.merged is not None else ()

    @property
    def exit_code(self) -> int:
        """0: every feed is right; 3: every feed stands, but something is amiss; 1: a feed has no copy to stand on."""
        if any(feed.state == "missing" for feed in self.feeds):
            return 1
        amiss = any(source.state != "ok" for source in self.sources)
        return 3 if amiss or any(feed.state in ("refused", "paused") for feed in self.feeds) else 0


def run(
    loaded: Loaded,
    *,
    now: dt.datetime,
    dry_run: bool = False,
    agreed: bool = False,
    registry: Registry | None = None,
    transport: Transport | None = None,
    progress: Progress = lambda _: None,
) -> Run:
    """Read, carry on what stands, merge, remember, publish: one run of ``reseau-sync merge``.

    :param now: an aware instant
    :param agreed: a person agrees to all that would be deleted at once in calendars that feeds are pushed into
    :raises Busy: where another run is under way
    :raises StoreError: where the state cannot be read or saved; nothing was published
    :raises ConfigError: and :raises AdapterError: before anything was read
    """
    with remembering(loaded, write=not dry_run) as store:
        past = store.load() if store else Past()
        memory = StoredDecodings(store)
        key = public_key(loaded, write=not dry_run)
        verdicts = StoredVerdicts(store)
        if not dry_run:
            named(loaded)
        outlook = look(
            loaded,
            past,
            now=now,
            registry=registry,
            transport=transport,
            decodings=memory,
            progress=progress,
            key=key,
            verdicts=verdicts,
        )
        outlook, news = _settled(outlook, past, store, loaded, now, registry, transport, key)
        rebuilt = store.rebuilt if store else None
        if store is None or dry_run:
            tried = publish(outlook, loaded, dry_run=True, agreed=agreed, registry=registry, transport=transport)
            return Run(outlook, tried, news, rebuilt)
        after = _remember(outlook, past, store, memory, now)
        feeds = publish(outlook, loaded, agreed=agreed, registry=registry, transport=transport)
        left = take_away(outlook.past.sinks, feeds, loaded) if not outlook.unchanged else ()
        if not outlook.unchanged:
            store.save(after, _complete(after, feeds, loaded, now), run=RunInfo(now, VERSION))
            verdicts.save()
        return Run(outlook, feeds, news, rebuilt, left)


def _settled(
    outlook: Outlook,
    past: Past,
    store: Store | None,
    loaded: Loaded,
    now: dt.datetime,
    registry: Registry | None,
    transport: Transport | None,
    key: PublicKey,
) -> tuple[Outlook, tuple[tuple[str, Words], ...]]:
    """Return the outlook as it is published, after a lost state or a rollback too, and what is news of the sources."""
    if not past.sources and not past.stamps:  # no state at all, not merely a network without sources until now
        outlook = _recovered(outlook, loaded, now, registry, transport, key)
    outlook, news = told(outlook, past, loaded.network.today(now))
    _log_held(outlook)
    if outlook.past.paused and store is not None and not outlook.unchanged:
        outlook = _held_back(outlook, store, loaded, now, registry, key)
    return outlook, news


def _held_back(
    outlook: Outlook, store: Store, loaded: Loaded, now: dt.datetime, registry: Registry | None, key: PublicKey
) -> Outlook:
    """Return the outlook of a run while publishing is held: public feeds lose what is gone, and gain nothing."""
    try:
        earlier = store.load_at(outlook.past.paused_on).standings
    except StoreError:  # too old to be known: what stands now is all that may be shown
        earlier = outlook.past.standings
    past = replace(outlook.past, standings=earlier)
    shown = computed(loaded, past, now=now, registry=registry, key=key, present=outlook.past.standings)
    public = {each.feed.id: each for each in shown.feeds if each.feed.audience is Audience.PUBLIC}
    return replace(outlook, feeds=tuple(public.get(each.feed.id, each) for each in outlook.feeds))


def _complete(after: Past, feeds: Sequence[FeedOutcome], loaded: Loaded, now: dt.datetime) -> Past:
    """Return what a run leaves once its feeds are published; one that did not finish is tried again by the next."""
    past = published_past(after, feeds)
    done = all(each.is_settled for each in feeds)
    return replace(past, fingerprint=fingerprint(loaded, past, now)) if done else past


@contextmanager
def remembering(loaded: Loaded, *, write: bool = True) -> Iterator[Store | None]:
    """Open the state for one run, alone. Where nothing is to be written none is made: ``None`` then stands for it.

    :raises Busy: where another run is under way
    :raises StoreError: where the state cannot be opened
    """
    path = loaded.folder / loaded.network.network.state
    if not write and not path.exists():
        yield None
        return
    with RunLock(path), Store.open(path) as store:
        if store.rebuilt is not None:
            said = rebuilt_words(store.rebuilt).to(loaded.network.network.language)
            LOGGER.warning("%s", said, extra={"event": "state-rebuilt", "path": str(store.rebuilt)})
        yield store


def rebuilt_words(aside: Path) -> Words:
    """Return what is said of a state that could not be read, now set ``aside``."""
    return Words(
        f"La mémoire ne se lisait plus : elle est mise de côté ({aside}) et refaite à partir des sources.",
        f"The state could not be read: it is set aside ({aside}) and made anew from the sources.",
    )


def _log_held(outlook: Outlook) -> None:
    for source in outlook.sources:
        health = _health(source, outlook.past)
        state = outlook.past.sources.get(health.source)
        if health.state == "held" and health.reason is not None and state is not None and state.hold is not None:
            about = {"event": "source-held", "source": health.source, "state": "held", "missing": state.hold.missing}
            said = health.reason.to(outlook.network.network.language)
            LOGGER.warning("%s : %s", health.source, said, extra=about)


def _remember(outlook: Outlook, past: Past, store: Store, memory: StoredDecodings, now: dt.datetime) -> Past:
    """Save what the run leaves, before anything is published.

    Where nothing changed nothing is written, but once an hour, so that ``status`` can say when a source was last read.
    """
    if outlook.unchanged and not any(_overdue(past, each) for each in outlook.past.sources.values()):
        return past
    store.save(past, outlook.past, run=RunInfo(now, VERSION), readings=memory.readings())
    return outlook.past


def _overdue(past: Past, state: SourceState) -> bool:
    before = past.sources.get(state.source)
    if before is None or before.last_success is None or state.last_success is None:
        return True
    if before.checkpoint != state.checkpoint:  # other bytes that say nothing new: the next run asks by these
        return True
    return not dt.timedelta() <= state.last_success - before.last_success < SEEN


def _recovered(
    outlook: Outlook,
    loaded: Loaded,
    now: dt.datetime,
    registry: Registry | None,
    transport: Transport | None,
    key: PublicKey,
) -> Outlook:
    """Return the outlook with the UIDs and stamps of feeds that stand from before the state was lost."""
    past = outlook.past
    for each in outlook.feeds:
        feed = each.feed
        before = published_before(feed, loaded, registry or Registry.default(), transport or Transport(loaded.folder))
        if before is not None:
            fresh = each.data if feed.format == "ical" else calendar_bytes(feed, loaded.network, each.formed)
            past = recovered(past, scope_of(feed), feed.id, fresh, before, each.stamps)
    if past is outlook.past:
        return outlook
    return computed(loaded, past, now=now, sources=outlook.sources, steps=outlook.steps, registry=registry, key=key)


def look(
    loaded: Loaded,
    past: Past,
    *,
    now: dt.datetime,
    registry: Registry | None = None,
    transport: Transport | None = None,
    decodings: Decodings | None = None,
    progress: Progress = lambda _: None,
    key: PublicKey | None = None,
    verdicts: StoredVerdicts | None = None,
) -> Outlook:
    """Read every source and compute what would be published and remembered; nothing is written.

    :param past: what the run before left
    :param now: an aware instant
    :param progress: called with the id of each source when it has been read, from any thread
    :param key: what public UIDs are made with
    :param verdicts: what pairs of events weighed in the run before, loaded if they are needed
    """
    known = registry or Registry.default()
    check_sinks(loaded, known)
    sources = read_sources(
        loaded,
        known,
        now,
        transport=transport,
        remembered=past.sources,
        decodings=decodings,
        progress=progress,
    )
    if all(each.unchanged for each in sources) and past.fingerprint == fingerprint(loaded, past, now):
        states = {each.state.source: each.state for each in sources}
        return Outlook(loaded.network, sources, replace(past, sources=states), {}, unchanged=True)
    steps = carried(loaded.network, past, sources, now)
    states = {id_: step.state for id_, step in steps.items()}
    standings = {id_: step.standings for id_, step in steps.items()}
    after = replace(past, sources=states, standings=standings)
    weighed = verdicts.load() if verdicts is not None else None
    return computed(loaded, after, now=now, sources=sources, steps=steps, registry=registry, key=key, verdicts=weighed)


def _health(source: SourceReading, past: Past) -> SourceHealth:
    state = past.sources.get(source.health.source)
    if source.health.state != "ok" or state is None or state.hold is None:
        return source.health
    return replace(source.health, state="held", code="held", reason=held_words(state.hold.missing))


class StoredVerdicts:
    """What pairs of events weighed in the run before, from the store; and in this run, to be remembered."""

    def __init__(self, store: Store | None) -> None:
        self._store = store
        self._verdicts: Verdicts | None = None

    def load(self) -> Verdicts:
        """Return what is known."""
        if self._verdicts is None:
            self._verdicts = Verdicts.load(self._store.verdicts() if self._store else b"")
        return self._verdicts

    def save(self) -> None:
        """Remember what this run asked for, if it weighed anything new."""
        if self._store is not None and self._verdicts is not None and self._verdicts.weighed:
            self._store.remember_verdicts(self._verdicts.dump())


class StoredDecodings(Decodings):
    """What items meant before, from the store; and the reading of this run, to be remembered."""

    def __init__(self, store: Store | None) -> None:
        self._store = store
        self._readings: list[Reading] = []

    def holds(self, source: str, items: Sequence[Item], decoder: str) -> bool:
        """Say whether the last good reading was of these very items."""
        return self._store is not None and self._store.holds(source, items, decoder)

    def knows(self, source: str, items: Sequence[Item], decoder: str) -> bool:
        """Say whether each of these items was decoded before by the same decoder."""
        return self._store.knows(source, items, decoder) if self._store else not items

    def get(self, source: str, item: Item, decoder: str) -> Decoded | None:
        """Return what the item meant, if it was decoded before by the same decoder."""
        return self._store.decoded(source, item, decoder) if self._store else None

    def put(self, source: str, decoder: str, reading: Sequence[tuple[Item, Decoded]]) -> None:
        """Take note of a good reading; what an empty one replaces is forgotten too."""
        self._readings.append(Reading(source, decoder, tuple(reading)))

    def readings(self) -> tuple[Reading, ...]:
        """Return the good readings of this run."""
        return tuple(self._readings)
