"""A rota to print: sites down, the days of a week across, in each cell who comes, when, and for what.

One table for each week, a blank row between two. A dash is a gap: nobody is announced there that day. Sites at which
something took place in the four weeks before have their row all the same, so that a week without anybody shows.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from reseau_sync.model import AnyEvent, Date, Place
from reseau_sync.model.zones import zone
from reseau_sync.vocabulary.folding import fold
from reseau_sync_csv.cells import NOTHING, guarded
from reseau_sync_csv.codecs import Desk
from reseau_sync_csv.flattened import Shown, occurrences_in
from reseau_sync_csv.rota_lines import Line, again_text, line_text
from reseau_sync_csv.weeks import NOWHERE, header_of

_GAPS = ("— : personne d'annoncé ce jour-là", "—: nobody is announced that day")
_MARKS = frozenset(",[]·\\\r\n")
_BEFORE = dt.timedelta(days=28)
_DAY = dt.timedelta(days=1)
_NIGHT = dt.timedelta(hours=6, seconds=1)
"""What ends by six in the morning is of the night before: nobody is there that day."""
_WEEK = 7 * _DAY


def rota_rows(
    events: Sequence[AnyEvent], days: tuple[dt.date, dt.date], desk: Desk, sites: Sequence[str] = ()
) -> Iterator[list[str]]:
    """Yield the rows of a rota over the whole weeks from the first of ``days`` (a Monday) to the last, excluded.

    Each occurrence that overlaps the window stands in it once; where it goes on, later days name it again.

    :raises EncodeError: ``too-many-rows`` for a window that holds too much
    """
    shown, _ = occurrences_in(events, days, desk.timezone)
    labels = labels_of(_recent(events, shown, days, desk), sites, desk)
    weeks: defaultdict[dt.date, list[_Placed]] = defaultdict(list)
    for placed in (_Placed.of(each, desk, zone(desk.timezone)) for each in shown):
        for monday in placed.mondays(days):
            weeks[monday].append(placed)
    monday = days[0]
    while monday < days[1]:
        if monday != days[0]:
            yield [""]
        week = _Week(monday, monday == days[0], desk, zone(desk.timezone))
        yield week.header()
        yield from week.rows(weeks[monday], labels)
        monday += _WEEK
    yield [""]
    yield [desk.word(_GAPS)]


def label_of(event: AnyEvent, desk: Desk) -> str:
    """Return what heads the row of an event: its site and commune, else its place as it is written."""
    return site_label(event.place, desk)


def site_label(place: Place | None, desk: Desk) -> str:
    """Return a place as a row is headed by it; what a text says beyond a site that is recognised in it stays."""
    if place is None or not place.line().strip():
        return desk.word(NOWHERE)
    line = " ".join(_site(place, desk.places.fill(place)).split())
    return f"\\{line}" if line.startswith(("\\", NOTHING)) or line in NOWHERE else line


def _site(place: Place, filled: Place) -> str:
    if filled.venue is None:
        return place.line()
    commune = filled.commune
    site = filled.venue if commune is None or fold(commune) in fold(filled.venue) else f"{filled.venue}, {commune}"
    known = set(fold(f"{filled.venue} {commune or ''}").split())
    return site if place.text is None or known.issuperset(fold(place.text).split()) else place.text


def _recent(
    events: Sequence[AnyEvent], shown: Sequence[Shown], days: tuple[dt.date, dt.date], desk: Desk
) -> Iterator[AnyEvent]:
    """Yield what takes place in the window, and what took place shortly before it."""
    yield from (each.occurrence.event for each in shown)
    before, _ = occurrences_in(events, (days[0] - _BEFORE, days[0]), desk.timezone)
    yield from (each.occurrence.event for each in before)


def labels_of(events: Iterable[AnyEvent], sites: Sequence[str], desk: Desk) -> dict[str, str]:
    """Return the labels of the rows in their order, by what tells two sites apart.

    First the sites that were asked for, then the rest by commune and name, and last what has no place. A commune that
    was asked for stands for all sites in it, and has a row of its own where there is none.
    """
    communes = {label_of(each, desk): _commune(each.place, desk) for each in events}
    found: dict[str, str] = {}
    for label in sorted(communes, key=lambda each: (fold(communes[each] or each), fold(each), each)):
        found.setdefault(key_of(label), label)
    nowhere = found.pop(key_of(desk.word(NOWHERE)), None)
    asked: dict[str, str] = {}
    for site in sites:
        place = desk.places.fill(Place(text=site))
        town = fold(place.commune) if place.venue is None and place.commune else None
        inside = {key: label for key, label in found.items() if town and fold(communes[label]) == town}
        own = site_label(place, desk)
        if not inside or key_of(own) in inside:
            inside[key_of(own)] = own
        asked |= inside
    last = {} if nowhere is None else {key_of(nowhere): nowhere}
    return asked | {key: label for key, label in found.items() if key not in asked} | last


def _commune(place: Place | None, desk: Desk) -> str:
    return (desk.places.fill(place).commune or "") if place is not None else ""


def key_of(label: str) -> str:
    """Return what tells two rows apart: accents, case and punctuation aside."""
    return label if label in NOWHERE else fold(label) or label


@dataclass(frozen=True, slots=True)
class _Placed:
    """An occurrence on the page: the key of its row, its line, and its days, the last one included."""

    row: str
    line: Line
    first: dt.date
    last: dt.date

    @classmethod
    def of(cls, shown: Shown, desk: Desk, zone: ZoneInfo) -> _Placed:
        """Return where ``shown`` stands."""
        first = shown.start.astimezone(zone).date()
        last = max(first, (shown.end.astimezone(zone) - _NIGHT).date())
        return cls(key_of(label_of(shown.occurrence.event, desk)), line_of(shown, desk), first, last)

    def mondays(self, days: tuple[dt.date, dt.date]) -> Iterator[dt.date]:
        """Yield the weeks of the window in which it stands."""
        monday = max(self.first - self.first.weekday() * _DAY, days[0])
        while monday < days[1] and (monday <= self.last or monday == days[0]):
            yield monday
            monday += _WEEK


@dataclass(frozen=True, slots=True)
class _Week:
    """One week of the rota; ``first``: whether it shows what began before it, too."""

    monday: dt.date
    first: bool
    desk: Desk
    zone: ZoneInfo

    def header(self) -> list[str]:
        """Return the title of the week and its days."""
        return header_of(self.monday, self.desk.language)

    def rows(self, placed: Iterable[_Placed], labels: Mapping[str, str]) -> Iterator[list[str]]:
        """Yield a row for each site; lines of a cell stand in the order of their hours."""
        cells: dict[str, list[list[str]]] = {key: [[] for _ in range(7)] for key in labels}
        for each in placed:
            for at, text in self._lines(each):
                cells[each.row][at].append(text)
        for key, row in cells.items():
            yield [guarded(labels[key]), *(guarded("\n".join(lines)) if lines else NOTHING for lines in row)]

    def _lines(self, placed: _Placed) -> Iterator[tuple[int, str]]:
        """Yield the columns of an occurrence in this week, each with its line."""
        begins = max(placed.first, self.monday) if self.first else placed.first
        for at in range(7):
            day = self.monday + at * _DAY
            if day == begins:
                yield at, line_text(placed.line, day, self.zone, self.desk)
            elif placed.first < day <= placed.last:
                yield at, again_text(placed.line)


def line_of(shown: Shown, desk: Desk) -> Line:
    """Return what a line says of an occurrence."""
    found = shown.occurrence
    event = found.event
    said = (names_of(event, desk), event.status, _unnamed_services(event, desk))
    if not isinstance(found.start, Date):
        return Line(shown.start, None if found.end is None else shown.end, event.title, *said)
    last = found.end.date - _DAY if isinstance(found.end, Date) else found.start.date
    return Line(found.start.date, max(last, found.start.date), event.title, *said)


def names_of(event: AnyEvent, desk: Desk) -> tuple[str, ...]:
    """Return who does it: the organisations that the event names, else those whose own calendars state it."""
    named = [each.name for each in (event.lead, *event.partners) if each is not None]
    return tuple(named) or desk.hosts(event)


def _unnamed_services(event: AnyEvent, desk: Desk) -> tuple[str, ...]:
    """Return the names of the services that the title does not name."""
    missing = [each for each in event.services if each not in desk.services.recognise(event.title)]
    names = [name for each in missing if (name := desk.services.name(each, desk.language))]
    return tuple(dict.fromkeys(name for name in names if not _MARKS.intersection(name)))
