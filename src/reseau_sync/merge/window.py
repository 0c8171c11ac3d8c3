"""The window within which series are compared, occurrence by occurrence: a month back, a year ahead."""

from __future__ import annotations

import datetime as dt
from typing import TypeAlias

from reseau_sync.model.zones import zone

Window: TypeAlias = tuple[dt.datetime, dt.datetime]
"""Two aware instants, the later exclusive."""

BACK = dt.timedelta(days=31)
AHEAD = dt.timedelta(days=366)


def window_of(now: dt.datetime, timezone: str) -> Window:
    """Return the window of a run, in whole days of the IANA zone ``timezone`` (law 8 counts ``now`` in these)."""
    local = zone(timezone)
    today = dt.datetime.combine(now.astimezone(local).date(), dt.time(), local)
    return today - BACK, today + AHEAD
