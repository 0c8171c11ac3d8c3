"""Reading one calendar for ``read`` and ``convert``: no network file, every option on the command line."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from reseau_sync.entry import Decoded
from reseau_sync.ports import Adapter, Context, Failed, Unchanged
from reseau_sync.registry import Registry
from reseau_sync.transport import Transport


def chosen(registry: Registry, name: str | None, location: str) -> Adapter:
    """Return the adapter that is named, or that the location tells.

    :raises AdapterError: if there is none
    """
    return registry.get(name) if name else registry.claiming(location)


def read_location(location: str, adapter: Adapter, options: Any, *, timezone: str, allow_private: bool) -> Decoded:
    """Read one calendar.

    :raises SourceError: if it cannot be read
    """
    transport = dataclasses.replace(Transport(Path.cwd()), allow_private=allow_private)
    source = adapter.open(location, options, transport)
    fetched = source.fetch()
    if isinstance(fetched, Failed):
        raise fetched.error
    if isinstance(fetched, Unchanged):
        return Decoded()
    context = Context(Path(location).name if "://" not in location else "calendar", timezone=timezone)
    decoded = [source.decode(item, context) for item in fetched.items]
    return Decoded(
        tuple(entry for each in decoded for entry in each.entries),
        tuple(rejected for each in decoded for rejected in each.rejected),
    )
