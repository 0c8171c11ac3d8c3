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
    alive_entries = alive(past.standings, past.sources, network, now)
    gone_entries, since = withdrawn(past.standings, network)
    decided = apply(loaded.decisions, [*alive_entries, *gone_entries], network, past.uids)
    retracted = retracted_keys([*alive_entries, *gone_entries], past, network, now, decided.decisions)
    alive_entries = not_retracted(alive_entries, past, retracted)
    secret = key.value if key is not None else None
    memory = Memory(network, verdicts)
    gone_entries = not_retracted(gone_entries, past, retracted)
    merging = functools.partial(
        merge_calendars, network, past=known, decisions=decided.decisions, now=now, key=secret, memory=memory
    )
    merged = merging(alive_entries, withdrawn=gone_entries)
    gone = merging(gone_entries, withdrawn=alive_entries)
    for_public = merged
    if present is not None:
        still = still_public(alive_entries, alive(present, past.sources, network, now), network)
        for_public = merging(still, withdrawn=gone_entries)
    feeds: list[Rendered] = []
    uids: dict[tuple[str, str], str] = {}
    stamps: dict[tuple[str, str], Stamp] = {}
    for feed in network.feeds:
        before = {uid: stamp for (id_, uid), stamp in past.stamps.items() if id_ == feed.id}
        is_public = feed.audience is Audience.PUBLIC
        if is_public and not secret:
            why = key.failure if key is not None and key.failure is not None else NO_KEY
            feeds.append(Rendered(feed, (), b"", {}, failure=why))
            uids |= {(scope_of(feed), each): uid for each, uid in known.get(scope_of(feed), {}).items()}
            stamps |= {(feed.id, uid): stamp for uid, stamp in before.items()}
            continue
        there = (for_public if is_public else merged).known_to(feed.id)
        shown = with_cancelled(feed, there, gone.known_to(feed.id), since, network.today(now), network)
        view = view_of(feed, network, shown)
        events, fresh = stamped(worded(feed, network, view.events), before, network, now)
        form, result, failure = _bytes(feed, network, events, network.today(now), registry)
        unsaid = [(uid, error.code, error.words) for uid, error in result.refused]
        left_out = (*view.refused, *refusals(shown, form.refused), *unwritten(shown, unsaid))
        feeds.append(Rendered(feed, tuple(events), result.data, fresh, left_out, failure, form.events, result.left_out))
        scope = scope_of(feed)
        left = {each: uid for each, uid in known.get(scope, {}).items() if each in since}
        members = {**left, **remembered_uids(gone.known_to(feed.id)), **remembered_uids(there)}
        uids |= {(scope, each): uid for each, uid in members.items()}
        kept = _still_known(before, known.get(scope, {}), retention_day(network, now))
        stamps |= {(feed.id, uid): stamp for uid, stamp in {**kept, **fresh}.items()}
    uids |= retracted
    # Without a fingerprint: a run that dies before its feeds are written is finished by the next one.
    after = replace(past, uids=uids, stamps=stamps, fingerprint="")
    found = Outlook(network, sources, after, steps or {}, merged, tuple(feeds), decided=decided)
    return replace(found, past=replace(after, awaiting=len(found.awaiting(network.today(now)))))


def as_it_stands(loaded: Loaded, past: Past, now: dt.datetime, *, key: bytes | None = None) -> Outlook:
    """Return the merge of what stands, for a person to look at: no feed is rendered, nothing else is computed.

    :param key: what public UIDs are made with; without it no public feed can be asked for
    """
    network = loaded.network
    alive_entries = alive(past.standings, past.sources, network, now)
    gone_entries, _ = withdrawn(past.standings, network)
    decided = apply(loaded.decisions, [*alive_entries, *gone_entries], network, past.uids)
    retracted = retracted_keys([*alive_entries, *gone_entries], past, network, now, decided.decisions)
    merged = merge_calendars(
        network,
        not_retracted(alive_entries, past, retracted),
        _by_scope(past.uids),
        decided.decisions,
        now=now,
        key=key,
        withdrawn=not_retracted(gone_entries, past, retracted),
    )
    return Outlook(network, (), past, {}, merged, decided=decided)


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
