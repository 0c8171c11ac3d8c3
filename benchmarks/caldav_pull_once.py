"""Reading a calendar once, as a process of its own: what caldav_pull measures.

    .venv/bin/python -m benchmarks.caldav_pull_once URL FOLDER [CALENDAR]

What is remembered is in FOLDER, and each object is left there.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from reseau_sync.ports import Context, Failed, Fetched
from reseau_sync.transport import Transport
from reseau_sync_caldav import CaldavAdapter


def pulled(url: str, folder: Path, calendar: str | None) -> int:
    """Read once as a run does: by what is remembered in ``folder``, leaving each object there. Return the count."""
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
    return len(list(items.iterdir()))


if __name__ == "__main__":
    print(pulled(sys.argv[1], Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else None))
