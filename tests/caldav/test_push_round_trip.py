"""What a feed pushes into a server is the same event in the shared schema when it is read there again."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reseau_sync.config import load
from reseau_sync.entry import recurrence_key
from reseau_sync.errors import PublishError, SourceError
from reseau_sync.forms.whole import portable
from reseau_sync.ics import read
from reseau_sync.ics.objects import calendar_object
from reseau_sync.model import AnyEvent, Date, FixedTime, Place, ZonedTime
from reseau_sync.pipeline import look
from reseau_sync.ports import Context, Fetched
from reseau_sync.standing import Past
from reseau_sync.transport import Transport
from reseau_sync_caldav import CaldavAdapter

from ..support.davservers import Calendar, Started
from .pulling import fetch
from .pushing import CONTEXT, Pusher

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / ".." / "shared" / "corpus"
SAMPLE = int(os.environ.get("RESEAU_DAV_CORPUS", "30"))
"""Events of the corpus that are pushed into each server, taken evenly from all of them; 0: every one."""

BATCH = 250
"""Events that are pushed into one calendar: what a server spends on each grows with what the calendar holds."""
REFUSED = re.compile(r"n’est pas pris par le serveur")
UNNAMED = frozenset({"stamp", "other_properties", "other_components"})


@dataclass(frozen=True, slots=True)
class Alteration:
    """What a server makes of a field: the value sent and the value kept, where ``made`` says that it is just that."""

    server: str
    field: str
    reason: str
    made: Callable[[Any, Any, AnyEvent], bool]


def _trimmed(sent: Any, kept: Any, _: AnyEvent) -> bool:
    if isinstance(sent, Place):
        return (sent.text or "").strip() == ((kept and kept.text) or "")
    return isinstance(sent, str) and sent.strip() == (kept or "")


def _a_second_long(sent: Any, kept: Any, event: AnyEvent) -> bool:
    start = event.start
    return (
        not isinstance(start, Date)
        and sent in (None, start)
        and kept == start.model_copy(update={"local": start.local + dt.timedelta(seconds=1)})
    )


def _split(sent: Any, kept: Any, _: AnyEvent) -> bool:
    return [part.strip() for each in sent for part in each.split(",")] == list(kept)


def _read_from_the_split(sent: Any, kept: Any, event: AnyEvent) -> bool:
    return any("," in each and kept in each.lower() for each in event.categories) and sent != kept


def _ends_before_it_starts(sent: Any, _: Any, event: AnyEvent) -> bool:
    rules = event.recurrence.rules if event.recurrence else ()
    until = [found[1] for rule in rules if (found := re.search(r"UNTIL=(\d{8})", rule))]
    day = event.start.date if isinstance(event.start, Date) else event.start.local.date()
    return sent is event and any(each < f"{day:%Y%m%d}" for each in until)


def _in_utc(sent: Any, kept: Any, _: AnyEvent) -> bool:
    same = isinstance(sent, ZonedTime) and isinstance(kept, FixedTime) and sent.local == kept.local
    return same and sent.zone == "Etc/GMT" and kept.offset == 0


def _counts_weeks(sent: Any, _: Any, event: AnyEvent) -> bool:
    return sent is event and any("BYWEEKNO=" in rule for rule in (event.recurrence.rules if event.recurrence else ()))


_UTC = "writes Etc/GMT as UTC"
_TRIMS = "takes white space off the ends"
ALTERED: tuple[Alteration, ...] = (
    Alteration("cyrus", "title", _TRIMS, _trimmed),
    Alteration("cyrus", "description", _TRIMS, _trimmed),
    Alteration("cyrus", "place", _TRIMS, _trimmed),
    Alteration("cyrus", "categories", "splits a category at a comma", _split),
    Alteration("cyrus", "kind", "and what is split may be the name of a kind", _read_from_the_split),
    Alteration("radicale", "refused", "takes no series whose rule ends before it starts", _ends_before_it_starts),
    Alteration("davical", "refused", "falls over a rule that counts the weeks of the year", _counts_weeks),
    Alteration("radicale", "start", _UTC, _in_utc),
    Alteration("radicale", "end", _UTC, _in_utc),
    Alteration("xandikos", "start", _UTC, _in_utc),
    Alteration("xandikos", "end", _UTC, _in_utc),
    Alteration("cyrus", "end", "takes no event without a duration: it is sent one of a second", _a_second_long),
)


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
        found += [_own(entry.event, f"{len(found) + n}-corpus") for n, entry in enumerate(entries)]
    step = max(1, len(found) // SAMPLE) if SAMPLE else 1
    return tuple(found[::step])


def _own(event: AnyEvent, uid: str) -> AnyEvent:
    """Return an event under ``uid``; an instance whose series no file has is an event, as in every feed."""
    return event.model_copy(update={"uid": uid, "recurrence_id": None, "this_and_future": False})


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
    """Return a field; of rules, parts and lists in whatever order, without what holds anyway (RFC 5545, 3.3.10)."""
    value = getattr(event, name, None)
    if name != "recurrence" or value is None:
        return value
    rules = [{_unordered(part) for part in rule.replace("+", "").split(";")} for rule in value.rules]
    rules = [rule - {"INTERVAL=1", "WKST=MO"} for rule in rules]
    return value.model_copy(update={"rules": ()}), rules


def _unordered(part: str) -> str:
    name, _, values = part.partition("=")
    return f"{name}={','.join(sorted(values.split(',')))}"


def _in_order(overrides: Sequence[AnyEvent]) -> list[AnyEvent]:
    return sorted(overrides, key=lambda each: recurrence_key(each.recurrence_id) or "")


Differences = list[tuple[str, object, object, AnyEvent]]


def pushed_and_pulled(calendar: Calendar, transport: Transport, events: Sequence[AnyEvent]) -> Differences:
    """Push events, read the calendar by the source; return each field that is another: its name, sent, kept, of what.

    Nothing may be missing, nothing be there besides; a second push, which remembers nothing, has nothing to write.
    """
    pusher = Pusher(calendar.url, transport)
    named = pusher.named(events)
    sent = dict(pair for each in named for pair in stated(calendar_object(portable(each, "Europe/Paris"), CONTEXT)[0]))
    refused = pushed(pusher, events)
    assert set(pusher.conflicts) <= {"refused"}
    kept = pulled(calendar, transport)
    assert kept.keys() <= sent.keys()
    found: dict[str, dict[str, tuple[object, object]]] = {
        uid: {"refused": (sent[uid], None)} for uid in sent - kept.keys()
    }
    assert len(found) == refused
    found |= {uid: fields for uid in kept if (fields := altered(sent[uid], kept[uid]))}
    pusher.memory = {}
    pushed(pusher, events)
    assert len(pusher.plan.writes) == refused
    # Without a memory another list of categories cannot be told from an edit: it stays, and is named.
    assert pusher.conflicts.count("edited") == sum("categories" in fields for fields in found.values())
    assert set(pusher.conflicts) <= {"edited", "refused"}
    return [(name, *values, sent[uid]) for uid, fields in found.items() for name, values in sorted(fields.items())]


def pushed(pusher: Pusher, events: Sequence[AnyEvent]) -> int:
    """Push; return how many events the server does not take, which may not keep the others from it."""
    try:
        pusher.push(events)
    except PublishError as error:
        if error.code not in ("objects-refused", "http-error"):
            raise
        pusher.memory = error.memory or {}
        others = re.search(r"Et (\d+) autres", error.words.fr)
        return len(REFUSED.findall(error.words.fr)) + (int(others[1]) if others else 0)
    return 0


def pulled(calendar: Calendar, transport: Transport) -> dict[str, AnyEvent]:
    """Return what the source reads in a calendar, by UID."""
    result = fetch(transport, calendar.url)
    assert isinstance(result, Fetched), result
    source = CaldavAdapter().open(calendar.url, CaldavAdapter.Options(), transport)
    decoded = [source.decode(each, Context("x", timezone=CONTEXT.timezone)) for each in result.items]
    assert [each.rejected for each in decoded if each.rejected] == []
    return {str(entry.event.uid): entry.event for each in decoded for entry in each.entries}


def explained(server: str, found: Differences) -> tuple[Differences, set[str]]:
    """Return what the table does not say of a server, and the fields of its rows that something was seen of."""
    rows = [each for each in ALTERED if each.server == server]
    unexplained: Differences = []
    seen: set[str] = set()
    for name, sent, kept, event in found:
        row = next((each for each in rows if each.field == name and each.made(sent, kept, event)), None)
        if row is not None:
            seen.add(row.field)
        elif name != "overrides" or explained(server, _of_overrides(event.overrides, kept))[0]:
            unexplained.append((name, sent, kept, event))
    return unexplained, seen


def _of_overrides(sent: Sequence[AnyEvent], kept: Any) -> Differences:
    """Return the differences of the instances; of another number of them none is like another."""
    if len(sent) != len(kept):
        return [("overrides", len(sent), len(kept), each) for each in sent or kept]
    return [
        (name, *values, one)
        for one, other in zip(_in_order(sent), _in_order(kept), strict=True)
        for name, values in sorted(altered(one, other).items())
    ]


def test_the_example_pushed_is_the_same(calendar: Calendar, transport: Transport) -> None:
    assert len(littoral()) > 20
    unexplained, _ = explained(calendar.server, pushed_and_pulled(calendar, transport, littoral()))
    assert unexplained == []


@pytest.mark.shared
def test_real_events_that_are_pushed_are_the_same(server: Started, transport: Transport) -> None:
    if not CORPUS.is_dir():
        pytest.skip("no ../shared/corpus beside the project")
    events = corpus()
    found: Differences = []
    for first in range(0, len(events), BATCH):
        calendar = Calendar.made(server.name, server.home)
        try:
            found += pushed_and_pulled(calendar, transport, events[first : first + BATCH])
        finally:
            calendar.remove()
    unexplained, seen = explained(server.name, found)
    assert [each[:3] for each in unexplained] == []
    if not SAMPLE:
        rows = {each.field for each in ALTERED if each.server == server.name}
        assert rows == seen, "the table says more than is seen"


def test_what_is_written_says_what_the_event_says() -> None:
    for event in littoral():
        whole = portable(event, "Europe/Paris")
        ((_, found),) = stated(calendar_object(whole, CONTEXT)[0])
        for name in ("title", "description", "start", "end", "recurrence", "categories", "url"):
            assert getattr(found, name) == getattr(whole, name), (name, event.title)
