"""Law 9: removing every entry that a readership may not see leaves its feeds byte for byte as they are."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reseau_sync.audience import busy, opened
from reseau_sync.config.loading import Loaded
from reseau_sync.embedding import merge_calendars
from reseau_sync.entry import Entry
from reseau_sync.model import Audience
from reseau_sync.model.network import FeedSpec, Network, NetworkInfo, Organisation, Secret, SourceSpec
from reseau_sync.pipeline import run
from reseau_sync.testing import strategies

NOW = dt.datetime(2026, 4, 1, 8, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
SOURCES = {"ouvert": "public", "reseau": "network", "ferme": "organisation", "permis": None}
FEEDS = tuple(
    FeedSpec(id=f"{audience}-{form}", path=f"{audience}-{form}.ics", audience=audience, form=form, organisation=own)
    for audience, own in ((Audience.PUBLIC, None), (Audience.NETWORK, None), (Audience.ORGANISATION, "phares"))
    for form in ("full", "flat")
)
SHARED_UIDS = st.sampled_from(
    ["6f1d5c1e-6c1b-4a57-9a4e-0d7c41a3a1b2", "0d7c41a3-6c1b-4a57-9a4e-6f1d5c1e0001", "1@localhost", None]
)
ENTRIES = st.lists(strategies.entries(sources=tuple(SOURCES), of=strategies.events(uid=SHARED_UIDS)), max_size=8)


def network(**locations: str) -> Network:
    return Network(
        network=NetworkInfo(
            name="Réseau d’essai", default_audience={"public_action": Audience.PUBLIC}, key=Secret(file="cle")
        ),
        organisations=(Organisation(id="dunes", name="Dunes"), Organisation(id="phares", name="Phares")),
        sources=tuple(
            SourceSpec(
                id=id_,
                organisation="phares" if id_ == "reseau" else "dunes",
                location=locations.get(id_, f"{id_}.ics"),
                default_audience=Audience(default) if default else None,
                max_audience=Audience.PUBLIC,
                private_as_busy=id_ == "reseau",
                shrink_limit=1,
            )
            for id_, default in SOURCES.items()
        ),
        feeds=FEEDS,
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ENTRIES)
def test_closed_entries_make_no_difference_to_any_feed(entries: list[Entry]) -> None:
    net = network()
    whole = merge_calendars(net, entries, now=NOW, key=b"cle")
    for feed in FEEDS:
        shown = [each for each in entries if opened(each, feed, net) or busy(each, feed, net)]
        alone = merge_calendars(net, shown, now=NOW, key=b"cle")
        assert alone.render(feed.id, today=NOW.date()) == whole.render(feed.id, today=NOW.date()), feed.id


# --- Through runs, with all that they remember


@dataclass(frozen=True)
class Kept:
    """One event of a source through three readings: how wide it is, when, and its title in each (``None``: absent)."""

    source: str
    uid: str
    stated: str | None
    day: int
    titles: tuple[str | None, ...]

    @property
    def level(self) -> Audience:
        return Audience(self.stated or SOURCES[self.source] or "network")

    def lines(self, reading: int) -> list[str]:
        title = self.titles[reading]
        if title is None:
            return []
        audience = [f"X-RESEAU-AUDIENCE:{self.stated.upper()}"] if self.stated else []
        times = [f"DTSTART:202604{self.day:02}T180000Z", f"DTEND:202604{self.day:02}T190000Z"]
        return ["BEGIN:VEVENT", f"UID:{self.uid}", *times, f"SUMMARY:{title}", *audience, "END:VEVENT"]


@st.composite
def histories(draw: st.DrawFn) -> tuple[Kept, ...]:
    found = []
    for number in range(draw(st.integers(2, 7))):
        title = st.sampled_from(["Réunion", "Maraude", "Repas à Calais"])
        found.append(
            Kept(
                draw(st.sampled_from(sorted(SOURCES))),
                draw(st.sampled_from([f"{number}@dunes.example.org", "partage@dunes.example.org"])),
                draw(st.sampled_from([None, "public", "network", "organisation"])),
                2 + 3 * number,  # the same title, hour and place is the same event, open or not (see the docs)
                tuple(draw(st.lists(st.none() | title, min_size=3, max_size=3))),
            )
        )
    once = {(each.source, each.uid): each for each in found}
    return tuple(once.values())


def _calendar(events: Sequence[Kept], reading: int) -> bytes:
    # One that is always there: a source of which all vanishes is held, which closed events decide too (see the docs).
    always = ["BEGIN:VEVENT", "UID:toujours@dunes.example.org", "DTSTART:20260425T180000Z", "SUMMARY:Fête"]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//FR", *always, "END:VEVENT"]
    lines += [line for each in events for line in each.lines(reading)]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def _published(events: Sequence[Kept], audience: Audience) -> list[Mapping[str, bytes]]:
    """Return the feeds of one audience after each of three runs, a day apart."""
    found: list[Mapping[str, bytes]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "cle").write_text("une-cle-pour-les-essais", encoding="utf-8")
        for reading in range(3):
            for source in SOURCES:
                own = [each for each in events if each.source == source]
                (folder / f"{source}.ics").write_bytes(_calendar(own, reading))
            run(Loaded(network(), folder), now=NOW + reading * DAY)
            paths = [feed.path for feed in FEEDS if feed.audience is audience]
            found.append({str(path): (folder / str(path)).read_bytes() for path in paths})
    return found


def _sees(audience: Audience, event: Kept) -> bool:
    if audience is Audience.PUBLIC:
        return event.level is Audience.PUBLIC
    return event.level is not Audience.ORGANISATION or (audience is Audience.ORGANISATION and event.source == "reseau")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), st.sampled_from(Audience))
def test_closed_events_make_no_difference_to_what_runs_publish_one_after_the_other(
    events: tuple[Kept, ...], audience: Audience
) -> None:
    seen = [each for each in events if _sees(audience, each)]
    assert _published(events, audience) == _published(seen, audience)
