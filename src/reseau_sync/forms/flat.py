"""The flat form: one plain event for each occurrence of a window, which no engine has to unfold."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from reseau_sync.forms.plain import occurrence_uid, plain
from reseau_sync.model import AnyEvent
from reseau_sync.occurrences import expand


def flat(event: AnyEvent, window: tuple[dt.datetime, dt.datetime], timezone: str, most: int) -> list[AnyEvent]:
    """Return the occurrences of ``event`` in the window, each as an event of its own.

    :param window: the aware instants at which it begins and ends
    :param timezone: the IANA zone of whole days
    :raises OccurrenceError: where there are more than ``most``, or they cannot be reached in bounded time
    """
    series = event.uid or ""
    repeats = event.recurrence is not None or bool(event.overrides)
    found: list[AnyEvent] = []
    named: Counter[str] = Counter()
    for each in expand(event, *window, day_zone=timezone, limit=most):
        uid = occurrence_uid(series, each.recurrence_id or each.start) if repeats else series
        named[uid] += 1
        if named[uid] > 1:  # two instances that name one occurrence, or none
            uid = f"{named[uid]}-{uid}"
        found.append(plain(each.event, uid, each.start, each.end))
    return found
