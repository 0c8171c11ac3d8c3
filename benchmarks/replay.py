"""Replay the history of real calendars, version after version, and count what a reader would have been told wrongly.

    python benchmarks/replay.py FOLDER [--show 20]

FOLDER holds, directly or in folders below, versions of calendars named ``history__NNN-YYYY-MM-DD-digest-name.ics``;
those of one folder and one ``name`` are one history, in the order of NNN. ``now`` is the first instant of each
version's day in UTC, the worst case: all of the day is still to come. Each version is read, carried on
(merge/continuity.py) and merged.

The last line printed is one JSON object. Exit code 1: an event that is the same in content was renamed (its lasting key
or merged UID changed), an event was cancelled falsely (though the version states it, or it had passed, or left the
window), or an entry of a version was lost.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from reseau_sync.entry import Entry
from reseau_sync.errors import SourceError
from reseau_sync.ics import read
from reseau_sync.merge import identify, lasting_key
from reseau_sync.merge.continuity import Advanced, advance
from reseau_sync.model.network import Network, NetworkInfo, SourceSpec
from reseau_sync.model.time import instant
from reseau_sync.ports import Context
from reseau_sync.standing import Hold, Policy, Standing

VERSION = re.compile(r"history__(\d+)-(\d{4}-\d\d-\d\d)-[0-9a-f]+-(.+)\.ics")
ZONE = "Europe/Paris"
SOURCE = "replayed"
NETWORK = Network(network=NetworkInfo(name="Replay"), sources=(SourceSpec(id=SOURCE, location="replayed.ics"),))


class Content(NamedTuple):
    title: str
    start: dt.datetime
    place: str


@dataclass(frozen=True, order=True)
class Version:
    number: int
    day: dt.date
    path: Path

    @property
    def now(self) -> dt.datetime:
        return dt.datetime.combine(self.day, dt.time(), dt.UTC)


@dataclass(slots=True)
class Tally:
    """What was counted over all histories; ``notes`` are lines for people."""

    histories: int = 0
    steps: int = 0
    unread: int = 0
    events_kept: int = 0
    renamed: int = 0
    falsely_cancelled: int = 0
    cancelled: int = 0
    lost: int = 0
    moved: int = 0
    held_steps: int = 0
    notes: list[str] = field(default_factory=list)

    def is_right(self) -> bool:
        return not (self.renamed or self.falsely_cancelled or self.lost)

    def as_json(self, seconds: float) -> str:
        counted = {each.name: getattr(self, each.name) for each in dataclasses.fields(self) if each.name != "notes"}
        return json.dumps(counted | {"seconds": round(seconds, 1)})


def histories(folder: Path) -> dict[str, list[Version]]:
    """Return the versions of each history below ``folder``, in their order."""
    found: defaultdict[str, list[Version]] = defaultdict(list)
    for path in sorted(folder.rglob("history__*.ics")):
        match = VERSION.fullmatch(path.name)
        if match:
            number, day, name = match.groups()
            where = path.parent.relative_to(folder) / name
            found[where.as_posix()].append(Version(int(number), dt.date.fromisoformat(day), path))
    return {name: sorted(versions) for name, versions in sorted(found.items())}


class Replay:
    """One history: what stands, and under which merged UIDs."""

    def __init__(self, name: str, tally: Tally, policy: Policy) -> None:
        self.name = name
        self.tally = tally
        self.policy = policy
        self.standings: tuple[Standing, ...] = ()
        self.hold: Hold | None = None
        self.failing_since: dt.datetime | None = None
        self.uids: dict[str, str] = {}
        self.given = 0

    def step(self, version: Version) -> Advanced:
        """Read a version and carry on to it."""
        try:
            reading: Sequence[Entry] | None = read(version.path.read_bytes(), Context(SOURCE)).entries
            self.failing_since = None
        except SourceError as error:
            reading, self.failing_since = None, self.failing_since or version.now
            self.tally.unread += 1
            self.tally.notes.append(f"unread {self.name} {version.number}: {error.code}")
        before = self.standings, dict(self.uids)
        done = advance(
            self.standings, reading, self.hold, self.policy, version.now, ZONE, failing_since=self.failing_since
        )
        self.standings, self.hold = done.standings, done.hold
        self.uids |= merged_uids(self.standings, self.uids)
        self.tally.steps += 1
        self.tally.held_steps += done.hold is not None
        self.tally.moved += len(done.moved)
        self.tally.cancelled += len(done.withdrawn)
        if reading is not None:
            self._compare(version, before, reading, done)
            self.given = len(reading)
        return done

    def _compare(
        self,
        version: Version,
        before: tuple[Sequence[Standing], Mapping[str, str]],
        reading: Sequence[Entry],
        done: Advanced,
    ) -> None:
        standings, uids = before
        old = unique(each for each in standings if each.state != "withdrawn")
        new = unique(each for each in done.standings if each.state == "live")
        same = sorted(old.keys() & new.keys())
        self.tally.events_kept += len(same)
        for content in same:
            was, now = old[content], new[content]
            if was.lasting != now.lasting or uids[key_of(was)] != self.uids[key_of(now)]:
                self.tally.renamed += 1
                self._note("renamed", version, content)
        stated = {content_of(each) for each in reading}
        starts = [content.start for content in stated]
        for standing in done.withdrawn:
            content = content_of(standing.entry)
            passed = standing.entry.event.recurrence is None and is_past(standing.entry, version.now)
            out_of_window = bool(starts) and len(reading) >= self.given and content.start > max(starts)
            if content in stated or passed or out_of_window:
                self.tally.falsely_cancelled += 1
                self._note("falsely cancelled", version, content)
            else:
                self._note("cancelled", version, content)
        live = Counter(each.entry.digest for each in done.standings if each.state == "live")
        lost = Counter(each.digest for each in reading) - live
        self.tally.lost += lost.total()

    def _note(self, what: str, version: Version, content: Content) -> None:
        self.tally.notes.append(f"{what} {self.name} {version.number}: {content.title[:80]}")


def content_of(entry: Entry) -> Content:
    """Return what a reader knows an event by, as written: what measures the library compares nothing by its means."""
    event = entry.event
    return Content(event.title.strip(), instant(event.start, ZONE), event.place.line().strip() if event.place else "")


def is_past(entry: Entry, now: dt.datetime) -> bool:
    return instant(entry.event.end or entry.event.start, ZONE) <= now and instant(entry.event.start, ZONE) < now


def unique(standings: Iterable[Standing]) -> dict[Content, Standing]:
    """Return the standings by content, those whose content is theirs alone."""
    by_content: defaultdict[Content, list[Standing]] = defaultdict(list)
    for each in standings:
        by_content[content_of(each.entry)].append(each)
    return {content: found[0] for content, found in by_content.items() if len(found) == 1}


def key_of(standing: Standing) -> str:
    return lasting_key(dataclasses.replace(standing.entry, lasting=standing.lasting))


def merged_uids(standings: Iterable[Standing], past: Mapping[str, str]) -> dict[str, str]:
    """Return under which UID the event of each standing that counts is published."""
    alive = [dataclasses.replace(each.entry, lasting=each.lasting) for each in standings if each.state != "withdrawn"]
    groups = identify(alive, NETWORK, past).groups
    return {lasting_key(member.entry): group.uid for group in groups for member in group.members}


def replay(folder: Path, policy: Policy | None = None) -> Tally:
    """Replay every history below ``folder``."""
    tally = Tally()
    for name, versions in histories(folder).items():
        tally.histories += 1
        run = Replay(name, tally, policy or Policy())
        for version in versions:
            run.step(version)
    return tally


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=int, default=20, help="how many lines for people (default: 20)")
    options = parser.parse_args(arguments)
    began = time.monotonic()
    tally = replay(options.folder)
    for note in tally.notes[: options.show]:
        print(note)
    if len(tally.notes) > options.show:
        print(f"… and {len(tally.notes) - options.show} more")
    print(tally.as_json(time.monotonic() - began))
    return 0 if tally.is_right() and tally.histories else 1


if __name__ == "__main__":
    sys.exit(main())
