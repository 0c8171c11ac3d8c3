"""Reading a calendar once, as a process of its own: what caldav_pull measures.

    .venv/bin/python -m benchmarks.caldav_pull_once URL FOLDER [CALENDAR]

What is remembered is in FOLDER, and each object is left there.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path

from reseau_sync.ports import Context, Failed, Fetched
from reseau_sync.transport import Transport
from reseau_sync_caldav import CaldavAdapter


def pulled(url: str, folder: Path, calendar: str | None) -> float:
    """Read once as a run does: by what is remembered in ``folder``, leaving each object there.

    Return the seconds it took: what a run pays, which has loaded everything for its other sources."""
    for each in ("ics.decode", "ics.split", "transport.conversation"):
        importlib.import_module(f"reseau_sync.{each}")  # as a run has
    begun = time.monotonic()
    adapter = CaldavAdapter()
    given = {"auth": "basic", "username": "u", "password": "p", "calendar": calendar}
    source = adapter.open(url, adapter.Options.model_validate(given), Transport(folder, allow_private=True))
    memory, items = folder / "checkpoint.json", folder / "items"
    items.mkdir(exist_ok=True)
    result = source.fetch(json.loads(memory.read_text("utf-8")) if memory.exists() else None)
    if isinstance(result, Failed):
        raise result.error
    memory.write_text(json.dumps(result.checkpoint), "utf-8")
    if isinstance(result, Fetched):
        for item in result.items:
            if not item.remembered:
                assert source.decode(item, Context("agenda")).entries
                (items / item.key).write_bytes(b"\n".join(part.data for part in item.parts))
    return round(time.monotonic() - begun, 2)


if __name__ == "__main__":
    print(pulled(sys.argv[1], Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None))
