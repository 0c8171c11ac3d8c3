"""The bytes of a feed, by its format: our own formats here, those of adapters through the registry. No effects.

``ical`` and ``jsonl`` are the project's own; any other file format is the :class:`~reseau_sync.ports.Encoder` of the
adapter of that name. A feed of the format ``caldav`` has no bytes: its sink takes the events.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from reseau_sync.errors import AdapterError, Words
from reseau_sync.feeds import calendar_bytes, json_lines, language_of
from reseau_sync.forms import Formed, Shape, formed
from reseau_sync.model import AnyEvent, Audience
from reseau_sync.model.network import FeedSpec, Network
from reseau_sync.ports import Context, Encoder
from reseau_sync.registry import Registry


def rendered(
    feed: FeedSpec,
    network: Network,
    events: Sequence[AnyEvent],
    *,
    today: dt.date | None = None,
    registry: Registry | None = None,
) -> bytes:
    """Return the feed as its format writes it: the same events give the same bytes, in any order.

    :param events: those the feed shows, already worded, with their stamps
    :param today: the day from which a window is counted, in the network's zone
    :param registry: where the adapters of other formats are looked for
    :raises AdapterError: no adapter writes this format
    :raises ConfigError: the feed's options are not those of its format
    :raises EncodeError: for what the format cannot hold
    """
    return written(feed, network, shaped(feed, network, events, today).events, registry=registry)


def shaped(feed: FeedSpec, network: Network, events: Sequence[AnyEvent], today: dt.date | None) -> Formed:
    """Return the events in the form in which the feed states them, and those that cannot be unfolded.

    Adapters get series whole, unless the feed is flat: they know what their format can say.

    :raises ConfigError: the feed shows a window, and nobody says which day it is
    """
    if feed.format != "ical" and not feed.flat:
        return Formed(tuple(events))
    shown = feed.audience is not Audience.PUBLIC  # what is cancelled is dropped from public feeds at once
    return formed(events, Shape(feed.flat, network.network.timezone, today, feed.window, cancelled=shown))


def written(feed: FeedSpec, network: Network, events: Sequence[AnyEvent], *, registry: Registry | None = None) -> bytes:
    """Return the bytes of a feed, of events that are already :func:`shaped`; raises as :func:`rendered`."""
    if feed.format == "caldav":
        return b""
    if feed.format == "ical":
        return calendar_bytes(feed, network, events)
    if feed.format == "jsonl":
        return json_lines(events)
    return _encoded(feed, network, events, registry or Registry.default())


def _encoded(feed: FeedSpec, network: Network, events: Sequence[AnyEvent], registry: Registry) -> bytes:
    adapter = registry.get(feed.format)
    if not isinstance(adapter, Encoder):
        raise AdapterError(
            "cannot-write",
            Words(
                f"l’adaptateur « {feed.format} » n’écrit pas de fichier", f"the adapter “{feed.format}” writes no file"
            ),
        )
    info = network.network
    context = Context(feed.id, network, info.timezone, language_of(feed, network), organisation=feed.organisation)
    return adapter.encode(events, context, registry.options(adapter, feed.options, source=None))
