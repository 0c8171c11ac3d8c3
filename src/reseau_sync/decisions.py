"""What a person decides beside the runs: take something out at once, go back, look ahead."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from reseau_sync.config import Loaded
from reseau_sync.differences import Difference, differences
from reseau_sync.errors import ConfigError, Words
from reseau_sync.ics import read as understood
from reseau_sync.keys import public_key
from reseau_sync.outlook import Outlook, computed
from reseau_sync.pipeline import StoredDecodings, look, remembering
from reseau_sync.ports import Context
from reseau_sync.publication import FeedOutcome, place_of, publish, published_past
from reseau_sync.publish.atomic import held
from reseau_sync.standing import Past
from reseau_sync.store import RunInfo, Store
from reseau_sync.version import VERSION


def retract(
    loaded: Loaded, store: Store, name: str, *, now: dt.datetime, undo: bool = False
) -> tuple[FeedOutcome, ...]:
    """Take an event (by its UID in a feed) or a source out of every feed at once, or (``undo``) let it in again."""
    past = store.load()
    chosen = past.retracted - {name} if undo else past.retracted | {name}
    key = public_key(loaded, write=True)
    outlook = computed(loaded, replace(past, retracted=chosen, fingerprint=""), now=now, key=key)
    # What is retracted keeps its UID in memory: that is how it is known the next time.
    after = replace(outlook.past, uids={**past.uids, **outlook.past.uids})
    store.save(past, after, run=RunInfo(now, VERSION))
    return _published(outlook, after, loaded, store, now)


def rollback(loaded: Loaded, store: Store, *, now: dt.datetime) -> tuple[FeedOutcome, ...]:
    """Publish what stood before the last run that changed something, by the present rules, and hold publishing.

    The public is not shown again what was withdrawn, closed or called off since.

    :raises ConfigError: where there is no version before
    """
    past = store.load()
    runs = store.runs(2)
    if len(runs) < 2:
        raise ConfigError("no-version", Words("il n’y a pas de version d’avant", "there is no version before"))
    earlier = replace(past, standings=store.load_at(runs[1].id).standings)
    key = public_key(loaded, write=True)
    outlook = computed(loaded, earlier, now=now, key=key, present=past.standings)
    after = replace(past, paused=True, fingerprint="")
    store.save(past, after, run=RunInfo(now, VERSION))
    return _published(outlook, after, loaded, store, now)


def _published(outlook: Outlook, past: Past, loaded: Loaded, store: Store, now: dt.datetime) -> tuple[FeedOutcome, ...]:
    """Publish what a person asked for, deletions and all; ``past``, as saved, learns what sinks remember now."""
    feeds = publish(replace(outlook, past=replace(outlook.past, paused=False)), loaded, agreed=True)
    store.save(past, published_past(past, feeds), run=RunInfo(now, VERSION))
    return feeds


def changes(loaded: Loaded, *, now: dt.datetime) -> tuple[tuple[str, tuple[Difference, ...]], ...]:
    """Return for each feed what the next run would change of it; nothing is written."""
    with remembering(loaded, write=False) as store:
        key = public_key(loaded, write=False)
        past = store.load() if store else Past()
        outlook = look(loaded, past, now=now, key=key, decodings=StoredDecodings(store))
        pushed = tuple(each for each in outlook.feeds if each.feed.location is not None)
        planned = publish(replace(outlook, feeds=pushed), loaded, dry_run=True) if pushed else ()
    plans = {each.feed: each.plan for each in planned if each.plan is not None}
    found: list[tuple[str, tuple[Difference, ...]]] = []
    for each in outlook.feeds:
        plan = plans.get(each.feed.id)
        if plan is not None:
            found.append((each.feed.id, tuple(change.about for change in plan.writes if change.about is not None)))
        place = place_of(each.feed, loaded)
        if place is None or each.feed.format != "ical":
            continue
        before = held(place)
        context = Context(each.feed.id, timezone=loaded.network.network.timezone)
        old = understood(before, context).entries if before else ()
        new = understood(each.data, context).entries
        found.append((each.feed.id, differences((e.event for e in old), (e.event for e in new))))
    return tuple(found)
