"""Events put on a server and read again are the same events, or the table says what that server does to them.

Each event is an object of its own, as any client writes it; written by a client that knows nothing of ours, read by the
source. All of examples/littoral; of the valid files of the shared corpus some, more where RESEAU_DAV_EVENTS says so.
The order of properties, of their parameters and of the parts of a rule, a stated INTERVAL=1 or WKST=MO and the + of
+1SA say nothing, and are not compared.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from reseau_sync.ics.encode import write
from reseau_sync.model import AnyEvent
from reseau_sync.ports import Context, Fetched
from reseau_sync.testing import MemoryAccess
from reseau_sync.transport import Transport
from reseau_sync_caldav import CaldavAdapter
from reseau_sync_ical import IcalAdapter

from ..support.davservers import Calendar, Started
from .pulling import fetch

ROOT = Path(__file__).parents[2]
LITTORAL = ROOT / "examples" / "littoral"
SHARED = ROOT.parent / "shared"
CORPUS = SHARED / "corpus"
SAMPLE = int(os.environ.get("RESEAU_DAV_EVENTS", "30"))
LARGE = 300
"""Events of the corpus in which all is seen that the table says of it."""
CONTEXT = Context("agenda")


@dataclass(frozen=True, slots=True)
class Alteration:
    """What a server does to a field of events of ``of`` (``littoral`` or ``corpus``), and what is seen of it.

    ``refused`` is the field of an event that it does not take.
    """

    server: str
    of: str
    field: str
    reason: str


_WEEK = "writes the week of an alarm as seven days"
_EMPTY = "drops a parameter that holds nothing"
_TRIMMED = "takes white space off the ends"
_SPELLED = (
    "spells GEO, LOCATION and CATEGORIES its own way: the fields are equal, what is carried along of them differs"
)
ALTERED: tuple[Alteration, ...] = (
    Alteration("cyrus", "littoral", "title", _TRIMMED),
    Alteration("cyrus", "littoral", "description", _TRIMMED),
    Alteration("cyrus", "littoral", "other_properties", _SPELLED),
    Alteration("cyrus", "corpus", "title", _TRIMMED),
    Alteration("cyrus", "corpus", "description", _TRIMMED),
    Alteration("cyrus", "corpus", "other_properties", "drops VALUE=URI of a URL, which says nothing; and as above"),
    Alteration("cyrus", "corpus", "other_components", "drops VALUE=URI of what an alarm plays"),
    Alteration("cyrus", "corpus", "refused", "takes no CLASS that says nothing"),
    Alteration("radicale", "corpus", "other_components", _WEEK),
    Alteration("radicale", "corpus", "other_properties", _EMPTY),
    Alteration("xandikos", "corpus", "other_components", _WEEK),
)


def events_of(data: bytes) -> list[AnyEvent]:
    """Return the events that a file states."""
    source = IcalAdapter().open("a.ics", IcalAdapter.Options(), MemoryAccess({"a.ics": data}))
    result = source.fetch()
    items = result.items if isinstance(result, Fetched) else ()
    return [entry.event for item in items for entry in source.decode(item, CONTEXT).entries]


def objects(files: Sequence[Path], limit: int | None = None) -> Iterator[bytes]:
    """Yield the events of files as objects, UIDs made distinct: a server takes each once."""
    count = 0
    for path in files:
        for event in events_of(path.read_bytes()):
            if limit is not None and count >= limit:
                return
            count += 1
            uid = f"{count}-{event.uid or 'sans'}"
            overrides = tuple(each.model_copy(update={"uid": uid}) for each in event.overrides)
            yield write([event.model_copy(update={"uid": uid, "overrides": overrides})])


@lru_cache(maxsize=1)
def littoral() -> tuple[bytes, ...]:
    return tuple(objects(sorted(LITTORAL.rglob("*.ics"))))


@lru_cache(maxsize=1)
def corpus() -> tuple[bytes, ...]:
    with (CORPUS / "MANIFEST.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["class"] == "valid" and int(row["size"]) < 50_000]
    # By their digests: of all kinds, and more of them are always these and others.
    rows.sort(key=lambda row: row["sha256"])
    return tuple(objects([CORPUS / row["file"] for row in rows], SAMPLE))


def pushed_and_pulled(calendar: Calendar, transport: Transport, given: Sequence[bytes]) -> set[tuple[str, str]]:
    """Return what the server did: (field, piece of the object) of each difference; ``refused`` for what it refused."""
    found: set[tuple[str, str]] = set()
    held: dict[str, bytes] = {}
    for n, data in enumerate(given):
        said = calendar.put(f"{n}.ics", data)
        if said.status in (201, 204):
            held[f"{n}.ics"] = data
        else:
            found.add(("refused", data.decode()))
    result = fetch(transport, calendar.url)
    assert isinstance(result, Fetched), result
    source = CaldavAdapter().open(calendar.url, CaldavAdapter.Options(), transport)
    pulled = {each.file: source.decode(each, CONTEXT) for each in result.items}
    assert set(pulled) == set(held)
    for name, data in held.items():
        (before,) = events_of(data)
        assert [entry.event.uid for entry in pulled[name].entries] == [before.uid], (name, pulled[name])
        fields = differing(before.model_dump(mode="json"), pulled[name].entries[0].event.model_dump(mode="json"))
        found |= {(field, data.decode()) for field in fields}
    return found


def differing(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Return the names of the fields that say something else."""
    before, after = unordered(before), unordered(after)
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def unordered(value: Any) -> Any:
    """Return an event's JSON without what says nothing: the order of what is carried along, of parameters, of rules."""
    if isinstance(value, list):
        return [unordered(each) for each in value]
    if not isinstance(value, dict):
        return value
    found = {name: unordered(each) for name, each in value.items() if name != "stamped"}
    for name in ("other_properties", "other_components", "properties", "components"):
        if isinstance(found.get(name), list):
            found[name] = sorted(found[name], key=repr)
    if isinstance(found.get("parameters"), list):
        found["parameters"] = sorted(found["parameters"], key=repr)
    if isinstance(found.get("rules"), list):
        parts = [set(rule.replace("+", "").split(";")) for rule in found["rules"]]
        found["rules"] = [sorted(each - {"INTERVAL=1", "WKST=MO"}) for each in parts]
    return found


def checked(server: str, of: str, found: set[tuple[str, str]]) -> None:
    """Hold what was seen to the table, both ways."""
    rows = {each.field for each in ALTERED if (each.server, each.of) == (server, of)}
    assert sorted(f"{field}: {data}" for field, data in found if field not in rows) == []
    if of == "littoral" or SAMPLE >= LARGE:
        assert rows == {field for field, _ in found}, "the table says more than is seen"


def test_the_events_of_the_example_survive(server: Started, calendar: Calendar, transport: Transport) -> None:
    assert len(littoral()) > 50
    checked(server.name, "littoral", pushed_and_pulled(calendar, transport, littoral()))


@pytest.mark.shared
@pytest.mark.skipif(not CORPUS.exists(), reason="needs ../shared/corpus")
def test_events_of_the_corpus_survive(server: Started, calendar: Calendar, transport: Transport) -> None:
    checked(server.name, "corpus", pushed_and_pulled(calendar, transport, corpus()))
