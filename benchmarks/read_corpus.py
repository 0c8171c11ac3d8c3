"""Read every file of a folder of real calendars, write each faithfully, and say what was rejected or lost.

    python benchmarks/read_corpus.py DIR --manifest MANIFEST.csv

The manifest has the columns ``file`` (relative to DIR) and ``class``. The last line printed is one JSON object; see
benchmarks/README.md. Exit code 1: something crashed or was lost, or an event of a ``valid`` file was rejected that no
row of corpus_exceptions.py covers.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from contentlines import Block
from corpus_exceptions import Row, covering
from faithful import events_of, loss
from reseau_sync.entry import Decoded, Rejected
from reseau_sync.errors import SourceError
from reseau_sync.ics import read, write
from reseau_sync.ports import Context

SHOWN = 20
"""At most so many lines of each kind are printed for people."""


@dataclass(slots=True)
class Tally:
    """What was counted; ``notes`` are lines for people, by kind."""

    files: int = 0
    events: int = 0
    missing_files: int = 0
    crashed: int = 0
    uncovered: int = 0
    lost_events: int = 0
    lost_properties: int = 0
    rejected: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    seen: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    covering: set[Row] = field(default_factory=set)
    notes: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def is_right(self) -> bool:
        """Say whether nothing crashed, was lost, or rejected without a covering row."""
        return not (self.crashed or self.lost_events or self.lost_properties or self.uncovered)

    def as_json(self, seconds: float) -> str:
        """Return the last line."""
        return json.dumps(
            {
                "files": self.files,
                "events": self.events,
                "crashed": self.crashed,
                "rejected": {each: dict(sorted(codes.items())) for each, codes in sorted(self.rejected.items())},
                "lost": {"events": self.lost_events, "properties": self.lost_properties},
                "missing_files": self.missing_files,
                "seconds": round(seconds, 1),
            }
        )


def read_corpus(folder: Path, manifest: Path) -> Tally:
    """Read all files that ``manifest`` names."""
    tally = Tally()
    with manifest.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            path = folder / row["file"]
            if not path.is_file():
                tally.missing_files += 1
                tally.notes["missing"].append(row["file"])
                continue
            tally.files += 1
            try:
                _one_file(path.read_bytes(), row["file"], row["class"], tally)
            except Exception as error:  # a crash is what is counted here, whatever it is
                tally.crashed += 1
                tally.notes["crashed"].append(f"{row['file']}: {type(error).__name__}: {error}")
    return tally


def _one_file(data: bytes, name: str, kind: str, tally: Tally) -> None:
    original = events_of(data)
    tally.seen[kind] += len(original)
    try:
        decoded = read(data, Context("corpus"))
    except SourceError as error:
        for event in original:
            _reject(event, error.code, name, kind, tally)
        return
    events = [entry.event for entry in decoded.entries]
    tally.events += sum(1 + len(event.overrides) for event in events)
    kept = list(_without_rejected(original, decoded, name, kind, tally))
    lines = {each.where.line for each in decoded.rejected if each.scope == "property" and each.where.line}
    lost = loss(kept, events_of(write(events)), lines)
    tally.lost_events += len(lost.events)
    tally.lost_properties += len(lost.properties)
    tally.notes["lost"] += [f"{name}: {each}" for each in (*lost.events, *lost.properties)]


def _without_rejected(
    original: Sequence[Block], decoded: Decoded, name: str, kind: str, tally: Tally
) -> Iterator[Block]:
    """Yield the VEVENTs that were not rejected or skipped, and count those that were, each once."""
    whole = [each for each in decoded.rejected if each.scope != "property"]
    tally.properties.update(each.code for each in decoded.rejected if each.scope == "property")
    tally.skipped.update(each.code for each in whole if each.scope == "skipped")
    for event in original:
        said = [each for each in whole if _is_in(each, event)]
        if not said:
            yield event
        elif all(each.scope == "event" for each in said):
            _reject(event, said[0].code, name, kind, tally)


def _is_in(rejected: Rejected, event: Block) -> bool:
    line = rejected.where.line
    return line is not None and event.number <= line <= event.last


def _reject(event: Block, code: str, name: str, kind: str, tally: Tally) -> None:
    tally.rejected[kind][code] += 1
    note = f"{code}: {name} line {event.number}"
    rows = covering(event, code) if kind == "valid" else []
    tally.covering.update(rows)
    if kind != "valid":
        tally.notes[f"rejected, {kind}"].append(note)
    elif not rows:
        tally.uncovered += 1
        tally.notes["rejected, of a valid file"].append(note)


def _print(tally: Tally, shown: int) -> None:
    for title, notes in sorted(tally.notes.items()):
        print(f"{title}: {len(notes)}")
        for note in notes[:shown]:
            print(f"    {note}")
    for kind, codes in sorted(tally.rejected.items()):
        share = 100 * codes.total() / max(1, tally.seen[kind])
        print(f"{kind}: {codes.total()} of {tally.seen[kind]} events rejected ({share:.1f} %)")
    print("properties rejected:", dict(tally.properties.most_common()))
    print("skipped:", dict(tally.skipped.most_common()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return the exit code."""
    parser = argparse.ArgumentParser(description="Read, write and compare every file of a folder of calendars.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--manifest", type=Path, required=True)
    parser.add_argument("--show", type=int, default=SHOWN, help="how many lines of each kind to print")
    given = parser.parse_args(arguments)
    start = time.perf_counter()
    tally = read_corpus(given.folder, given.manifest)
    _print(tally, given.show)
    print(tally.as_json(time.perf_counter() - start))
    return 0 if tally.is_right() else 1


if __name__ == "__main__":
    sys.exit(main())
