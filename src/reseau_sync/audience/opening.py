"""What the readers of a feed may know of an entry, before it is identified, before it is combined, and afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reseau_sync.audience.ceilings import audience_of, audience_of_event, shows_as_busy, wide_enough
from reseau_sync.audience.instances import without_instances
from reseau_sync.audience.projection import event_for, shown, times_alone
from reseau_sync.entry import Entry, content_digest
from reseau_sync.errors import Words
from reseau_sync.model import AnyEvent, Audience, Event, Status
from reseau_sync.model.network import FeedSpec, Network

_BUSY = Words("Occupé", "Busy")


def opened(entry: Entry, feed: FeedSpec, network: Network) -> Entry | None:
    """Return an entry that the readers of a feed may know of, its closed instances taken out; ``None`` for any other.

    Its fields are still whole, for it to be identified by. An organisation's feed holds its own entries as they are.
    """
    if _is_own(entry, feed, network):
        return entry
    if not wide_enough(audience_of(entry, network), feed.audience):
        return None
    event = _without_closed_instances(entry, feed.audience, network)
    if event is None:
        return None
    return entry if event is entry.event else replace(entry, event=event, digest=content_digest(event))


def busy(entry: Entry, feed: FeedSpec, network: Network) -> Entry | None:
    """Return what a closed feed shows of an entry that is private: that something is there, and whose calendar says so.

    ``None`` where its source does not ask for it, or where more of it may be shown. It must not be identified with
    anything: that would tell what it is.
    """
    if feed.audience is Audience.PUBLIC or _is_own(entry, feed, network):
        return None
    if not shows_as_busy(entry.event, entry.source, network):
        return None
    series = entry.event
    gone = [each for each in series.overrides if not shows_as_busy(each, entry.source, network, series=series)]
    open_part = without_instances(series, gone, network.network.timezone)
    if open_part is None:
        return None
    event = _busy(open_part, network)
    return replace(entry, event=event, digest=content_digest(event))


def projected(entry: Entry, feed: FeedSpec, network: Network) -> Entry:
    """Return an entry that was :func:`opened`, with what the readers may know of it and no more, to be combined."""
    if _is_own(entry, feed, network):
        return entry
    event = event_for(entry.event, _readers(feed), entry.source, network)
    return replace(entry, event=event, digest=content_digest(event))


def closed(event: AnyEvent, feed: FeedSpec, network: Network) -> AnyEvent | None:
    """Return a combined event, held to the allow-list once more; ``None`` where nothing of it is shown.

    It keeps the UID that it was given. The public is not told what was called off: it is not there.
    """
    if feed.audience is Audience.ORGANISATION:  # its own entries are whole, and stand beside projected ones
        return event
    made = shown(event, feed.audience)
    overrides = tuple(_finished(each, event, feed.audience) for each in made.overrides)
    made = _finished(made, event, feed.audience).model_copy(update={"overrides": overrides})
    return _without_cancelled(made, network.network.timezone) if feed.audience is Audience.PUBLIC else made


def _finished(made: AnyEvent, combined: AnyEvent, readers: Audience) -> AnyEvent:
    """Return an event under the UID that it was given; for the public its link is the one that was declared so."""
    update: dict[str, Any] = {"uid": combined.uid}
    if readers is Audience.PUBLIC:
        update |= {"url": made.public_url, "public_url": None}
    return made.model_copy(update=update)


def _is_own(entry: Entry, feed: FeedSpec, network: Network) -> bool:
    if feed.audience is not Audience.ORGANISATION:
        return False
    spec = network.source(entry.source)
    return spec is not None and spec.organisation == feed.organisation


def _readers(feed: FeedSpec) -> Audience:
    """Return as whom the readers of a feed know what is not their own."""
    return Audience.PUBLIC if feed.audience is Audience.PUBLIC else Audience.NETWORK


def _without_closed_instances(entry: Entry, readers: Audience, network: Network) -> AnyEvent | None:
    """Return the event as far as its instances are open; one that is private may be shown as busy."""
    hidden: list[AnyEvent] = []
    overrides: list[AnyEvent] = []
    for each in entry.event.overrides:
        if wide_enough(audience_of_event(each, entry.source, network, series=entry.event), readers):
            overrides.append(each)
        elif readers is not Audience.PUBLIC and shows_as_busy(each, entry.source, network):
            overrides.append(_busy(each, network))
        else:
            hidden.append(each)
    if not hidden and overrides == list(entry.event.overrides):
        return entry.event
    whole = entry.event.model_copy(update={"overrides": (*overrides, *hidden)})
    return without_instances(whole, hidden, network.network.timezone)


def _busy(event: AnyEvent, network: Network) -> AnyEvent:
    """Return an event of which only the times are told, and whether it is called off."""
    title = _BUSY.to(network.network.language)
    overrides = tuple(_busy(each, network) for each in event.overrides)
    return Event.model_construct(**times_alone(event), title=title, status=event.status, overrides=overrides)


def _without_cancelled(event: AnyEvent, timezone: str) -> AnyEvent | None:
    if event.status is Status.CANCELLED:
        return None
    gone = [each for each in event.overrides if each.status is Status.CANCELLED]
    return without_instances(event, gone, timezone)
