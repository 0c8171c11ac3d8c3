"""Looking ahead: what the next run would change in each feed; nothing is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from reseau_sync.config import Loaded
from reseau_sync.differences import Difference, differences
from reseau_sync.ics import read as understood
from reseau_sync.keys import public_key
from reseau_sync.links import place_of
from reseau_sync.pipeline import StoredDecodings, look, remembering
from reseau_sync.ports import Context
from reseau_sync.publication import publish
from reseau_sync.publish.atomic import held
from reseau_sync.standing import Past


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
