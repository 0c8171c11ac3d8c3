"""What was found to be one event, as plain data: one line per merged event, and per occurrence of a series. Pure.

The form is that of ``reseau-sync merge --clusters`` (JSON Lines): a source is named as the file of its location, an
entry without a UID as ``row:N``, an occurrence by its original start.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from reseau_sync.embedding import MergedCalendar
from reseau_sync.entry import Entry
from reseau_sync.merge import Window
from reseau_sync.merge.facets import whole
from reseau_sync.model.network import Network
from reseau_sync.model.time import Date, Time, aware, instant
from reseau_sync.model.zones import zone
from reseau_sync.occurrences import Occurrence, OccurrenceError, expand
from reseau_sync.view import Group, Statement

_TWIN = dt.timedelta(hours=12)
"""An occurrence of a series that joined another is that of its within so much."""


def clusters(merged: MergedCalendar, first: dt.date, last: dt.date) -> list[dict[str, Any]]:
    """Return one line for each merged event that starts from ``first`` to ``last``, by start and UID.

    Days are inclusive, in the network's zone. Each line holds ``uid``, ``start`` and ``members`` (``source``, ``uid``,
    ``recurrence_id``), whatever the audience: it is for the network's own eyes.
    """
    listing = _Listing(merged.network, first, last)
    seen = _seen_from(merged, listing.window)
    lines = [line for group in seen.identified.groups for line in listing.lines(group)]
    return sorted(lines, key=lambda line: (line["start"], line["uid"], str(line["members"])))


def _seen_from(merged: MergedCalendar, days: Window) -> MergedCalendar:
    """Return the calendar with series compared in all of these days, if they reach beyond its own window."""
    own = merged.window
    if own is not None and own[0] <= days[0] and days[1] <= own[1]:
        return merged
    both = (min(own[0], days[0]), max(own[1], days[1])) if own is not None else days
    return replace(merged, window=both, _known={})


class _Listing:
    def __init__(self, network: Network, first: dt.date, last: dt.date) -> None:
        self._zone = network.network.timezone
        self._names = {each.id: _file(str(each.location), each.id) for each in network.sources}
        local = zone(self._zone)
        self._after = dt.datetime.combine(first, dt.time(), local)
        self._before = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), local)
        self.window = (self._after, self._before)

    def lines(self, group: Group) -> Iterator[dict[str, Any]]:
        form = group.statements[0]
        gone = {instant(each, self._zone) for each in group.elsewhere}
        joined = [each for each in group.statements[1:] if each.at is None]
        others = [(each, self._occurrences(each)) for each in joined]
        for one in self._occurrences(form):
            if one.recurrence_id is not None and instant(one.recurrence_id, self._zone) in gone:
                continue
            members = self._members(form, one.recurrence_id)
            for each, found in others:
                members += self._twin(each, found, one)
            for each in (*group.statements[1:], *group.guests):
                if each.at is not None and _same(each.at, one.recurrence_id, self._zone):
                    members += self._members(each, each.of)
            if one.recurrence_id is None:
                for each in group.guests:
                    members += self._members(each, each.of) if each.at is None else []
            unique = {tuple(member.values()): member for member in members}
            yield {"uid": group.uid, "start": self._text(one.start), "members": list(unique.values())}

    def _occurrences(self, statement: Statement) -> Sequence[Occurrence]:
        try:
            found = expand(whole(statement.members), self._after, self._before, day_zone=self._zone)
        except OccurrenceError:
            return ()
        return [each for each in found if self._after <= instant(each.start, self._zone) < self._before]

    def _twin(self, statement: Statement, found: Sequence[Occurrence], one: Occurrence) -> list[dict[str, Any]]:
        """Return the members of a statement that joined as a whole, by its occurrence nearest to ``one``."""
        start = instant(one.start, self._zone)
        near = min(found, key=lambda each: abs(instant(each.start, self._zone) - start), default=None)
        if near is None:
            event = statement.winner.event
            return self._members(statement, None) if event.recurrence is None else []
        if near.recurrence_id is not None and abs(instant(near.start, self._zone) - start) > _TWIN:
            return []
        return self._members(statement, near.recurrence_id)

    def _members(self, statement: Statement, original: Time | None) -> list[dict[str, Any]]:
        found = []
        for member in statement.members:
            own = member.entry.event.recurrence_id
            if own is not None and original is not None and not _same(own, original, self._zone):
                continue
            found.append(self._member(member.entry, original if original is not None else own))
        return found

    def _member(self, entry: Entry, original: Time | None) -> dict[str, Any]:
        uid = entry.event.uid or entry.row_key()
        name = entry.where.file or self._names.get(entry.source, entry.source)
        return {"source": name, "uid": uid, "recurrence_id": self._text(original) if original is not None else None}

    def _text(self, time: Time) -> str:
        if isinstance(time, Date):
            return time.date.isoformat()
        return aware(time).isoformat()


def _same(left: Time, right: Time | None, timezone: str) -> bool:
    return right is not None and instant(left, timezone) == instant(right, timezone)


def _file(location: str, id_: str) -> str:
    """Return the name of a location's file; of an address, which may be a secret, the source's id."""
    return id_ if "://" in location or not location else PurePosixPath(location.replace("\\", "/")).name
