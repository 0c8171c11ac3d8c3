"""A series that its owner took out is cut: what has begun stays, what is to come is a series of its own.

The part that stays keeps the rule, with an UNTIL just before the cut (RFC 5545, 3.3.10). The rest starts at the next
occurrence; where its rule would count anew from there (COUNT, several rules, EXRULE, RDATE, moved instances), its
occurrences are listed instead, as far as the library looks ahead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from reseau_sync.entry import Entry, recurrence_key
from reseau_sync.errors import OccurrenceError
from reseau_sync.merge.moment import Moment, is_series
from reseau_sync.model import AnyEvent, Recurrence
from reseau_sync.model.time import Date, Time, local_of, same_form, utc_time
from reseau_sync.occurrences import Occurrence
from reseau_sync.occurrences.clock import instant_of

LISTED = 500
"""At most so many occurrences of the rest are listed."""


def cut(entry: Entry, moment: Moment) -> tuple[Entry | None, Entry | None]:
    """Return what has begun and what has not, either ``None`` where there is nothing of it.

    What cannot be unfolded is not cut: it counts as still to come.
    """
    event = entry.event
    if not is_series(event) or not moment.has_begun(event.start):
        return (None, entry) if moment.is_ahead(event) else (entry, None)
    try:
        ahead = moment.ahead(event)
        if not ahead:
            return entry, None
        past, rest = _begun(event, moment), _rest(event, ahead, moment)
    except OccurrenceError:
        return None, entry
    return Entry.of(entry.source, past, entry.where), Entry.of(entry.source, rest, entry.where)


def _begun(event: AnyEvent, moment: Moment) -> AnyEvent:
    """Return the series up to the moment, less the instances that were put off until after it."""
    recurrence = event.recurrence or Recurrence()
    of_before = [each for each in event.overrides if moment.has_begun(each.start)]
    put_off = [each.recurrence_id for each in event.overrides if each not in of_before and each.recurrence_id]
    early = [
        each.recurrence_id for each in of_before if each.recurrence_id and not moment.has_begun(each.recurrence_id)
    ]
    cut_short = recurrence.model_copy(
        update={
            "rules": tuple(_until(rule, event, moment) for rule in recurrence.rules),
            "dates": (*(each for each in recurrence.dates if moment.has_begun(each)), *early),
            "periods": tuple(each for each in recurrence.periods if moment.has_begun(each.start)),
            "excluded": (
                *(each for each in recurrence.excluded if moment.has_begun(each)),
                *(each for each in put_off if moment.has_begun(each)),
            ),
        }
    )
    return event.model_copy(update={"recurrence": cut_short, "overrides": tuple(of_before)})


def _until(rule: str, event: AnyEvent, moment: Moment) -> str:
    """Return the rule with an UNTIL at the last second before the moment; one that has ended already is left alone."""
    alone = event.model_copy(update={"recurrence": Recurrence(rules=(rule,)), "overrides": ()})
    if not moment.is_ahead(alone):
        return rule
    if isinstance(event.start, Date):
        until = (moment.today - dt.timedelta(days=1)).isoformat().replace("-", "")
    else:
        until = str(recurrence_key(utc_time(moment.now - dt.timedelta(seconds=1))))
    parts = [part for part in rule.split(";") if not part.startswith(("COUNT=", "UNTIL="))]
    return ";".join([*parts, f"UNTIL={until}"])


def _rest(event: AnyEvent, ahead: Sequence[Occurrence], moment: Moment) -> AnyEvent:
    overridden = [each for each in ahead if each.event is not event and not each.event.this_and_future]
    originals = sorted({_original(each, event) for each in ahead}, key=lambda each: instant_of(each, moment.timezone))
    overrides = tuple(each.event for each in overridden if each.recurrence_id is not None)
    start = originals[0]
    if _goes_on_alike(event, moment):
        recurrence = event.recurrence
    else:
        originals = originals[:LISTED]
        recurrence = Recurrence(dates=tuple(originals[1:])) if len(originals) > 1 or overrides else None
    return event.model_copy(
        update={"start": start, "end": _end(event, start), "recurrence": recurrence, "overrides": overrides}
    )


def _original(occurrence: Occurrence, event: AnyEvent) -> Time:
    """Return where the occurrence stands in its series; one that a THISANDFUTURE moved stands where it was moved to."""
    if occurrence.event is not event and occurrence.event.this_and_future:
        return occurrence.start
    return occurrence.recurrence_id or occurrence.start


def _goes_on_alike(event: AnyEvent, moment: Moment) -> bool:
    """Say whether the one rule of the series gives the same from the next occurrence on."""
    recurrence = event.recurrence or Recurrence()
    if len(recurrence.rules) != 1 or "COUNT=" in recurrence.rules[0] or recurrence.exclusion_rules:
        return False
    later = [*recurrence.dates, *(each.start for each in recurrence.periods)]
    if not all(moment.has_begun(each) for each in later):
        return False
    moved = [each for each in event.overrides if each.recurrence_id is not None]
    return not any(
        each.this_and_future or moment.has_begun(each.recurrence_id) != moment.has_begun(each.start)
        for each in moved
        if each.recurrence_id is not None
    )


def _end(event: AnyEvent, start: Time) -> Time | None:
    """Return the end of an occurrence that starts at ``start``, by the clock, as long as the master lasts by it."""
    if event.end is None:
        return None
    try:
        return same_form(event.end, local_of(event.end) + (local_of(start) - local_of(event.start)))
    except OverflowError:
        return None
