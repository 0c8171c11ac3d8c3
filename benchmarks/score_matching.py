"""Score how entries of several calendars are brought together, against a folder whose truth is known.

    python benchmarks/score_matching.py DIR [--out PRED] [--show N]

DIR holds ``sources.csv`` (source, association, short_names, role, encoding, town), ``sources/``, ``truth.csv``,
``pairs.csv`` and ``meta.json``; ``score.py`` is taken from DIR or its parent, and what it prints is printed unchanged.
The network is what a user would declare: the organisations with their short names and towns, and one source each. Then
come the figures for suggestions: of the true pairs that were not fused, how many are suggested, and how many of the
suggestions are wrong.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from reseau_sync.clusters import clusters
from reseau_sync.embedding import MergedCalendar, merge_calendars, read
from reseau_sync.entry import Entry
from reseau_sync.model.network import Network, NetworkInfo, Organisation, SourceSpec
from reseau_sync.vocabulary.folding import fold

_ROLES = {"coordination": "coordination", "coordinateur": "coordination"}


def main() -> int:
    """Score one folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, help="where the clusters are written (JSON Lines)")
    parser.add_argument("--show", type=int, default=0, help="show so many wrong and missed pairs")
    given = parser.parse_args()
    first, last, timezone = window(given.folder)
    network = network_of(given.folder, timezone)
    merged = merge_calendars(network, list(entries(given.folder, network)), now=noon(first))
    lines = [json.dumps(each, ensure_ascii=False) for each in clusters(merged, first, last)]
    with tempfile.TemporaryDirectory() as scratch:
        path = given.out or Path(scratch) / "clusters.jsonl"
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        program = score_program(given.folder)
        shown = ["--show", str(given.show)] if given.show else []
        done = subprocess.run([sys.executable, program, given.folder, path, *shown], check=False)
        if done.returncode == 0:
            _print_suggestions(program, given.folder, path, merged)
    return done.returncode


def network_of(folder: Path, timezone: str = "Europe/Paris") -> Network:
    """Return the network that ``sources.csv`` declares."""
    rows = list(_rows(folder / "sources.csv"))
    organisations: dict[str, Organisation] = {}
    sources = []
    for row in rows:
        id_ = _id(row["association"])
        aliases = tuple(each.strip() for each in row.get("short_names", "").split("|") if each.strip())
        kind = "collective" if fold(row.get("role", "")).startswith("collecti") else "association"
        organisations[id_] = Organisation.model_validate(
            {
                "id": id_,
                "name": row["association"],
                "type": kind,
                "aliases": aliases,
                "commune": row.get("town") or None,
            }
        )
        role = _ROLES.get(fold(row.get("role", "")), "member")
        adapter = "csv" if row["source"].endswith(".csv") else "ical"
        sources.append(
            SourceSpec.model_validate(
                {
                    "id": _id(row["source"]),
                    "organisation": id_,
                    "adapter": adapter,
                    "location": f"sources/{row['source']}",
                    "role": role,
                }
            )
        )
    return Network(
        network=NetworkInfo.model_validate({"name": folder.resolve().name, "timezone": timezone}),
        organisations=tuple(organisations.values()),
        sources=tuple(sources),
    )


def entries(folder: Path, network: Network) -> Iterator[Entry]:
    for source in network.sources:
        decoded = read((folder / str(source.location)).read_bytes(), network, source.id)
        for rejected in decoded.rejected:
            if rejected.scope == "event":
                print(f"{source.id}: {rejected.reason.to('en')} ({rejected.raw[:80]!r})", file=sys.stderr)
        yield from decoded.entries


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


def _id(name: str) -> str:
    return "-".join(fold(name).split())[:64]


def window(folder: Path) -> tuple[dt.date, dt.date, str]:
    said = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    first, last = (dt.date.fromisoformat(said[key]) for key in ("window_start", "window_end"))
    return first, last, said.get("timezone", "Europe/Paris")


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


def score_program(folder: Path) -> Path:
    for place in (folder, folder.resolve().parent):
        if (place / "score.py").exists():
            return place / "score.py"
    raise SystemExit(f"there is no score.py in {folder} or beside it")


def load(program: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", program)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{program} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _print_suggestions(program: Path, folder: Path, path: Path, merged: MergedCalendar) -> None:
    """Say how good the suggestions are; a suggestion is right if it joins two clusters that share an event."""
    scorer = load(program)
    truth: Any = scorer.Truth(str(folder))
    listed = [indices(truth, cluster["members"]) for cluster in map(json.loads, path.read_text().splitlines())]
    uids = [json.loads(line)["uid"] for line in path.read_text().splitlines()]
    starts = [json.loads(line)["start"] for line in path.read_text().splitlines()]
    cluster_of = {index: number for number, cluster in enumerate(listed) for index in cluster}
    stale = {i for i, row in enumerate(truth.rows) if row["relation"] == "stale"}
    event = [row["event_id"] for row in truth.rows]
    true = {
        (a, b)
        for a in range(len(event))
        for b in range(a + 1, len(event))
        if event[a] == event[b] and not {a, b} & stale
    }
    missed = {pair for pair in true if cluster_of.get(pair[0], -1) != cluster_of.get(pair[1], -2)}
    suggested = {(each.left, each.right) for each in merged.suggestions}
    by_uid: dict[str, list[int]] = {}
    for number, uid in enumerate(uids):
        by_uid.setdefault(uid, []).append(number)
    joined: set[tuple[int, int]] = set()
    right = wrong = 0
    for left, other in sorted(suggested):
        pairs = [
            (a, b)
            for x in by_uid.get(left, ())
            for y in by_uid.get(other, ())
            if starts[x][:10] == starts[y][:10]
            for a in listed[x]
            for b in listed[y]
        ]
        joined |= {(min(pair), max(pair)) for pair in pairs}
        live = [(a, b) for a, b in pairs if not {a, b} & stale]
        if any(event[a] == event[b] for a, b in live):
            right += 1
        elif live:
            wrong += 1
    found = len(missed & joined)
    print(f"{'missed_pairs_suggested':32s} {found} / {len(missed)}  {found / max(1, len(missed)):.3f}")
    print(f"{'suggestions_wrong':32s} {wrong} / {right + wrong}  {wrong / max(1, right + wrong):.3f}")


def indices(truth: Any, members: Sequence[dict[str, Any]]) -> list[int]:
    found = (truth.find(each["source"], each["uid"], each.get("recurrence_id")) for each in members)
    return [each for each in found if each is not None]


if __name__ == "__main__":
    sys.exit(main())
