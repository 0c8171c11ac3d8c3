"""Writes a sample network (``normandie.txt`` and its kin) as calendars and truth, like ../shared/matching/open.

python -m tests.merge.matching.sample NAME DIR
"""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

SAMPLES = ("normandie", "artois", "calvados")
_ENTRY = re.compile(r"(?P<source>\w+)(?:\[(?P<lead>[^\]]*)\])?$")


@dataclass
class Source:
    """One calendar as it is written, and the truth of its entries."""

    id: str
    name: str
    short: str
    role: str
    town: str
    format: str
    rows: list[list[str]] = field(default_factory=list)
    events: list[str] = field(default_factory=list)

    @property
    def file(self) -> str:
        return f"{self.id}.{self.format}"


@dataclass
class Sample:
    """The whole sample, read from its text."""

    sources: dict[str, Source] = field(default_factory=dict)
    truth: list[dict[str, str]] = field(default_factory=list)
    traps: list[tuple[str, str, str]] = field(default_factory=list)

    def read(self, text: str) -> Sample:
        head: list[str] = []
        for line in text.splitlines():
            if line.startswith("org "):
                id_, name, short, role, town, form = (each.strip() for each in line[4:].split("|"))
                self.sources[id_] = Source(id_, name, short.replace(",", "|"), role, town, form)
            elif line[:2] in ("= ", "~ "):
                head = [each.strip() for each in line[2:].split("|")]
            elif line.startswith("x "):
                kind, a, b = (each.strip() for each in line[2:].split("|"))
                self.traps.append((kind, a, b))
            elif line.startswith("  "):
                self._entry(head, [each.strip() for each in line.split("|")])
        return self

    def _entry(self, head: list[str], said: list[str]) -> None:
        id_, kind = head[0].split()
        start, end = (dt.datetime.fromisoformat(f"{head[1]}T{each}") for each in head[2].split("-"))
        found = _ENTRY.match(said[0])
        assert found is not None, said
        title, place = said[1], said[2] if len(said) > 2 else ""
        options = said[3] if len(said) > 3 else ""
        shift = dt.timedelta(minutes=sum(int(each) for each in re.findall(r"(?<![\w])[+-]\d+\b(?!-)", _bare(options))))
        source = self.sources[found["source"]]
        lead = found["lead"] or ""
        occurrence = re.search(r"@(\d+)", options)
        if len(head) > 3 and "series" in options:
            self._series(source, id_, kind, title, place, (start + shift, end + shift), head, options)
        elif len(head) > 3 and occurrence:
            number = int(occurrence[1])
            day = _starts(start, head[3], int(head[4]))[number - 1] - start
            self._single(source, lead, f"{id_}_{number}", kind, title, place, (start + day, end + day), options)
        else:
            self._single(source, lead, id_, kind, title, place, (start + shift, end + shift), options)

    def _single(
        self,
        source: Source,
        lead: str,
        id_: str,
        kind: str,
        title: str,
        place: str,
        span: tuple[dt.datetime, dt.datetime],
        options: str,
    ) -> None:
        start, end = span
        day = "day" in options.split()
        if source.format == "csv":
            clock = "journée" if day else f"{start:%H:%M}"
            closing = "" if day or "open" in options.split() else f"{end:%H:%M}"
            source.rows.append([f"{start:%d/%m/%Y}", clock, closing, title, place, lead])
            self._true(source, id_, kind, f"row:{len(source.rows)}", "", options)
            return
        uid = f"{len(source.events) + 1:04x}-{abs(hash_(id_ + source.id)):012x}@{source.id}.example.org"
        when = [f"DTSTART;VALUE=DATE:{start:%Y%m%d}"] if day else [_at("DTSTART", start), _at("DTEND", end)]
        said = re.search(r"desc=(.*)$", options)
        more = ["STATUS:CANCELLED"] if "cancelled" in options.split() else []
        more += [f"DESCRIPTION:{_escaped(said[1])}"] if said else []
        source.events.append(_vevent(uid, title, place, [*when, *more]))
        self._true(source, id_, kind, uid, "", options)

    def _series(
        self,
        source: Source,
        id_: str,
        kind: str,
        title: str,
        place: str,
        span: tuple[dt.datetime, dt.datetime],
        head: list[str],
        options: str,
    ) -> None:
        start, end = span
        uid = f"s{len(source.events) + 1:03x}-{abs(hash_(id_ + source.id)):012x}@{source.id}.example.org"
        gone = {int(each) for each in re.findall(r"-(\d)\b", options.split("series")[1]) if "+" not in each}
        starts = _starts(start, head[3], int(head[4]))
        rule = [f"RRULE:{head[3]};COUNT={head[4]}"]
        rule += [_at("EXDATE", starts[number - 1]) for number in sorted(gone)]
        source.events.append(_vevent(uid, title, place, [_at("DTSTART", start), _at("DTEND", end), *rule]))
        for number, each in enumerate(starts, 1):
            if number not in gone:
                self._true(source, f"{id_}_{number}", kind, uid, each.isoformat())

    def _true(self, source: Source, id_: str, kind: str, uid: str, rid: str, options: str = "") -> None:
        self.truth.append(
            {
                "event_id": id_,
                "source": source.file,
                "uid": uid,
                "recurrence_id": rid,
                "relation": "occurrence" if rid else "stale" if "stale" in options.split() else "same",
                "kind": kind,
                "variants": "",
                "note": "",
            }
        )

    def write(self, folder: Path) -> None:
        (folder / "sources").mkdir(parents=True, exist_ok=True)
        for each in self.sources.values():
            path = folder / "sources" / each.file
            if each.format == "csv":
                with path.open("w", encoding="utf-8", newline="") as lines:
                    writer = csv.writer(lines, delimiter=";")
                    writer.writerow(["Date", "Début", "Fin", "Titre", "Lieu", "Association"])
                    writer.writerows(each.rows)
            else:
                path.write_text("\r\n".join([*_HEAD, *each.events, "END:VCALENDAR", ""]), encoding="utf-8", newline="")
        names = ["source", "association", "short_names", "role", "tool", "encoding", "town"]
        _table(
            folder / "sources.csv",
            names,
            [[each.file, each.name, each.short, each.role, "", "utf-8", each.town] for each in self.sources.values()],
        )
        _table(folder / "truth.csv", list(self.truth[0]), [list(each.values()) for each in self.truth])
        _table(folder / "pairs.csv", _PAIR_NAMES, self._pairs())
        window = {"window_start": "2026-09-01", "window_end": "2026-11-30", "timezone": "Europe/Paris"}
        (folder / "meta.json").write_text(json.dumps(window), encoding="utf-8")

    def _pairs(self) -> list[list[str]]:
        of: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
        for each in self.truth:
            of[each["event_id"]].append(each)
        found = []
        for number, (kind, a, b) in enumerate(self.traps, 1):
            for left, right in itertools.product(of[a], of[b]):
                keys = ("source", "uid", "recurrence_id")
                found.append([f"T{number:02d}", kind, *(left[k] for k in keys), *(right[k] for k in keys), ""])
        return found


_HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//sample//FR")
_PAIR_NAMES = [
    *("group", "type", "source_a", "uid_a", "recurrence_id_a", "source_b", "uid_b", "recurrence_id_b", "why"),
]


def hash_(text: str) -> int:
    """Return a number that depends on the text alone."""
    return int.from_bytes(text.encode()[:24], "big") % (1 << 44)


def _bare(options: str) -> str:
    return re.sub(r"desc=.*$", "", options.split("series")[0] + (" " + _plus(options) if "series" in options else ""))


def _plus(options: str) -> str:
    return " ".join(re.findall(r"\+\d+", options))


def _starts(start: dt.datetime, rule: str, count: int) -> list[dt.datetime]:
    from dateutil.rrule import rrulestr

    return list(rrulestr(f"{rule};COUNT={count}", dtstart=start))


def _at(name: str, when: dt.datetime) -> str:
    return f"{name};TZID=Europe/Paris:{when:%Y%m%dT%H%M%S}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _vevent(uid: str, title: str, place: str, more: list[str]) -> str:
    lines = ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260801T000000Z", *more, f"SUMMARY:{_escaped(title)}"]
    lines += [f"LOCATION:{_escaped(place)}"] if place else []
    return "\r\n".join([*lines, "END:VEVENT"])


def _table(path: Path, names: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([names, *rows])


def sample(name: str, folder: Path) -> Sample:
    """Write the sample ``name`` into ``folder`` and return it."""
    found = Sample().read(Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8"))
    found.write(folder)
    return found


if __name__ == "__main__":
    sample(sys.argv[1], Path(sys.argv[2]))
