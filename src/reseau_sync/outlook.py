"""What a run would publish and remember, computed from what stands: nothing is read and nothing is written here."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from reseau_sync.audience import scope_of
from reseau_sync.config import Loaded
from reseau_sync.decisions import Applied, apply
from reseau_sync.embedding import MergedCalendar, merge_calendars
from reseau_sync.entry import Entry, Rejected
from reseau_sync.errors import AdapterError, ConfigError, EncodeError, Words
from reseau_sync.feeds import NO_KEY, refusals, unwritten, view_of, worded
from reseau_sync.forms import Formed
from reseau_sync.keeping import (
    Carried,
    alive,
    carry_on,
    news_of,
    remembered_uids,
    retention_day,
    stamped,
    with_cancelled,
    withdrawn,
)
from reseau_sync.keys import PublicKey
from reseau_sync.merge import Memory, Uids, Verdicts
from reseau_sync.model import AnyEvent, Audience
from reseau_sync.model.network import FeedSpec, Network
from reseau_sync.reading import SourceReading
from reseau_sync.registry import Registry
from reseau_sync.rendering import Written, shaped, written
from reseau_sync.retraction import not_retracted, retracted_keys, still_public
from reseau_sync.standing import Past, SourceState, Stamp, Standing
from reseau_sync.view import Suggestion


@dataclass(frozen=True, slots=True)
class Rendered:
    """One feed as it would be published: its events with their stamps, its bytes, and what it could not show.

    ``failure``: why it could not be rendered; the copy before it stands. ``formed``: the events as the feed's form has
    them. ``left_out``: what its format has no place for.
    """

    feed: FeedSpec
    events: tuple[AnyEvent, ...]
    data: bytes
    stamps: Mapping[str, Stamp]
    refused: tuple[Rejected, ...] = ()
    failure: Words | None = None
    formed: tuple[AnyEvent, ...] = ()
    left_out: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a run would publish and remember: computed, nothing written. ``unchanged``: nothing at all is to be done."""

    network: Network
    sources: tuple[SourceReading, ...]
    past: Past
    steps: Mapping[str, Carried]
    merged: MergedCalendar | None = None
    feeds: tuple[Rendered, ...] = ()
    unchanged: bool = False
    decided: Applied = field(default_factory=Applied)

    def awaiting(self, today: dt.date) -> tuple[Suggestion, ...]:
        """Return the pairs of events that a person is to be asked about, less those that were put off."""
        if self.merged is None:
            return ()
        groups = {group.uid: group for group in self.merged.identified.groups}
        return tuple(
            each
            for each in self.merged.suggestions
            if not self.decided.put_off(groups[each.left], groups[each.right], today)
        )


def computed(
    loaded: Loaded,
    past: Past,
    *,
    now: dt.datetime,
    sources: tuple[SourceReading, ...] = (),
    steps: Mapping[str, Carried] | None = None,
    registry: Registry | None = None,
    key: PublicKey | None = None,
    present: Mapping[str, tuple[Standing, ...]] | None = None,
    verdicts: Verdicts | None = None,
) -> Outlook:
    """Compute the feeds of what stands in ``past``, by the present rules: audiences, filters, retractions.

    :param key: what public UIDs are made with; without it public feeds are not rendered
    :param verdicts: what pairs of events weighed in the run before; it changes nothing but the cost
    :param present: where ``past`` is an earlier one, what stands now: the public is not shown again what is gone
    """
    network = loaded.network
    known = _by_scope(past.uids)
    basis = _Basis.of(loaded, past, now)
    merging = functools.partial(
        merge_calendars,
        network,
        past=known,
        decisions=basis.decided.decisions,
        now=now,
        key=key.value if key is not None else None,
        memory=Memory(network, verdicts),
    )
    merged = merging(basis.stated, withdrawn=basis.gone)
    gone = merging(basis.gone, withdrawn=basis.stated)
    for_public = merged
    if present is not None:
        still = still_public(basis.stated, alive(present, past.sources, network, now), network)
        for_public = merging(still, withdrawn=basis.gone)
    made = [
        _Making(feed, network, past, known.get(scope_of(feed), {}), now).made(
            for_public if feed.audience is Audience.PUBLIC else merged, gone, basis.since, registry, key
        )
        for feed in network.feeds
    ]
    rendered = tuple(each.rendered for each in made)
    after = _kept_of(past, made, basis.retracted)
    found = Outlook(network, sources, after, steps or {}, merged, rendered, decided=basis.decided)
    return replace(found, past=replace(after, awaiting=len(found.awaiting(network.today(now)))))


def _kept_of(past: Past, made: Sequence[_Made], retracted: Mapping[tuple[str, str], str]) -> Past:
    """Return ``past`` with the UIDs and stamps of the feeds that were made.

    Without a fingerprint: a run that dies before its feeds are written is finished by the next one.
    """
    uids = {name: uid for each in made for name, uid in each.uids.items()}
    stamps = {name: stamp for each in made for name, stamp in each.stamps.items()}
    return replace(past, uids={**uids, **retracted}, stamps=stamps, fingerprint="")


def as_it_stands(loaded: Loaded, past: Past, now: dt.datetime, *, key: bytes | None = None) -> Outlook:
    """Return the merge of what stands, for a person to look at: no feed is rendered, nothing else is computed.

    :param key: what public UIDs are made with; without it no public feed can be asked for
    """
    basis = _Basis.of(loaded, past, now)
    merged = merge_calendars(
        loaded.network,
        basis.stated,
        _by_scope(past.uids),
        basis.decided.decisions,
        now=now,
        key=key,
        withdrawn=basis.gone,
    )
    return Outlook(loaded.network, (), past, {}, merged, decided=basis.decided)


@dataclass(frozen=True, slots=True)
class _Basis:
    """What counts of all that stands, once people have decided and taken back.

    ``stated``: what sources state; ``gone``: what they withdrew, ``since`` when; ``retracted``: the UIDs of what a
    person took back, which stay known.
    """

    stated: list[Entry]
    gone: list[Entry]
    since: Mapping[str, dt.date]
    decided: Applied
    retracted: dict[tuple[str, str], str]

    @classmethod
    def of(cls, loaded: Loaded, past: Past, now: dt.datetime) -> _Basis:
        """Return what counts of ``past``."""
        network = loaded.network
        stated = alive(past.standings, past.sources, network, now)
        gone, since = withdrawn(past.standings, network)
        decided = apply(loaded.decisions, [*stated, *gone], network, past.uids)
        retracted = retracted_keys([*stated, *gone], past, network, now, decided.decisions)
        kept, left = not_retracted(stated, past, retracted), not_retracted(gone, past, retracted)
        return cls(kept, left, since, decided, retracted)


@dataclass(frozen=True, slots=True)
class _Made:
    """One feed as it would be published, and what is remembered of it."""

    rendered: Rendered
    uids: Mapping[tuple[str, str], str]
    stamps: Mapping[tuple[str, str], Stamp]


@dataclass(frozen=True, slots=True)
class _Making:
    """One feed, while it is made. ``known``: under which UIDs its readership knows what stood before."""

    feed: FeedSpec
    network: Network
    past: Past
    known: Uids
    now: dt.datetime

    def made(
        self,
        merged: MergedCalendar,
        gone: MergedCalendar,
        since: Mapping[str, dt.date],
        registry: Registry | None,
        key: PublicKey | None,
    ) -> _Made:
        """Return the feed of what is ``merged``; ``gone`` are the events that their owners withdrew."""
        if self.feed.audience is Audience.PUBLIC and (key is None or not key.value):
            return self._without_key(key)
        feed, network, today = self.feed, self.network, self.network.today(self.now)
        there, left = merged.known_to(feed.id), gone.known_to(feed.id)
        shown = with_cancelled(feed, there, left, since, today, network)
        view = view_of(feed, network, shown)
        events, fresh = stamped(worded(feed, network, view.events), self._stamps(), network, self.now)
        form, result, failure = _bytes(feed, network, events, today, registry)
        unsaid = [(uid, error.code, error.words) for uid, error in result.refused]
        refused = (*view.refused, *refusals(shown, form.refused), *unwritten(shown, unsaid))
        rendered = Rendered(feed, tuple(events), result.data, fresh, refused, failure, form.events, result.left_out)
        still = {each: uid for each, uid in self.known.items() if each in since}
        kept = _still_known(self._stamps(), self.known, retention_day(network, self.now))
        return self._remembered(
            rendered, {**still, **remembered_uids(left), **remembered_uids(there)}, {**kept, **fresh}
        )

    def _without_key(self, key: PublicKey | None) -> _Made:
        """Return a public feed that cannot be made; what is remembered of it stays."""
        why = key.failure if key is not None and key.failure is not None else NO_KEY
        return self._remembered(Rendered(self.feed, (), b"", {}, failure=why), self.known, self._stamps())

    def _remembered(self, rendered: Rendered, uids: Uids, stamps: Mapping[str, Stamp]) -> _Made:
        scope = scope_of(self.feed)
        return _Made(
            rendered,
            {(scope, each): uid for each, uid in uids.items()},
            {(self.feed.id, uid): stamp for uid, stamp in stamps.items()},
        )

    def _stamps(self) -> dict[str, Stamp]:
        return {uid: stamp for (id_, uid), stamp in self.past.stamps.items() if id_ == self.feed.id}


def _bytes(
    feed: FeedSpec, network: Network, events: Sequence[AnyEvent], today: dt.date, registry: Registry | None
) -> tuple[Formed, Written, Words | None]:
    """Return the events of a feed in its form, what is written, and why nothing is, if so.

    A feed that cannot be rendered costs that feed alone.
    """
    try:
        form = shaped(feed, network, events, today)
        return form, written(feed, network, form.events, today=today, registry=registry), None
    except (AdapterError, ConfigError, EncodeError) as error:
        return Formed(()), Written(b""), Words(error.say("fr"), error.say("en"))


def told(outlook: Outlook, past: Past, today: dt.date) -> tuple[Outlook, tuple[tuple[str, Words], ...]]:
    """Return what a person is to be told of the sources, and the outlook that remembers having told it."""
    states = dict(outlook.past.sources)
    news: list[tuple[str, Words]] = []
    for source in outlook.sources:
        state = states[source.state.source]
        words = news_of(past.sources.get(state.source, SourceState(state.source)), state, today)
        if words is not None:
            news.append((state.source, words))
            states[state.source] = replace(state, told=today)
    return replace(outlook, past=replace(outlook.past, sources=states)), tuple(news)


def carried(network: Network, past: Past, sources: Sequence[SourceReading], now: dt.datetime) -> dict[str, Carried]:
    """Return each source carried on by what was read of it."""
    steps: dict[str, Carried] = {}
    for spec, source in zip(network.sources, sources, strict=True):
        before = past.sources.get(spec.id, SourceState(spec.id))
        standings = past.standings.get(spec.id, ())
        reading: Sequence[Entry] | None = None
        if source.unchanged:
            reading = [each.entry for each in standings if each.state == "live"]
        elif source.decoded is not None:
            reading = source.decoded.entries
        steps[spec.id] = carry_on(spec, network, before, source.state, standings, reading, now)
    return steps


def _by_scope(uids: Mapping[tuple[str, str], str]) -> dict[str, Uids]:
    found: dict[str, dict[str, str]] = {}
    for (scope, key), uid in uids.items():
        found.setdefault(scope, {})[key] = uid
    return dict(found)


def _still_known(stamps: Mapping[str, Stamp], uids: Uids, oldest: dt.date) -> dict[str, Stamp]:
    """Return the stamps of events that stand, shown here or not, or may come back: a SEQUENCE never falls."""
    standing = set(uids.values())
    return {uid: stamp for uid, stamp in stamps.items() if uid in standing or stamp.at.date() >= oldest}
