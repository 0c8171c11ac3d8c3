"""A series less some of its instances, so that what is left tells nothing of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from reseau_sync.entry import recurrence_key
from reseau_sync.model import AnyEvent, Recurrence
from reseau_sync.model.time import Date, Time, instant, utc_time


def without_instances(event: AnyEvent, gone: Iterable[AnyEvent], timezone: str) -> AnyEvent | None:
    """Return an event less the overrides ``gone`` and the occurrences that they stand for.

    One with RANGE=THISANDFUTURE takes all that follows along. ``None`` where nothing is left, or where what is left
    could not be told without unfolding it (a rule that counts).

    :param timezone: the IANA zone in which days begin
    """
    taken = list(gone)
    if not taken:
        return event
    rest = event.model_copy(update={"overrides": tuple(each for each in event.overrides if each not in taken)})
    ids = [each.recurrence_id for each in taken if each.recurrence_id is not None]
    if not ids:  # they stand for no occurrence
        return rest
    if rest.recurrence is None:
        return None if event.start in ids else rest
    onwards = [each.recurrence_id for each in taken if each.this_and_future and each.recurrence_id is not None]
    if onwards:
        found = _cut_before(rest, min(onwards, key=lambda each: instant(each, timezone)), timezone)
        if found is None:
            return None
        rest = found
    recurrence = rest.recurrence or Recurrence()
    excluded = tuple(dict.fromkeys((*recurrence.excluded, *ids)))
    return rest.model_copy(update={"recurrence": recurrence.model_copy(update={"excluded": excluded})})


def _cut_before(event: AnyEvent, time: Time, timezone: str) -> AnyEvent | None:
    """Return the series as far as it goes before ``time``; ``None`` where it starts there, or counts."""
    at = instant(time, timezone)
    recurrence = event.recurrence or Recurrence()

    def before(each: Time | None) -> bool:
        return each is None or instant(each, timezone) < at

    if not before(event.start) or any("COUNT=" in rule for rule in recurrence.rules):
        return None
    cut = recurrence.model_copy(
        update={
            "rules": tuple(_ended(rule, time, timezone) for rule in recurrence.rules),
            "dates": tuple(each for each in recurrence.dates if before(each)),
            "periods": tuple(each for each in recurrence.periods if before(each.start)),
        }
    )
    kept = tuple(each for each in event.overrides if before(each.recurrence_id))
    return event.model_copy(update={"recurrence": cut, "overrides": kept})


def _ended(rule: str, time: Time, timezone: str) -> str:
    """Return the rule with an UNTIL (RFC 5545, 3.3.10) just before ``time``, where it does not end earlier."""
    if isinstance(time, Date):
        until = (time.date - dt.timedelta(days=1)).isoformat().replace("-", "")
    else:
        until = str(recurrence_key(utc_time(instant(time, timezone) - dt.timedelta(seconds=1))))
    parts = [part.partition("=") for part in rule.split(";")]
    stated = next((value for name, _, value in parts if name == "UNTIL"), until)
    earlier = stated if stated[: len(until)] < until[: len(stated)] else until
    return ";".join([*(f"{name}={value}" for name, _, value in parts if name != "UNTIL"), f"UNTIL={earlier}"])
