"""One feed of all real calendars: each engine shows in it what we say is in it."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from reseau_sync import Entry, Feed, Network, NetworkInfo, Organisation, Source, merge_calendars, read
from reseau_sync.errors import SourceError
from reseau_sync.model import AnyEvent, Audience

from .compare import differences
from .constructs import series_of
from .deviations import READING, Ledger
from .engines import Engine
from .ours import ours

AFTER, BEFORE = dt.date(2025, 1, 1), dt.date(2027, 1, 1)


@dataclass(frozen=True, slots=True)
class Published:
    """A feed as bytes, and the merged events that it shows."""

    data: bytes
    events: tuple[AnyEvent, ...]


@cache
def feed_of(corpus: Path) -> Published:
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
    merged = merge_calendars(network, _entries(corpus, files, network))
    return Published(merged.render("tout"), tuple(each.event for each in merged.view("tout").events))


def _files(corpus: Path) -> list[str]:
    with (corpus / "MANIFEST.csv").open(encoding="utf-8", newline="") as rows:
        return [row["file"] for row in csv.DictReader(rows)]


def _entries(corpus: Path, files: list[str], network: Network) -> Iterator[Entry]:
    for number, name in enumerate(files):
        try:
            yield from read((corpus / name).read_bytes(), network, f"s{number}").entries
        except SourceError:
            continue


@pytest.mark.shared
@pytest.mark.engines
@pytest.mark.slow
def test_the_feed_of_all_real_calendars_shows_what_we_say_it_shows(engine: Engine, corpus: Path) -> None:
    feed = feed_of(corpus)
    ledger = Ledger(READING, engine.name)
    series = series_of(feed.data)
    expected = ours(feed.events, AFTER, BEFORE)

    found = engine.read(feed.data, AFTER, BEFORE, seconds=240)

    for uid, difference in differences(expected, found.occurrences).items():
        ledger.enter(uid, series.get(uid), difference)
    assert len(expected) > 1_000
    assert ledger.unexplained[:20] == []


@pytest.mark.shared
def test_every_uid_of_the_feed_is_of_one_series(corpus: Path) -> None:
    several = [uid for uid, series in series_of(feed_of(corpus).data).items() if len(series.masters()) != 1]

    assert several == []
