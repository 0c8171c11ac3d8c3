"""Reading every source of a network, several at once. A source that fails is a value: it costs that source.

What reseau.toml says wrong (an adapter nobody has, an option it does not know) is found before anything is read.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reseau_sync.config import Loaded
from reseau_sync.entry import Decoded
from reseau_sync.errors import AdapterError, ReseauError, SourceError, Words
from reseau_sync.model.network import Secret, SourceSpec, is_secret_table
from reseau_sync.ports import Adapter, Context, Failed, Unchanged
from reseau_sync.registry import Registry
from reseau_sync.transport import Redactor, Transport, resolve
from reseau_sync.view import SourceHealth

READERS = 4
"""Sources read at once."""

Progress = Callable[[str], None]

_BREAKS_ALONE = frozenset({"broken-adapter", "two-adapters"})


@dataclass(frozen=True, slots=True)
class SourceReading:
    """What one source gave."""

    health: SourceHealth
    decoded: Decoded = field(default_factory=Decoded)


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
    loaded: Loaded, registry: Registry, transport: Transport | None = None, progress: Progress = lambda _: None
) -> tuple[SourceReading, ...]:
    """Read and decode every source of the network, several at once, in the order in which they are declared.

    :raises AdapterError: and :raises ConfigError: as :func:`check_adapters`, before anything is read
    """
    check_adapters(loaded, registry)
    given = transport or Transport(loaded.folder)

    def read(spec: SourceSpec) -> SourceReading:
        found = read_source(spec, loaded, registry, given)
        progress(spec.id)
        return found

    with ThreadPoolExecutor(max_workers=READERS) as pool:
        return tuple(pool.map(read, loaded.network.sources))


def read_source(spec: SourceSpec, loaded: Loaded, registry: Registry, transport: Transport) -> SourceReading:
    """Read and decode one source. Whatever goes wrong in it is in its health, secrets left out."""
    start = time.monotonic()
    secrets: list[str] = []
    try:
        decoded = _decoded(spec, loaded, registry, transport, secrets)
    except ReseauError as error:
        code, words = error.code, Words(error.say("fr"), error.say("en"))
    except Exception as error:  # an adapter from anywhere may break: it fails alone, and is named
        code, words = "adapter-broke", _adapter_broke(error)
    else:
        return SourceReading(_health(spec, decoded, time.monotonic() - start), decoded)
    redactor = Redactor(secrets)
    said = Words(redactor.scrub(words.fr), redactor.scrub(words.en))
    health = SourceHealth(spec.id, "failed", code=code, reason=said, seconds=time.monotonic() - start)
    return SourceReading(health)


def _health(spec: SourceSpec, decoded: Decoded, seconds: float) -> SourceHealth:
    skipped = sum(each.scope == "skipped" for each in decoded.rejected)
    return SourceHealth(
        spec.id,
        events=len(decoded.entries),
        rejected=len(decoded.rejected) - skipped,
        skipped=skipped,
        seconds=seconds,
    )


def _decoded(spec: SourceSpec, loaded: Loaded, registry: Registry, transport: Transport, secrets: list[str]) -> Decoded:
    location = _resolved(spec.location, loaded.folder, secrets)
    options = {key: _option(value, loaded.folder, secrets) for key, value in spec.options.items()}
    adapter = registry.get(spec.adapter) if spec.adapter else registry.claiming(location)
    access = dataclasses.replace(transport, allow_private=spec.allow_private)
    source = adapter.open(location, registry.options(adapter, options, source=spec.id), access)
    fetched = source.fetch()
    if isinstance(fetched, Failed):
        raise fetched.error
    if isinstance(fetched, Unchanged):
        raise SourceError("unchanged", _UNASKED)
    context = Context.of(loaded.network, spec)
    decoded = [source.decode(item, context) for item in fetched.items]
    return Decoded(
        tuple(entry for each in decoded for entry in each.entries),
        tuple(rejected for each in decoded for rejected in each.rejected),
    )


def _resolved(location: str | Secret, folder: Path, secrets: list[str]) -> str:
    found = resolve(location, folder)
    if isinstance(location, Secret):
        secrets.append(found)
    return found


def _option(value: Any, folder: Path, secrets: list[str]) -> Any:
    if not (isinstance(value, Mapping) and is_secret_table(value)):
        return value
    return _resolved(Secret.model_validate(value), folder, secrets)


def _adapter_broke(error: Exception) -> Words:
    name = type(error).__name__
    return Words(
        f"l’adaptateur s’est arrêté ({name}) : c’est une erreur de programme, à signaler à qui le tient",
        f"the adapter broke ({name}): this is a program error, to be reported to whoever keeps it",
    )


_UNASKED = Words(
    "la source dit que rien n’a changé, sans qu’on l’ait demandé", "the source says unasked that nothing changed"
)
