"""Many events on every server: pulled, ten changed, pulled again, with the requests counted.

Forty here; .ci/run says RESEAU_DAV_EVENTS=1000.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

from reseau_sync.transport import Transport

from ..support.davservers import Calendar, Relay, event
from .pulling import Reader

COUNT = int(os.environ.get("RESEAU_DAV_EVENTS", "40"))
CHANGED = 10


def put(calendar: Calendar, n: int, title: str = "Permanence") -> None:
    data = event(f"e{n}@example.org", f"{title} {n}", n % 28 + 1, n % 12 + 6)
    for _ in range(5):  # servers that lock the calendar for a moment refuse the second of two writers
        said = calendar.put(f"e{n}.ics", data)
        if said.status in (201, 204):
            return
    raise AssertionError(said)


def test_many_are_pulled_and_then_what_changed(calendar: Calendar, transport: Transport, relay: Relay) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda n: put(calendar, n), range(COUNT)))
    reader = Reader(transport, calendar.url, relay)
    reader.pull()
    assert len(reader.items) == COUNT
    assert len(reader.requests) == 2 + -(-COUNT // 1000)
    reader.pull()
    assert reader.unchanged
    assert len(reader.requests) == 1
    for n in range(0, COUNT, COUNT // CHANGED)[:CHANGED]:
        put(calendar, n, "Cours")
    reader.pull()
    assert reader.fresh == CHANGED
    assert len(reader.requests) == 2
    assert sum(title.startswith("Cours") for title in reader.titles()) == CHANGED
    assert len(reader.items) == COUNT
