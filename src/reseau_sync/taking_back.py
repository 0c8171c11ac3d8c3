"""Taking back what was published: one event or source at once, or the whole last run."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from reseau_sync.config import Loaded
from reseau_sync.errors import ConfigError, Words
from reseau_sync.keys import public_key
from reseau_sync.left_behind import take_away
from reseau_sync.links import named
from reseau_sync.outlook import Outlook, computed
from reseau_sync.publication import FeedOutcome, publish, published_past
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
    named(loaded)
    outlook = computed(loaded, replace(past, retracted=chosen, fingerprint=""), now=now, key=key)
    # What is retracted keeps its UID in memory: that is how it is known the next time.
    after = replace(outlook.past, uids={**past.uids, **outlook.past.uids})
    store.save(past, after, run=RunInfo(now, VERSION))
    return _published(outlook, after, loaded, store, now)


def rollback(loaded: Loaded, store: Store, *, now: dt.datetime) -> tuple[FeedOutcome, ...]:
    """Publish what stood before the last run that changed something, by the present rules, and hold publishing.

    The public is not shown again what was withdrawn, closed or called off since; while publishing is held, what is
    withdrawn or closed leaves its feeds all the same.

    :raises ConfigError: where there is no version before
    """
    past = store.load()
    runs = store.runs(2)
    if len(runs) < 2:
        raise ConfigError("no-version", Words("il n’y a pas de version d’avant", "there is no version before"))
    earlier = replace(past, standings=store.load_at(runs[1].id).standings)
    key = public_key(loaded, write=True)
    named(loaded)
    outlook = computed(loaded, earlier, now=now, key=key, present=past.standings)
    after = replace(past, paused=True, paused_on=runs[1].id, fingerprint="")
    store.save(past, after, run=RunInfo(now, VERSION))
    return _published(outlook, after, loaded, store, now)


def _published(outlook: Outlook, past: Past, loaded: Loaded, store: Store, now: dt.datetime) -> tuple[FeedOutcome, ...]:
    """Publish what a person asked for, deletions and all; ``past``, as saved, learns what sinks remember now."""
    feeds = publish(replace(outlook, past=replace(outlook.past, paused=False)), loaded, agreed=True)
    take_away(past.sinks, feeds, loaded)
    store.save(past, published_past(past, feeds), run=RunInfo(now, VERSION))
    return feeds
