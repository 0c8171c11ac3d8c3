"""What subscribers' programs show of our feeds: the same, in either form, whatever the calendars were.

The feeds are those of the example network, and one of all the real calendars beside the project. Most programs take
minutes for that one: they get a share of its events, chosen by UID. ``RESEAU_SYNC_SHARES=more``, as the gate of the
project has it, gives them larger ones, and ``RESEAU_SYNC_SHARES=all`` everything: one share after the other, since some
need time by the square of what they read.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reseau_sync import Entry, Feed, Network, NetworkInfo, Organisation, Source, merge_calendars, read
from reseau_sync.errors import SourceError
from reseau_sync.feeds import calendar_bytes, worded
from reseau_sync.forms import Shape, formed
from reseau_sync.model import AnyEvent, Audience, Event, ZonedTime
from reseau_sync.model.network import Window

from ..examples import littoral
from ..occurrences.building import day, override, paris, series, zulu
from .compare import differences
from .constructs import series_of
from .deviations import FLAT, FULL, Ledger
from .engines import Engine, Occ
from .ours import ours

AFTER, BEFORE = dt.date(2025, 1, 1), dt.date(2027, 1, 1)
TODAY = dt.date(2026, 10, 1)
WINDOW = Window(past=670, coming=120)
FORMS = ("full", "flat")
CHOSEN = os.environ.get("RESEAU_SYNC_SHARES", "few")
MORE = {"khal": 16, "reference": 16, "ical.js naive": 32, "calcurse": 8}
SHARES = {
    "few": {"libical": 4, "sabre": 8, "khal": 32, "reference": 64, "ical.js": 4, "ical.js naive": 64, "calcurse": 32},
    "more": MORE,
    "all": MORE,
}[CHOSEN]
"""One event in so many is read at a time by programs that take their time."""


@dataclass(frozen=True, slots=True)
class Published:
    """A feed: its events, and as they are written in its form."""

    network: Network
    feed: Feed
    events: tuple[AnyEvent, ...]
    formed: tuple[AnyEvent, ...]

    def data(self, events: Iterable[AnyEvent] | None = None) -> bytes:
        """Return the bytes, of all events or of those given."""
        return calendar_bytes(self.feed, self.network, self.formed if events is None else tuple(events))


def published(network: Network, entries: Iterable[Entry], feed: Feed, form: str) -> Published:
    network = network.model_copy(update={"feeds": (feed,)})
    merged = merge_calendars(network, entries, now=dt.datetime(2026, 10, 1, tzinfo=dt.UTC), key=b"k" * 32)
    events = tuple(worded(feed, network, merged.view(feed.id).events))
    shape = Shape(form == "flat", network.network.timezone, TODAY, WINDOW if form == "flat" else None)
    return Published(network, feed, events, formed(events, shape).events)


@cache
def of_the_corpus(corpus: Path, form: str) -> Published:
    """Return the feed of all readable files of the corpus, each a source of one network."""
    files = _files(corpus)
    network = Network(
        network=NetworkInfo(name="Tous les agendas"),
        organisations=(Organisation(id="tous", name="Tous"),),
        sources=tuple(
            Source(id=f"s{number}", organisation="tous", adapter="ical", location=name)
            for number, name in enumerate(files)
        ),
        feeds=(Feed(id="tout", path="tout.ics", audience=Audience.NETWORK),),
    )
    if form == "flat":
        before = of_the_corpus(corpus, "full")
        shape = Shape(flat=True, timezone="Europe/Paris", today=TODAY, window=WINDOW)
        return replace(before, formed=formed(before.events, shape).events)
    return published(network, _entries(corpus, files, network), network.feeds[0], form)


def _files(corpus: Path) -> list[str]:
    with (corpus / "MANIFEST.csv").open(encoding="utf-8", newline="") as rows:
        return [row["file"] for row in csv.DictReader(rows)]


def _entries(corpus: Path, files: list[str], network: Network) -> Iterator[Entry]:
    for number, name in enumerate(files):
        try:
            yield from read((corpus / name).read_bytes(), network, f"s{number}").entries
        except SourceError:
            continue


@cache
def example_entries() -> tuple[Entry, ...]:
    network = littoral.network()
    read_as = {each.id: "csv" if str(each.location).endswith(".csv") else "ical" for each in network.sources}
    sources = tuple(each.model_copy(update={"adapter": read_as[each.id]}) for each in network.sources)
    network = network.model_copy(update={"sources": sources})
    return tuple(
        entry
        for source in sources
        for path in littoral.files(source)
        for entry in read(path.read_bytes(), network, source.id).entries
    )


@cache
def of_the_example(id_: str, form: str) -> Published:
    network = littoral.network()
    feed = next(each for each in network.feeds if each.id == id_)
    plain = Feed(id=feed.id, path="f.ics", audience=feed.audience, organisation=feed.organisation, filter=feed.filter)
    return published(network, example_entries(), plain, form)


EXAMPLES = sorted(each.id for each in littoral.network().feeds)


def show(client: Engine, feed: Published, events: Sequence[AnyEvent], ledger: Ledger, seconds: float) -> int:
    """Enter what a client shows otherwise than we do; return how many occurrences were compared."""
    if client.name == "calcurse":  # it keeps no UID and no STATUS, and shows each day of several by itself
        events = [each.model_copy(update={"title": each.uid}) for each in events]
        expected = list(_day_by_day(ours(events, AFTER - dt.timedelta(days=400), BEFORE + dt.timedelta(days=2))))
    else:
        expected = list(ours(events, AFTER, BEFORE))
    data = feed.data(events)
    found = client.read(data, AFTER, BEFORE, seconds=seconds)
    shown = series_of(data)
    for uid, difference in differences(expected, found.occurrences).items():
        ledger.enter(f"{feed.feed.id} {uid}", shown.get(uid), difference)
    return len(expected)


def _day_by_day(occurrences: Iterable[Occ]) -> Iterator[Occ]:
    for each in occurrences:
        if len(each.start) > len("2026-10-01"):
            if AFTER <= _day_in_paris(each) < BEFORE:
                yield replace(each, cancelled=False)
            continue
        day, last = dt.date.fromisoformat(each.start), dt.date.fromisoformat(each.end)
        while day < last:
            following = day + dt.timedelta(days=1)
            days = day.isoformat(), following.isoformat()
            if AFTER <= day < BEFORE:
                yield Occ(each.uid, *days, *days, each.summary)
            day = following


def _day_in_paris(occurrence: Occ) -> dt.date:
    """Return the day under which calcurse shows an occurrence: its user is in Paris."""
    start = dt.datetime.fromisoformat(occurrence.start)
    return (start if start.tzinfo is None else start.astimezone(ZoneInfo("Europe/Paris"))).date()


def _share(client: Engine, events: Sequence[AnyEvent], most: int = 100, number: int = 0) -> list[AnyEvent]:
    share = min(most, SHARES.get(client.name, 1))
    return [each for each in events if int((each.uid or "0")[:4], 16) % share == number]


@pytest.mark.engines
@pytest.mark.parametrize("form", FORMS)
def test_every_feed_of_the_example_is_shown_alike(client: Engine, form: str) -> None:
    ledger = Ledger(FULL if form == "full" else FLAT, client.name)
    compared = 0
    slow = CHOSEN != "all" and SHARES.get(client.name, 1) > 4
    for id_ in ("reseau", "actions-publiques") if slow else EXAMPLES:
        feed = of_the_example(id_, form)
        events = _share(client, feed.formed, 4) if slow and form == "flat" else feed.formed
        compared += show(client, feed, events, ledger, seconds=240)
    assert ledger.unexplained[:20] == []
    assert compared > 800


@pytest.mark.shared
@pytest.mark.engines
@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_the_feed_of_all_real_calendars_is_shown_alike(client: Engine, corpus: Path, form: str) -> None:
    feed = of_the_corpus(corpus, form)
    ledger = Ledger(FULL if form == "full" else FLAT, client.name)
    shares = SHARES.get(client.name, 1) if CHOSEN == "all" else 1
    compared = sum(
        show(client, feed, _share(client, feed.formed, number=number), ledger, seconds=900) for number in range(shares)
    )
    assert ledger.unexplained[:20] == []
    assert compared > 300


def _named(number: int, event: Event) -> Event:
    return event.model_copy(update={"uid": f"{number:032x}@reseau-sync", "title": f"{number}"})


NEW_YORK = ZonedTime(local=dt.datetime(2025, 1, 6, 19), zone="America/New_York")
OWN_WAYS = [
    Event(start=paris("2026-10-01T19:00")),
    Event(start=paris("2026-10-02T19:00"), end=paris("2026-10-02T20:00:59")),
    Event(start=zulu("2026-10-25T00:00"), end=zulu("2026-10-25T01:00")),
    series(paris("2025-03-01T22:00"), "FREQ=DAILY;COUNT=60", end=paris("2025-03-02T06:00")),
    series(paris("2025-01-31T19:00"), "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", end=paris("2025-01-31T20:00")),
    series(day("2025-01-06"), "FREQ=WEEKLY", end=day("2025-01-09")),
    series(NEW_YORK, "FREQ=WEEKLY", end=NEW_YORK.model_copy(update={"local": dt.datetime(2025, 1, 6, 20)})),
    series(
        paris("2025-01-06T19:00"), "FREQ=WEEKLY", excluded=(paris("2025-01-06T19:00"),), end=paris("2025-01-06T20:00")
    ),
    series(day("2025-09-07"), "FREQ=DAILY;BYMONTH=9,10;BYDAY=SU"),
]
"""What some client reads in its own way, and what all read alike though few would have bet on it."""


@pytest.mark.engines
@pytest.mark.parametrize("form", FORMS)
def test_what_a_client_reads_in_its_own_way_is_known_and_nothing_more(client: Engine, form: str) -> None:
    events = tuple(_named(number, each) for number, each in enumerate(OWN_WAYS))
    shape = Shape(form == "flat", "Europe/Paris", TODAY, WINDOW if form == "flat" else None)
    feed = Feed(id="f", path="f.ics")
    network = Network(network=NetworkInfo(name="R"), feeds=(feed,))
    shown = Published(network, feed, events, formed(events, shape).events)
    ledger = Ledger(FULL if form == "full" else FLAT, client.name)
    show(client, shown, shown.formed, ledger, seconds=60)
    assert ledger.unexplained == []
    assert ledger.surprises() == []


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_all_real_calendars_shows_what_is_in_them(corpus: Path, form: str) -> None:
    feed = of_the_corpus(corpus, form)
    # A full feed unfolds what no plain rule says from a month before today on.
    after = AFTER if form == "flat" else TODAY - dt.timedelta(days=30)
    assert _said(ours(feed.formed, after, BEFORE)) == _said(ours(feed.events, after, BEFORE))


def _said(occurrences: Iterable[Occ]) -> Counter[tuple[str, str, str, bool]]:
    return Counter((each.start, each.end, each.summary, each.cancelled) for each in occurrences)


@pytest.mark.shared
@pytest.mark.parametrize("form", FORMS)
def test_no_feed_holds_what_engines_read_each_in_its_own_way(corpus: Path, form: str) -> None:
    data = b"\r\n" + of_the_corpus(corpus, form).data()
    names = ["RECURRENCE-ID", "RDATE", "EXRULE", "DURATION"] + (["RRULE", "EXDATE"] if form == "flat" else [])
    events = data.partition(b"\r\nBEGIN:VEVENT")[2]  # zones are changes of clocks, and are read as such
    assert [name for name in names if f"\r\n{name}".encode() in events] == []


@pytest.mark.shared
def test_every_uid_of_the_feed_is_of_one_event(corpus: Path) -> None:
    several = [uid for uid, each in series_of(of_the_corpus(corpus, "full").data()).items() if len(each.events) != 1]
    assert several == []


CHOIR = series(
    paris("2026-10-01T19:00"),
    "FREQ=WEEKLY;COUNT=4",
    end=paris("2026-10-01T20:00"),
    overrides=(override(paris("2026-10-08T19:00"), paris("2026-10-08T20:30"), paris("2026-10-08T21:30")),),
).model_copy(update={"title": "Chorale"})
YOGA = series(paris("2026-10-01T19:00"), "FREQ=WEEKLY;COUNT=4", end=paris("2026-10-01T20:30"))


@pytest.mark.engines
@pytest.mark.parametrize("form", FORMS)
def test_one_association_moves_its_session_and_the_other_keeps_its_own(client: Engine, form: str) -> None:
    network = Network(
        network=NetworkInfo(name="Deux associations"),
        organisations=(Organisation(id="a", name="A"), Organisation(id="b", name="B")),
        sources=(
            Source(id="a", organisation="a", location="a.ics"),
            Source(id="b", organisation="b", location="b.ics"),
        ),
    )
    entries = [
        Entry.of("a", CHOIR.model_copy(update={"uid": "A@asso.example"})),
        Entry.of("b", YOGA.model_copy(update={"uid": "B@asso.example", "title": "Yoga"})),
    ]
    feed = published(network, entries, Feed(id="f", path="f.ics"), form)
    shown = client.read(feed.data(), dt.date(2026, 10, 8), dt.date(2026, 10, 9)).occurrences
    assert sorted((each.wall_start[11:16], each.summary) for each in shown) == [
        ("19:00", "Yoga"),
        ("20:30", "override"),
    ]


@pytest.mark.engines
def test_a_naive_client_fuses_them_where_an_override_is_written_as_such(client: Engine) -> None:
    """The reason for all this: where the test fails, ical.js was mended, and the forms may be thought over."""
    if client.name != "ical.js naive":
        pytest.skip("the others know whose an override is")
    from reseau_sync.ics import write

    whole: list[Event] = [CHOIR, YOGA.model_copy(update={"uid": "B@asso.example", "title": "Yoga"})]
    shown = client.read(write(whole), dt.date(2026, 10, 8), dt.date(2026, 10, 9)).occurrences
    assert ("19:00", "Yoga") not in [(each.wall_start[11:16], each.summary) for each in shown]
