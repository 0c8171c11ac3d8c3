"""Where each feed goes: the sink of its file, or the sink that an adapter makes for a calendar of a server."""

from __future__ import annotations

import dataclasses

from reseau_sync.config import Loaded
from reseau_sync.errors import AdapterError, PublishError, ReseauError, Words
from reseau_sync.links import place_of, shown_place
from reseau_sync.merge.guard import is_suspect
from reseau_sync.model.location import redact
from reseau_sync.model.network import FeedSpec, is_secret_table
from reseau_sync.opening import option, resolved
from reseau_sync.ports import FeedContext, PublishedReader, Sink, SinkMaker
from reseau_sync.publish import FileSink, Gate, open_gate
from reseau_sync.publish.atomic import held
from reseau_sync.registry import Registry
from reseau_sync.rendering import check_format
from reseau_sync.transport import Transport
from reseau_sync.view import Plan

_BREAKS_ALONE = frozenset({"broken-adapter", "two-adapters"})


def check_sinks(loaded: Loaded, registry: Registry) -> None:
    """See that every feed has an adapter that can write or push it, and options that it knows.

    :raises AdapterError: for an adapter that is not installed, or can do neither; one that is broken fails alone, later
    :raises ConfigError: for options that the adapter refuses
    """
    for feed in loaded.network.feeds:
        try:
            _check_sink(feed, registry)
        except AdapterError as error:
            if error.code not in _BREAKS_ALONE:
                raise


def _check_sink(feed: FeedSpec, registry: Registry) -> None:
    if feed.location is None:
        check_format(feed, registry)
        return
    maker = _maker(feed, registry)
    if not any(is_secret_table(value) for value in feed.options.values()):
        registry.sink_options(maker, feed.options, feed=feed.id)


def open_sink(
    feed: FeedSpec,
    data: bytes,
    loaded: Loaded,
    registry: Registry,
    transport: Transport,
    secrets: list[str],
    gate: Gate = open_gate,
) -> Sink:
    """Return the sink of a feed, without touching its target.

    :param data: the bytes of a feed that is a file
    :param secrets: what was resolved and must not be shown is added to it
    :param gate: is asked before a file replaces another
    :raises SecretError: :raises AdapterError: :raises ConfigError: the sink cannot be opened
    """
    place = place_of(feed, loaded)
    if place is not None:
        return FileSink(place, lambda _: data, gate)
    maker = _maker(feed, registry)
    location = resolved(feed.location or "", loaded.folder, secrets)
    options = {key: option(key, value, loaded.folder, secrets) for key, value in feed.options.items()}
    access = dataclasses.replace(transport, allow_private=feed.allow_private)
    context = FeedContext.of(loaded.network, feed)
    return maker.sink(location, registry.sink_options(maker, options, feed=feed.id), access, context)


def published_before(feed: FeedSpec, loaded: Loaded, registry: Registry, transport: Transport) -> bytes | None:
    """Return what stands of a feed from an earlier run, as iCalendar; ``None`` where that is nothing, or not known.

    What cannot be read now is said when the feed is published, of that feed alone.
    """
    if feed.path is not None and feed.format != "ical":
        return None
    try:
        place = place_of(feed, loaded)
        if place is not None:
            return held(place)
        sink = open_sink(feed, b"", loaded, registry, transport, [])
        return sink.published({}) if isinstance(sink, PublishedReader) else None
    except ReseauError:
        return None


def where_of(feed: FeedSpec, loaded: Loaded) -> str:
    """Return where a feed goes, as a person may see it."""
    if feed.path is not None:
        return shown_place(feed, loaded)
    return redact(feed.location) if isinstance(feed.location, str) else feed.id


def refuse_shrinking(plan: Plan, limit: float) -> None:
    """See that a plan does not delete too much at once, by the measure that sources are held to.

    :raises PublishError: ``shrink``; a person may agree
    """
    gone = sum(change.action == "delete" for change in plan.changes)
    staying = sum(change.action in ("keep", "update") for change in plan.changes)
    if not is_suspect(gone, staying, limit):
        return
    raise PublishError(
        "shrink",
        Words(
            f"{gone} évènements sur {gone + staying} seraient supprimés d’un coup : rien n’est écrit.",
            f"{gone} of {gone + staying} events would be deleted at once: nothing is written.",
        ),
        Words(
            "regardez lesquels par « reseau-sync merge --dry-run » ; si c’est voulu : « reseau-sync merge --yes ».",
            "see which by “reseau-sync merge --dry-run”; if that is meant: “reseau-sync merge --yes”.",
        ),
    )


def _maker(feed: FeedSpec, registry: Registry) -> SinkMaker:
    adapter = registry.get(feed.format)
    if isinstance(adapter, SinkMaker):
        return adapter
    raise AdapterError(
        "cannot-push",
        Words(
            f"l’adaptateur « {feed.format} » ne sait pas verser dans un agenda",
            f"the adapter “{feed.format}” cannot push into a calendar",
        ),
    )
