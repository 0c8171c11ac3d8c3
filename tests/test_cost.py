"""A run costs what changed: counted in what is decoded, rendered and written, never in seconds."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from reseau_sync import outlook, pipeline
from reseau_sync.config import load
from reseau_sync.ports import Item
from reseau_sync.store.events import EventTable
from reseau_sync.store.store import Store
from reseau_sync_ical.adapter import IcalSource

SOURCES, EVENTS = 4, 25
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=10)
LATER_STILL = NOW + dt.timedelta(minutes=20)
NOTHING: Mapping[str, int] = {}


def calendar(
    source: int, *, stamp: str = "20260301T080000Z", changed: frozenset[int] = frozenset(), more: str = ""
) -> bytes:
    """Return a calendar of ``EVENTS`` events; those of ``changed`` have another title."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//FR", *([f"X-WR-CALDESC:{more}"] if more else [])]
    for number in range(EVENTS):
        lines += ["BEGIN:VEVENT", f"UID:{number}@a{source}.example.org", f"DTSTAMP:{stamp}"]
        lines += [f"DTSTART:202604{1 + number:02}T180000Z", f"DTEND:202604{1 + number:02}T200000Z"]
        lines += [f"SUMMARY:Permanence {number}{' (modifiée)' if number in changed else ''}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


@dataclass
class Counted:
    """A network in ``folder``, and what its runs did since they were last asked."""

    folder: Path
    did: Counter[str] = field(default_factory=Counter)
    items: list[str] = field(default_factory=list)

    def put(self, make: Callable[[int], bytes], sources: range = range(SOURCES)) -> None:
        for number in sources:
            (self.folder / f"a{number}.ics").write_bytes(make(number))

    def run(self, now: dt.datetime) -> Mapping[str, int]:
        """Run ``merge`` once; return how often it decoded, read an event back, rendered and saved."""
        self.did.clear()
        self.items.clear()
        assert pipeline.run(load(self.folder / "reseau.toml"), now=now).exit_code == 0
        return dict(self.did)

    def files(self) -> dict[str, tuple[int, bytes]]:
        """Return every file there is, the lock aside, with the time of its last change."""
        found = sorted(each for each in self.folder.rglob("*") if each.is_file() and each.suffix != ".lock")
        return {each.name: (each.stat().st_mtime_ns, each.read_bytes()) for each in found}

    @property
    def feed(self) -> tuple[int, bytes]:
        return self.files()["tout.ics"]


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counted:
    network = ['[network]\nname = "Réseau d’essai"\n', '[[organisations]]\nid = "entraide"\nname = "Entraide"\n']
    network += [
        f'[[sources]]\nid = "a{number}"\norganisation = "entraide"\nlocation = "a{number}.ics"\n'
        for number in range(SOURCES)
    ]
    network.append('[[feeds]]\nid = "tout"\npath = "feeds/tout.ics"\n')
    (tmp_path / "reseau.toml").write_text("".join(network), encoding="utf-8")
    counted = Counted(tmp_path)
    counted.put(calendar)

    def count(owner: Any, name: str, what: str) -> None:
        real = getattr(owner, name)

        def counting(*args: Any, **options: Any) -> Any:
            counted.did[what] += 1
            counted.items.extend(each.key for each in args if isinstance(each, Item) and what == "decoded")
            return real(*args, **options)

        monkeypatch.setattr(owner, name, counting)

    count(IcalSource, "decode", "decoded")
    count(EventTable, "event", "read back")
    count(outlook, "merge_calendars", "merged")
    count(outlook, "written", "rendered")
    count(Store, "save", "saved")
    return counted


def test_a_cold_run_decodes_everything_once(counted: Counted) -> None:
    assert counted.run(NOW)["decoded"] == SOURCES * EVENTS


def test_a_run_in_which_nothing_changed_parses_nothing_and_writes_nothing(counted: Counted) -> None:
    counted.run(NOW)
    before = counted.files()
    assert counted.run(LATER) == NOTHING
    assert counted.files() == before


def test_files_that_were_written_again_as_they_were_change_nothing(counted: Counted) -> None:
    counted.run(NOW)
    feed = counted.feed
    counted.put(calendar)
    assert not counted.run(LATER).keys() & {"decoded", "read back", "merged", "rendered"}
    assert counted.feed == feed


def test_where_only_dtstamps_changed_no_event_is_read_and_no_feed_rendered(counted: Counted) -> None:
    counted.run(NOW)
    feed = counted.feed
    counted.put(lambda number: calendar(number, stamp="20260302T080000Z"))
    assert not counted.run(LATER).keys() & {"decoded", "read back", "merged", "rendered"}
    assert counted.feed == feed


@pytest.mark.parametrize("day", ["20240131", "20240229", "20260430", "20261231"])
def test_a_stamp_of_any_day_of_the_year_changes_nothing(counted: Counted, day: str) -> None:
    counted.run(NOW)
    counted.put(lambda number: calendar(number, stamp=f"{day}T235959Z"))
    assert "merged" not in counted.run(LATER)


@pytest.mark.parametrize("stamp", ["20260230T080000Z", "20260431T080000Z", "20230229T080000Z", "00000101T080000Z"])
def test_a_stamp_that_is_no_date_is_looked_at(counted: Counted, stamp: str) -> None:
    counted.run(NOW)
    counted.put(lambda number: calendar(number, stamp=stamp), range(1))
    assert counted.run(LATER)["decoded"] == EVENTS


def test_a_source_that_comes_back_after_a_failure_is_live_again_though_only_stamps_changed(counted: Counted) -> None:
    counted.run(NOW)
    (counted.folder / "a0.ics").unlink()
    assert pipeline.run(load(counted.folder / "reseau.toml"), now=LATER).exit_code == 3
    counted.put(lambda number: calendar(number, stamp="20260302T080000Z"), range(1))
    assert "decoded" not in counted.run(LATER_STILL)
    with Store.open(counted.folder / "reseau-sync.sqlite") as store:
        assert {each.state for each in store.load().standings["a0"]} == {"live"}


def test_bytes_that_were_found_to_say_nothing_new_are_not_looked_at_again(counted: Counted) -> None:
    counted.run(NOW)
    counted.put(lambda number: calendar(number, stamp="20260302T080000Z"))
    counted.run(LATER)
    assert counted.run(LATER_STILL) == NOTHING


def test_of_a_source_that_changed_only_what_changed_is_decoded(counted: Counted) -> None:
    counted.run(NOW)
    counted.put(lambda number: calendar(number, changed=frozenset({7})), range(1))
    assert counted.run(LATER)["decoded"] == 1
    assert counted.items == ["7@a0.example.org"]
    assert counted.feed[1].count("(modifiée)".encode()) == 1


def test_an_item_that_moved_down_is_not_decoded_and_its_place_is_the_new_one(counted: Counted) -> None:
    counted.run(NOW)
    counted.put(lambda number: calendar(number, more="Une ligne de plus"), range(1))
    done = counted.run(LATER)
    assert "decoded" not in done
    with Store.open(counted.folder / "reseau-sync.sqlite") as store:
        lines = [each.entry.where.line for each in store.load().standings["a0"]]
    assert min(line for line in lines if line is not None) == 5


def test_an_item_that_left_is_noticed(counted: Counted) -> None:
    counted.run(NOW)
    counted.put(lambda number: calendar(number).replace(b"UID:7@", b"UID:77@"), range(1))
    assert counted.run(LATER)["decoded"] == 1
    assert "rendered" in counted.did


def test_the_day_after_what_stands_is_published_anew_without_decoding(counted: Counted) -> None:
    counted.run(NOW)
    done = counted.run(NOW + dt.timedelta(hours=20))
    assert "decoded" not in done
    assert done["rendered"] == 1
