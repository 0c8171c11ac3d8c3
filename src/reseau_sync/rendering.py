"""The bytes of a feed, by its format: our own formats here, those of adapters through the registry. No effects.

``ical`` and ``jsonl`` are the project's own; any other file format is the :class:`~reseau_sync.ports.Encoder` of the
adapter of that name. A feed of the format ``caldav`` has no bytes: its sink takes the events.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from reseau_sync.errors import AdapterError, ConfigError, EncodeError, Words
from reseau_sync.feeds import calendar_bytes, json_lines, language_of
from reseau_sync.forms import Formed, Shape, formed
from reseau_sync.model import AnyEvent, Audience
from reseau_sync.model.network import FeedSpec, Network, Window
from reseau_sync.model.time import instant
from reseau_sync.ports import Context, Encoder, Lossy
from reseau_sync.registry import Registry

_OURS = ("ical", "jsonl", "caldav")


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
    form = shaped(feed, network, events, today)
    return written(feed, network, form.events, today=today, registry=registry).data


def shaped(feed: FeedSpec, network: Network, events: Sequence[AnyEvent], today: dt.date | None) -> Formed:
    """Return the events in the form in which the feed states them, and those that cannot be unfolded.

    Adapters get series whole, unless the feed is flat: they know what their format can say, and which days it shows.

    :raises ConfigError: the feed shows a window, and nobody says which day it is
    """
    if feed.format != "ical" and not feed.flat:
        return Formed(tuple(events))
    return formed(events, _shape(feed, network, today))


def _shape(feed: FeedSpec, network: Network, today: dt.date | None) -> Shape:
    return Shape(
        feed.flat,
        network.network.timezone,
        today,
        feed.window,
        cancelled=feed.audience is not Audience.PUBLIC,  # what is cancelled is dropped from public feeds at once
        delay_days=feed.delay_days,
        rounding=feed.rounding,
    )


@dataclass(frozen=True, slots=True)
class Written:
    """The bytes of a feed; what its format has no place for, in sentences; and the events it cannot hold (UID, why)."""

    data: bytes
    left_out: tuple[Words, ...] = ()
    refused: tuple[tuple[str, EncodeError], ...] = ()


def written(
    feed: FeedSpec,
    network: Network,
    events: Sequence[AnyEvent],
    *,
    today: dt.date | None = None,
    registry: Registry | None = None,
) -> Written:
    """Return a feed as it is written, of events that are already :func:`shaped`; raises as :func:`rendered`.

    An event that the format cannot hold costs that event, unless it can hold none.
    """
    if feed.format == "caldav":
        return Written(b"")
    if feed.format == "ical":
        return Written(calendar_bytes(feed, network, events))
    if feed.format == "jsonl":
        return Written(json_lines(events))
    return _encoded(feed, network, events, today, registry or Registry.default())


def left_out(
    feed: FeedSpec, network: Network, events: Sequence[AnyEvent], today: dt.date, registry: Registry
) -> tuple[Words, ...]:
    """Return what the format of a feed has no place for, of events that are already worded; nothing where it has all.

    What is wrong with the feed itself is said when it is published.
    """
    if feed.format in _OURS or feed.path is None:
        return ()
    try:
        form = shaped(feed, network, events, today)
        return written(feed, network, form.events, today=today, registry=registry).left_out
    except (AdapterError, ConfigError, EncodeError):
        return ()


def check_format(feed: FeedSpec, registry: Registry) -> None:
    """See that a feed that is a file has an adapter that writes its format, and options that it knows.

    :raises AdapterError: and :raises ConfigError: where it has not
    """
    if feed.format not in _OURS:
        registry.write_options(_encoder(feed, registry), feed.options, feed=feed.id)


def _encoder(feed: FeedSpec, registry: Registry) -> Any:
    adapter = registry.get(feed.format)
    if not isinstance(adapter, Encoder):
        raise AdapterError(
            "cannot-write",
            Words(
                f"l’adaptateur « {feed.format} » n’écrit pas de fichier", f"the adapter “{feed.format}” writes no file"
            ),
        )
    return adapter


def _encoded(
    feed: FeedSpec, network: Network, events: Sequence[AnyEvent], today: dt.date | None, registry: Registry
) -> Written:
    encoder = _encoder(feed, registry)
    options = registry.write_options(encoder, feed.options, feed=feed.id)
    context = Context(
        feed.id,
        network,
        network.network.timezone,
        language_of(feed, network),
        organisation=feed.organisation,
        today=today,
        days=_days(feed.window, today),
    )
    fitting = in_order(events, network.network.timezone)
    refused: list[tuple[str, EncodeError]] = []
    try:
        data = encoder.encode(fitting, context, options)
    except EncodeError:
        fitting, refused = _apart(encoder, fitting, context, options)
        if not fitting:
            raise
        data = encoder.encode(fitting, context, options)
    left_out = encoder.left_out(fitting, context, options) if isinstance(encoder, Lossy) else ()
    return Written(data, tuple(left_out), tuple(refused))


def in_order(events: Iterable[AnyEvent], timezone: str) -> list[AnyEvent]:
    """Return events as a person looks for them in a table: by their first start, whatever their order."""
    return sorted(events, key=lambda each: (instant(each.start, timezone), each.title, each.uid or ""))


def _days(window: Window | None, today: dt.date | None) -> tuple[dt.date, dt.date] | None:
    if today is None or window is None:
        return None
    return today - dt.timedelta(days=window.past), today + dt.timedelta(days=window.coming)


def _apart(
    encoder: Encoder, events: Sequence[AnyEvent], context: Context, options: Any
) -> tuple[list[AnyEvent], list[tuple[str, EncodeError]]]:
    """Return the events that can be written by themselves, and those that cannot, with the reason."""
    fitting: list[AnyEvent] = []
    refused: list[tuple[str, EncodeError]] = []
    for event in events:
        try:
            encoder.encode([event], context, options)
        except EncodeError as error:
            refused.append((event.uid or "", error))
        else:
            fitting.append(event)
    return fitting, refused
