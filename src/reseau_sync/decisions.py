"""What a person decides beside the runs: take something out at once, go back, look ahead."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from reseau_sync.config import Loaded
from reseau_sync.errors import ConfigError, Words
from reseau_sync.ics import read as understood
from reseau_sync.model import AnyEvent
from reseau_sync.outlook import computed
from reseau_sync.pipeline import StoredDecodings, look, remembering
from reseau_sync.ports import Context
from reseau_sync.publication import FeedOutcome, place_of, publish
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
    outlook = computed(loaded, replace(past, retracted=chosen, fingerprint=""), now=now)
    # What is retracted keeps its UID in memory: that is how it is known the next time.
    after = replace(outlook.past, uids={**past.uids, **outlook.past.uids})
    store.save(past, after, run=RunInfo(now, VERSION))
    return publish(replace(outlook, past=replace(after, paused=False)), loaded)


def rollback(loaded: Loaded, store: Store, *, now: dt.datetime) -> tuple[FeedOutcome, ...]:
    """Publish what stood before the last run that changed something, by the present rules, and hold publishing.

    :raises ConfigError: where there is no version before
    """
    past = store.load()
    runs = store.runs(2)
    if len(runs) < 2:
        raise ConfigError("no-version", Words("il n’y a pas de version d’avant", "there is no version before"))
    earlier = replace(past, standings=store.load_at(runs[1].id).standings)
    outlook = computed(loaded, earlier, now=now)
    store.save(past, replace(past, paused=True, fingerprint=""), run=RunInfo(now, VERSION))
    return publish(replace(outlook, past=replace(outlook.past, paused=False)), loaded)


def changes(loaded: Loaded, *, now: dt.datetime) -> tuple[tuple[str, tuple[AnyEvent, ...], tuple[AnyEvent, ...]], ...]:
    """Return for each feed its events as published and as the next run would publish them; nothing is written."""
    with remembering(loaded, write=False) as store:
        outlook = look(loaded, store.load() if store else Past(), now=now, decodings=StoredDecodings(store))
    found = []
    for each in outlook.feeds:
        place = place_of(each.feed, loaded)
        if place is None or each.feed.format != "ical":
            continue
        before = held(place)
        context = Context(each.feed.id, timezone=loaded.network.network.timezone)
        old = understood(before, context).entries if before else ()
        new = understood(each.data, context).entries
        found.append((each.feed.id, tuple(e.event for e in old), tuple(e.event for e in new)))
    return tuple(found)
