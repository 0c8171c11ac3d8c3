"""What the owners of calendars say, the files in which their tools say it, and what subscribers read of it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar

PARIS = ZoneInfo("Europe/Paris")
PLACES = ("Carrefour", "Maison des associations", "Quai de la Loire", "Salle des Dunes")
_CANCELLED = "ANNULÉ – "
_HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True, order=True)
class Content:
    """What a person knows an event by; ``start`` is an aware instant in UTC."""

    title: str
    start: dt.datetime

    def __repr__(self) -> str:
        return f"<{self.title} {self.start:%d/%m %H:%M}>"

    def is_ahead(self, now: dt.datetime) -> bool:
        return self.start >= now


@dataclass(frozen=True)
class Told:
    """One event as its owner tells it. ``key`` says which one it is, whatever else changes; ``start`` is by the clock
    in Paris; ``version`` counts corrections of the title.
    """

    key: int
    start: dt.datetime
    place: int
    version: int = 0
    called_off: bool = False

    @property
    def title(self) -> str:
        return title_of(self.key, self.version)

    @property
    def content(self) -> Content:
        return Content(self.title, self.start.replace(tzinfo=PARIS).astimezone(dt.UTC))


def title_of(key: int, version: int = 0) -> str:
    """Return a title that shares no word with those of other keys, and most of them with its other versions."""
    letters = random.Random(key)
    corrections = ("", " bis", " ter", " encore")
    words = ["".join(letters.choice(pair) for pair in ("bdfglmnprstv", "aeiou") * 3) for _ in range(3)]
    return " ".join(words) + corrections[version % len(corrections)]


@dataclass
class Uids:
    """How a tool names events: for ever, by their place in the list, anew at each export, or not at all."""

    way: str
    generation: int = 0

    @property
    def last(self) -> bool:
        return self.way == "lasting"

    def of(self, told: Told, position: int) -> str | None:
        if self.way == "none":
            return None
        if self.way == "positions":
            return str(position)
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{told.key} {self.generation}"))


def as_ics(told: Sequence[Told], uids: Uids) -> bytes:
    """Return a calendar as a tool exports it; every export has a DTSTAMP of its own, which says nothing."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//FR"]
    for position, each in enumerate(told, 1):
        uid = uids.of(each, position)
        lines += [
            "BEGIN:VEVENT",
            *([] if uid is None else [f"UID:{uid}"]),
            f"DTSTAMP:2010{uids.generation % 12 + 1:02}01T080000Z",
            f"DTSTART;TZID=Europe/Paris:{each.start:%Y%m%dT%H%M%S}",
            f"DTEND;TZID=Europe/Paris:{each.start + _HOUR:%Y%m%dT%H%M%S}",
            f"SUMMARY:{each.title}",
            f"LOCATION:{PLACES[each.place]}",
            *(["STATUS:CANCELLED"] if each.called_off else []),
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def as_csv(told: Sequence[Told], uids: Uids) -> bytes:
    """Return a sheet of the same, with a column of UIDs where the tool gives any."""
    sheet = io.StringIO()
    rows = csv.writer(sheet, delimiter=";")
    rows.writerow(["identifiant", "titre", "début", "fin", "lieu", "statut"])
    for position, each in enumerate(told, 1):
        start, end = (f"{moment:%d/%m/%Y %H:%M}" for moment in (each.start, each.start + _HOUR))
        status = "annulé" if each.called_off else ""
        rows.writerow([uids.of(each, position) or "", each.title, start, end, PLACES[each.place], status])
    return sheet.getvalue().encode()


@dataclass(frozen=True)
class Shown:
    """One event as a feed shows it; ``raw`` is all of it, as text."""

    uid: str
    content: Content
    cancelled: bool
    tentative: bool
    sequence: int
    changed: dt.datetime
    raw: bytes


def shown_by(feed: bytes) -> list[Shown]:
    """Read a feed by a reader that is not ours; what is no whole calendar is an error."""
    assert feed.endswith(b"END:VCALENDAR\r\n")
    calendar = icalendar.Calendar.from_ical(feed)
    return [_shown(event) for event in calendar.walk("VEVENT")]


def _shown(event: icalendar.Component) -> Shown:
    assert not event.errors
    status = str(event.get("STATUS", ""))
    title = str(event["SUMMARY"])
    assert title.startswith(_CANCELLED) == (status == "CANCELLED"), title
    start, changed = event.decoded("DTSTART"), event.decoded("LAST-MODIFIED")
    assert isinstance(start, dt.datetime)
    assert isinstance(changed, dt.datetime)
    return Shown(
        uid=str(event["UID"]),
        content=Content(title.removeprefix(_CANCELLED), start.astimezone(dt.UTC)),
        cancelled=status == "CANCELLED",
        tentative=status == "TENTATIVE",
        sequence=int(str(event["SEQUENCE"])),
        changed=changed,
        raw=event.to_ical(),
    )


def write_network(folder: Path, sources: Iterable[str], feeds: str) -> Path:
    """Write a reseau.toml of sources given as tables' bodies."""
    tables = [f"[[sources]]\n{each}\n" for each in sources]
    path = folder / "reseau.toml"
    path.write_text('[network]\nname = "Réseau d’essai"\n\n' + "\n".join([*tables, feeds]), encoding="utf-8")
    return path
