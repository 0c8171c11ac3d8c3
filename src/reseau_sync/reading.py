"""Reading every source of a network, several at once. A source that fails is a value: it costs that source.

Fetching (effects, in threads) and decoding (pure) are two steps. What reseau.toml says wrong (an adapter nobody has, an
option it does not know) is found before anything is read.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol

from reseau_sync.config import Loaded
from reseau_sync.entry import Decoded
from reseau_sync.errors import AdapterError, ReseauError, SourceError, Words
from reseau_sync.ics.mark import without_echoes
from reseau_sync.logs import LOGGER
from reseau_sync.model.location import redact
from reseau_sync.model.network import Network, SourceSpec, is_secret_table
from reseau_sync.opening import broke, option, resolved, scrubbed
from reseau_sync.ports import (
    Adapter,
    Checkpoint,
    Context,
    Failed,
    Fetched,
    FetchResult,
    Item,
    Source,
    Unchanged,
    digest_of,
)
from reseau_sync.registry import Registry
from reseau_sync.standing import SourceState
from reseau_sync.transport import Transport
from reseau_sync.version import VERSION
from reseau_sync.view import SourceHealth

READERS = 4
"""Sources read at once."""
FULL = dt.timedelta(hours=24)
"""A source is read unconditionally at least so often: an ETag may lie."""

Progress = Callable[[str], None]

_BREAKS_ALONE = frozenset({"broken-adapter", "two-adapters"})


class Decodings(Protocol):
    """What items meant when they were decoded before."""

    def holds(self, source: str, items: Sequence[Item], decoder: str) -> bool:
        """Say whether the last good reading, by the same decoder, was of these very items at the same lines."""
        ...

    def knows(self, source: str, items: Sequence[Item], decoder: str) -> bool:
        """Say whether each of these items was decoded before by the same decoder."""
        ...

    def get(self, source: str, item: Item, decoder: str) -> Decoded | None:
        """Return what the item meant, if it was decoded before by the same decoder."""
        ...

    def put(self, source: str, decoder: str, reading: Sequence[tuple[Item, Decoded]]) -> None:
        """Take note of a good reading as a whole, an empty one too: all its items, and what they mean."""
        ...


class NoDecodings(Decodings):
    """Remembers nothing."""

    def holds(self, source: str, items: Sequence[Item], decoder: str) -> bool:
        """Say no."""
        del source, items, decoder
        return False

    def knows(self, source: str, items: Sequence[Item], decoder: str) -> bool:
        """Say no, but of nothing."""
        del source, decoder
        return not items

    def get(self, source: str, item: Item, decoder: str) -> Decoded | None:
        """Return nothing."""
        del source, item, decoder
        return None

    def put(self, source: str, decoder: str, reading: Sequence[tuple[Item, Decoded]]) -> None:
        """Forget."""


@dataclass(frozen=True, slots=True)
class SourceReading:
    """What one source gave. ``decoded`` is ``None`` where it failed, or says that nothing changed."""

    health: SourceHealth
    state: SourceState
    decoded: Decoded | None = None
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class _Opened:
    """One source, opened and fetched, not yet decoded. ``asked``: by the checkpoint of a good reading like this one."""

    spec: SourceSpec
    state: SourceState
    outcome: Fetched | Unchanged | ReseauError
    seconds: float
    source: Source | None = None
    decoder: str = ""
    asked: bool = False
    secrets: list[str] = field(default_factory=list, repr=False)


def check_adapters(loaded: Loaded, registry: Registry) -> None:
    """See that every source has an adapter that is there, and options that it knows.

    :raises AdapterError: for an adapter that is not installed; one that is broken fails alone, later
    :raises ConfigError: for options that the adapter refuses
    """
    for spec in loaded.network.sources:
        try:
            adapter = _adapter(spec, registry)
        except AdapterError as error:
            if error.code not in _BREAKS_ALONE:
                raise
            continue
        if adapter is not None and not any(is_secret_table(value) for value in spec.options.values()):
            registry.options(adapter, spec.options, source=spec.id)


def _adapter(spec: SourceSpec, registry: Registry) -> Adapter | None:
    """Return the adapter of a source, or ``None`` where a secret must be read first to tell."""
    if spec.adapter:
        return registry.get(spec.adapter)
    return registry.claiming(spec.location) if isinstance(spec.location, str) else None


def read_sources(
    loaded: Loaded,
    registry: Registry,
    now: dt.datetime,
    *,
    transport: Transport | None = None,
    remembered: Mapping[str, SourceState] | None = None,
    decodings: Decodings | None = None,
    progress: Progress = lambda _: None,
) -> tuple[SourceReading, ...]:
    """Read and decode every source of the network, several at once, in the order in which they are declared.

    :param remembered: what is known of each source from the run before; without it everything is read anew
    :raises AdapterError: and :raises ConfigError: as :func:`check_adapters`, before anything is read
    """
    check_adapters(loaded, registry)
    given = transport or Transport(loaded.folder)
    known = remembered or {}

    memory = decodings or NoDecodings()

    def fetch(spec: SourceSpec) -> _Opened:
        opened = _fetched(spec, loaded, registry, given, known.get(spec.id, SourceState(spec.id)), memory, now)
        progress(spec.id)
        return opened

    with ThreadPoolExecutor(max_workers=READERS) as pool:
        fetched = tuple(pool.map(fetch, loaded.network.sources))
    readings = tuple(_understood(each, loaded.network, memory, now) for each in fetched)
    for each in readings:
        _log(each, loaded.network.network.language)
    return readings


def _fetched(
    spec: SourceSpec,
    loaded: Loaded,
    registry: Registry,
    transport: Transport,
    before: SourceState,
    decodings: Decodings,
    now: dt.datetime,
) -> _Opened:
    start = time.monotonic()
    secrets: list[str] = []
    try:
        location = resolved(spec.location, loaded.folder, secrets)
        options = {key: option(key, value, loaded.folder, secrets) for key, value in spec.options.items()}
        adapter = registry.get(spec.adapter) if spec.adapter else registry.claiming(location)
        LOGGER.debug("%s : %s", spec.id, redact(location), extra={"event": "source-asked", "source": spec.id})
        access = dataclasses.replace(transport, allow_private=spec.allow_private, empty_is_ok=spec.empty_is_ok)
        source = adapter.open(location, registry.options(adapter, options, source=spec.id), access)
        described = _digest([adapter.name, location, options])
        decoder = _digest([adapter.name, adapter.version, VERSION, options, _decoding(spec, loaded.network)])
        checkpoint = _usable(before, described, decoder, now)
        outcome = source.fetch(checkpoint)
        if checkpoint is not None and _forgotten(outcome, spec, decodings, decoder):
            checkpoint = None
            outcome = source.fetch()
        state = dataclasses.replace(before, described=described, decoder=decoder)
        if isinstance(outcome, Failed):
            raise outcome.error
        if checkpoint is None and (isinstance(outcome, Unchanged) or any(each.remembered for each in outcome.items)):
            raise SourceError("unchanged", _UNASKED)
        full = now if checkpoint is None else before.last_full
        state = dataclasses.replace(state, checkpoint=outcome.checkpoint, last_full=full)
        asked = checkpoint is not None
        return _Opened(spec, state, outcome, time.monotonic() - start, source, decoder, asked, secrets)
    except ReseauError as error:
        return _Opened(spec, before, error, time.monotonic() - start, secrets=secrets)
    except Exception as error:  # an adapter from anywhere may break: it fails alone, and is named
        failure = SourceError("adapter-broke", broke(error))
        return _Opened(spec, before, failure, time.monotonic() - start, secrets=secrets)


def _forgotten(outcome: FetchResult, spec: SourceSpec, decodings: Decodings, decoder: str) -> bool:
    """Say whether the source names an item of before by its digest alone, and nobody knows any more what it meant."""
    named = [each for each in outcome.items if each.remembered] if isinstance(outcome, Fetched) else []
    return bool(named) and not decodings.knows(spec.id, named, decoder)


def _usable(before: SourceState, described: str, decoder: str, now: dt.datetime) -> Checkpoint | None:
    """Return the checkpoint to ask by, or ``None`` where the source is to be read whole."""
    if before.described != described or before.decoder != decoder or not before.checkpoint:
        return None
    if before.last_full is None or before.failing_since is not None:
        return None
    return before.checkpoint if dt.timedelta() <= now - before.last_full < FULL else None


def _decoding(spec: SourceSpec, network: Network) -> list[Any]:
    """Return the part of the network that decoding rests on."""
    known = network.model_dump(mode="json", include={"network", "organisations", "places", "services"})
    return [known, spec.id, spec.organisation, spec.default_kind]


def _digest(value: Any) -> str:
    return digest_of(json.dumps(value, sort_keys=True, default=str).encode())


def _understood(opened: _Opened, network: Network, decodings: Decodings, now: dt.datetime) -> SourceReading:
    start = time.monotonic()
    if isinstance(opened.outcome, ReseauError):
        return _failed(opened, opened.outcome, now)
    if isinstance(opened.outcome, Unchanged) or _says_nothing_new(opened, opened.outcome, decodings):
        state = _well(opened.state, now, changed=False)
        return SourceReading(_health(state, opened.seconds), state, unchanged=True)
    try:
        decoded = _decoded(opened, opened.outcome.items, network, decodings)
    except Exception as error:  # a decoder from anywhere may break: it fails alone, and is named
        return _failed(opened, SourceError("adapter-broke", broke(error)), now)
    state = dataclasses.replace(
        _well(opened.state, now, changed=True), events=len(decoded.entries), rejected=decoded.rejected
    )
    return SourceReading(_health(state, opened.seconds + time.monotonic() - start), state, decoded)


def _says_nothing_new(opened: _Opened, fetched: Fetched, decodings: Decodings) -> bool:
    """Say whether other bytes hold the same items: a tool that stamps its exports changes the bytes alone.

    Only where the source could have said so itself: after a failure, say, what stands is not what it gave last.
    """
    return opened.asked and decodings.holds(opened.spec.id, fetched.items, opened.decoder)


def _decoded(opened: _Opened, items: Iterable[Item], network: Network, decodings: Decodings) -> Decoded:
    if opened.source is None:
        return Decoded()
    context = Context.of(network, opened.spec)
    read: list[tuple[Item, Decoded]] = []
    for item in items:
        known = decodings.get(opened.spec.id, item, opened.decoder)
        if known is None and item.remembered:
            raise LookupError("an item is remembered that nobody knows")
        read.append((item, opened.source.decode(item, context) if known is None else known))
    decodings.put(opened.spec.id, opened.decoder, read)
    whole = Decoded(
        tuple(entry for _, each in read for entry in each.entries),
        tuple(rejected for _, each in read for rejected in each.rejected),
    )
    return without_echoes(whole, network.network.name)


def _well(state: SourceState, now: dt.datetime, *, changed: bool) -> SourceState:
    return dataclasses.replace(
        state,
        last_success=now,
        last_change=now if changed else state.last_change,
        failing_since=None,
        code=None,
        reason=None,
    )


def _failed(opened: _Opened, error: ReseauError, now: dt.datetime) -> SourceReading:
    said = Words(_shown(error.say("fr"), opened), _shown(error.say("en"), opened))
    since = opened.state.failing_since or now
    state = dataclasses.replace(opened.state, failing_since=since, code=error.code, reason=said)
    health = SourceHealth(opened.spec.id, "failed", code=error.code, reason=said, seconds=opened.seconds)
    return SourceReading(health, state)


def _shown(text: str, opened: _Opened) -> str:
    """Return words of an adapter, which may be anybody's, without a secret and without the whole of an address."""
    return scrubbed(text, opened.spec.location, opened.secrets)


def _log(reading: SourceReading, language: str) -> None:
    health = reading.health
    about: dict[str, object]
    if health.reason is not None:
        about = {"event": "source-failed", "source": health.source, "state": health.state, "code": health.code}
        LOGGER.warning("%s : %s", health.source, health.reason.to(language), extra=about)
        return
    words = Words("%s : lue, %d évènements, %d rejetés", "%s: read, %d events, %d rejected")
    about = {"event": "source-read", "source": health.source, "seconds": round(health.seconds, 3)}
    about |= {"events": health.events, "rejected": health.rejected, "unchanged": reading.unchanged}
    LOGGER.info(words.to(language), health.source, health.events, health.rejected, extra=about)


def _health(state: SourceState, seconds: float) -> SourceHealth:
    skipped = sum(each.scope == "skipped" for each in state.rejected)
    return SourceHealth(
        state.source,
        events=state.events,
        rejected=len(state.rejected) - skipped,
        skipped=skipped,
        seconds=seconds,
    )


_UNASKED = Words(
    "la source dit que rien n’a changé, sans qu’on l’ait demandé", "the source says, unasked, that nothing changed"
)
