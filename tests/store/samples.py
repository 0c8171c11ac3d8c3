"""Pasts, readings and stores for the tests of this room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from reseau_sync.entry import Decoded, Entry, Rejected, Where
from reseau_sync.errors import Words
from reseau_sync.model import AnyEvent, Event, ZonedTime
from reseau_sync.model.event import Recurrence
from reseau_sync.ports import Item, Part
from reseau_sync.standing import Hold, Past, SourceState, Stamp, Standing
from reseau_sync.store import Reading, RunInfo

NOW = dt.datetime(2010, 9, 1, tzinfo=dt.UTC)
RUN = RunInfo(NOW, "0.1")


def at(day: int) -> RunInfo:
    """Return a run so many days later."""
    return RunInfo(NOW + dt.timedelta(days=day), "0.1")


def event(
    title: str = "Réunion", *, uid: str = "u1@a.example.org", start: str = "2010-09-14T14:30", rule: str = ""
) -> Event:
    """Return an event of two hours in Paris."""
    begin = dt.datetime.fromisoformat(start)
    return Event(
        uid=uid,
        title=title,
        start=ZonedTime(local=begin, zone="Europe/Paris"),
        end=ZonedTime(local=begin + dt.timedelta(hours=2), zone="Europe/Paris"),
        recurrence=Recurrence(rules=(rule,)) if rule else None,
    )


def entry(title: str = "Réunion", *, source: str = "a", line: int = 1, **more: str) -> Entry:
    """Return an entry of that event."""
    return entry_of(event(title, **more), source, line)


def entry_of(stated: AnyEvent, source: str = "a", line: int = 1) -> Entry:
    """Return the entry that states an event at a line."""
    return Entry.of(source, stated, Where(source, stated.uid, line=line))


def standing(lasting: str = "L1", title: str = "Réunion", *, source: str = "a", **more: str) -> Standing:
    """Return a live standing."""
    return Standing(entry_of(event(title, **more), source), lasting, since=NOW.date())


def past_of(*standings: Standing, fingerprint: str = "") -> Past:
    """Return a past in which these stand."""
    by_source: dict[str, tuple[Standing, ...]] = {}
    for each in standings:
        by_source[each.entry.source] = (*by_source.get(each.entry.source, ()), each)
    return Past(standings=by_source, fingerprint=fingerprint)


def rejected(line: int, source: str = "a") -> Rejected:
    """Return something that was not understood."""
    return Rejected(Where(source, "u9", line=line), "bad-date", Words("date illisible", "unreadable date"), "DTSTART:x")


def item(key: str = "k1", data: bytes = b"BEGIN:VEVENT", line: int = 1, *, digest: str = "") -> Item:
    """Return an item of one part with an envelope."""
    return Item(key, (Part(line, data),), b"BEGIN:VTIMEZONE", None, digest or key)


def reading(*pairs: tuple[Item, Sequence[Entry]], decoder: str = "ical 1", source: str = "a") -> Reading:
    """Return a reading in which nothing was rejected."""
    return Reading(source, decoder, tuple((each, Decoded(tuple(entries))) for each, entries in pairs))


def rich() -> Past:
    """Return a past with something in each of its parts."""
    state = SourceState(
        "a",
        described="d",
        checkpoint={"etag": '"é"', "numbers": [1, None, 2.5]},
        last_success=NOW,
        failing_since=NOW,
        code="not-found",
        reason=Words("introuvable", "not found"),
        hold=Hold(NOW.date(), "r", 7),
        rejected=(rejected(3),),
    )
    return Past(
        sources={"a": state, "b": SourceState("b")},
        standings={"a": tuple(standing(f"L{n}", f"Réunion {n}", uid=f"u{n}@a.example.org") for n in range(20))},
        uids={("network", f"L{n}"): f"m{n}" for n in range(20)},
        stamps={("reseau", f"m{n}"): Stamp("d", n, NOW, NOW.date() if n % 2 else None) for n in range(20)},
        retracted=frozenset({"m3", "b"}),
        paused=True,
        awaiting=3,
        sinks={"nuage": {"objects": {"a.ics": ["é", None, 2]}}},
        fingerprint="f1",
    )


def plain(past: Past) -> Past:
    """Return a past all of which is loaded, its standings in the order of their lasting keys."""
    return Past(
        sources=dict(past.sources),
        standings={
            source: tuple(sorted(standings, key=lambda each: each.lasting))
            for source, standings in past.standings.items()
            if standings
        },
        uids=dict(past.uids),
        stamps=dict(past.stamps),
        retracted=past.retracted,
        paused=past.paused,
        awaiting=past.awaiting,
        sinks=dict(past.sinks),
        fingerprint=past.fingerprint,
    )


def content(path: Path) -> dict[str, tuple[int, bytes]]:
    """Return the modification time and bytes of every file in the store's folder."""
    return {each.name: (each.stat().st_mtime_ns, each.read_bytes()) for each in path.parent.iterdir()}


def says(path: Path, words: Iterable[str]) -> set[str]:
    """Return which of the words stand in any file beside the store, as written in JSON."""
    data = b"".join(each.read_bytes() for each in path.parent.iterdir())
    return {word for word in words if word.encode() in data}
