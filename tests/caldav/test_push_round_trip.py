"""What a feed pushes into a server is the same event in the shared schema when it is read there again."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from reseau_sync.config import load
from reseau_sync.entry import recurrence_key
from reseau_sync.errors import SourceError
from reseau_sync.forms.whole import portable
from reseau_sync.ics import read
from reseau_sync.ics.objects import calendar_object
from reseau_sync.model import AnyEvent
from reseau_sync.pipeline import look
from reseau_sync.ports import Context
from reseau_sync.standing import Past

from ..support.davservers import Calendar
from .pushing import CONTEXT, Pusher

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / ".." / "shared" / "corpus"
SAMPLE = int(os.environ.get("RESEAU_DAV_CORPUS", "30"))
"""Events of the corpus that are pushed into each server, taken evenly from all of them; 0: every one."""

UNNAMED = frozenset({"stamp", "other_properties", "other_components"})


@functools.cache
def littoral() -> tuple[AnyEvent, ...]:
    """Return every event of the example's widest feed, as it is published."""
    loaded = load(ROOT / "examples" / "littoral" / "reseau.toml")
    outlook = look(loaded, Past(), now=dt.datetime(2010, 9, 6, 9, tzinfo=dt.UTC))
    return max((each.events for each in outlook.feeds), key=len)


@functools.cache
def corpus() -> tuple[AnyEvent, ...]:
    """Return the events of the valid files, each under a UID of its own."""
    found: list[AnyEvent] = []
    with CORPUS.joinpath("MANIFEST.csv").open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["class"] == "valid"]
    for row in rows:
        path = CORPUS / row["file"] if (CORPUS / row["file"]).exists() else CORPUS / "open" / row["file"]
        try:
            entries = read(path.read_bytes(), Context("corpus")).entries
        except (OSError, SourceError):
            continue
        found += [entry.event.model_copy(update={"uid": f"{len(found) + n}-corpus"}) for n, entry in enumerate(entries)]
    step = max(1, len(found) // SAMPLE) if SAMPLE else 1
    return tuple(found[::step])


def stated(data: bytes) -> Iterator[tuple[str, AnyEvent]]:
    for entry in read(data, Context("x", timezone=CONTEXT.timezone)).entries:
        yield str(entry.event.uid), entry.event


def altered(sent: AnyEvent, kept: AnyEvent) -> dict[str, tuple[object, object]]:
    """Return the schema's named fields that differ, as they were sent and as they are kept."""
    found: dict[str, tuple[object, object]] = {}
    for name in type(sent).model_fields:
        if name not in UNNAMED and said(sent, name) != said(kept, name):
            found[name] = (getattr(sent, name), getattr(kept, name, None))
    if "overrides" in found and len(sent.overrides) == len(kept.overrides):
        pairs = zip(_in_order(sent.overrides), _in_order(kept.overrides), strict=True)
        if not any(altered(one, other) for one, other in pairs):
            del found["overrides"]
    return found


def said(event: AnyEvent, name: str) -> object:
    """Return a field; the parts of a rule in whatever order, and without those that hold anyway (RFC 5545, 3.3.10)."""
    value = getattr(event, name, None)
    if name != "recurrence" or value is None:
        return value
    rules = [set(rule.replace("+", "").split(";")) - {"INTERVAL=1", "WKST=MO"} for rule in value.rules]
    return value.model_copy(update={"rules": ()}), rules


def _in_order(overrides: Sequence[AnyEvent]) -> list[AnyEvent]:
    return sorted(overrides, key=lambda each: recurrence_key(each.recurrence_id) or "")


def pushed_and_pulled(calendar: Calendar, pusher: Pusher, events: Sequence[AnyEvent]) -> None:
    named = pusher.named(events)
    sent = dict(pair for each in named for pair in stated(calendar_object(portable(each, "Europe/Paris"), CONTEXT)[0]))
    pusher.push(events)
    assert pusher.conflicts == []
    kept = {uid: event for name in calendar.names() if name for uid, event in stated(calendar.get(name).body)}
    assert kept.keys() == sent.keys()
    assert {uid: found for uid in sent if (found := altered(sent[uid], kept[uid]))} == {}
    pusher.memory = {}
    assert pusher.push(events) == []
    assert pusher.conflicts == []


@pytest.fixture
def pusher(calendar: Calendar, transport: object) -> Pusher:
    return Pusher(calendar.url, transport)  # type: ignore[arg-type]


def test_the_example_pushed_is_the_same(calendar: Calendar, pusher: Pusher) -> None:
    assert len(littoral()) > 20
    pushed_and_pulled(calendar, pusher, littoral())


@pytest.mark.shared
def test_real_events_that_are_pushed_are_the_same(calendar: Calendar, pusher: Pusher) -> None:
    if not CORPUS.is_dir():
        pytest.skip("no ../shared/corpus beside the project")
    pushed_and_pulled(calendar, pusher, corpus())


def test_what_is_written_says_what_the_event_says() -> None:
    for event in littoral():
        whole = portable(event, "Europe/Paris")
        ((_, found),) = stated(calendar_object(whole, CONTEXT)[0])
        for name in ("title", "description", "start", "end", "recurrence", "categories", "url"):
            assert getattr(found, name) == getattr(whole, name), (name, event.title)
