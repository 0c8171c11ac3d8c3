"""What the time zones of one calendar mean: its TZIDs, its VTIMEZONEs, its floating times (docs/design/zones.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reseau_sync.errors import Words
from reseau_sync.ics.component import Component
from reseau_sync.ics.observances import ReadZone, UnreadableZoneError, read_vtimezone, tzid_of
from reseau_sync.ics.values import unescape
from reseau_sync.ics.zone_match import agrees, matching
from reseau_sync.ics.zone_names import iana_of
from reseau_sync.model.time import CustomZone

__all__ = ["CalendarZones", "ZoneProblem", "iana_of"]


@dataclass(frozen=True, slots=True)
class ZoneProblem:
    """A VTIMEZONE that could not be read: the line of what is wrong in it, its TZID, a code, and words."""

    line: int
    tzid: str
    code: str
    words: Words


@dataclass(slots=True)
class CalendarZones:
    """The zones of one calendar, each understood when it is first asked for.

    ``floating`` is the IANA zone in which times without a zone are read.
    """

    floating: str
    _vtimezones: dict[str, list[Component]]
    _nameless: list[Component]
    _found: dict[str, str | CustomZone | None] = field(default_factory=dict)

    @classmethod
    def of(cls, vtimezones: Sequence[Component], *, default: str, x_wr_timezone: str | None = None) -> CalendarZones:
        """Return the zones that ``vtimezones`` define.

        :param default: the IANA id in which floating times are read where ``x_wr_timezone`` does not name a zone
        :param x_wr_timezone: what the calendar's X-WR-TIMEZONE says, if it has one
        """
        named: dict[str, list[Component]] = {}
        for each in vtimezones:
            named.setdefault(_folded(tzid_of(each)), []).append(each)
        nameless = named.pop("", [])
        zones = cls(default, named, nameless)
        stated = zones.resolve(x_wr_timezone) if x_wr_timezone else None
        if isinstance(stated, str):
            # What was found with another default in mind might have been preferred otherwise.
            zones = cls(stated, named, nameless)
        return zones

    def resolve(self, tzid: str) -> str | CustomZone | None:
        """Return the zone that ``tzid`` names: an IANA id, a zone of the calendar's own, or ``None``.

        A TZID that spells an IANA id is that zone, unless the calendar's VTIMEZONE plainly contradicts it. Any other is
        the IANA zone whose clocks stand as its VTIMEZONE says; where none does, the VTIMEZONE itself.
        """
        key = _folded(unescape(tzid))
        if key not in self._found:
            self._found[key] = self._resolve(unescape(tzid), key)
        return self._found[key]

    @property
    def problems(self) -> tuple[ZoneProblem, ...]:
        """Return the VTIMEZONEs that could not be read, in the order of the calendar."""
        found = [
            ZoneProblem(
                each.line,
                "",
                "vtimezone-no-tzid",
                Words("Ce VTIMEZONE n'a pas de TZID : rien ne peut s'y référer.", "This VTIMEZONE has no TZID."),
            )
            for each in self._nameless
        ]
        for components in self._vtimezones.values():
            for each in components:
                try:
                    read_vtimezone(each)
                except UnreadableZoneError as error:
                    found.append(ZoneProblem(each.line + error.line, tzid_of(each), error.code, error.words))
        return tuple(sorted(found, key=lambda problem: problem.line))

    def _resolve(self, tzid: str, key: str) -> str | CustomZone | None:
        named = iana_of(tzid)
        read = self._read(key)
        if read is None:
            return named
        for stated in (named, *map(iana_of, read.aliases)):
            if stated and agrees(read, stated):
                return stated
        tail = iana_of(tzid.partition("_")[2])
        hints = [each for each in (tail, self.floating) if each]
        return matching(read, hints) or read.zone

    def _read(self, key: str) -> ReadZone | None:
        """Return the first readable VTIMEZONE of that TZID."""
        for each in self._vtimezones.get(key, ()):
            try:
                return read_vtimezone(each)
            except UnreadableZoneError:
                continue
        return None


def _folded(tzid: str) -> str:
    return tzid.strip(" \t\"'").casefold()
