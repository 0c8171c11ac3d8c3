"""How well entries are brought together on samples whose truth is known: some of ours, and the shared one."""

from __future__ import annotations

import csv
import itertools
import json
from collections import defaultdict
from pathlib import Path

import pytest

import score_matching
from reseau_sync.clusters import clusters
from reseau_sync.embedding import merge_calendars
from tests.merge.matching.sample import SAMPLES, sample

SHARED = Path(__file__).resolve().parents[4] / "shared" / "matching" / "open"
Key = tuple[str, str, str]


@pytest.mark.parametrize("name", SAMPLES)
def test_on_our_samples(name: str, tmp_path: Path) -> None:
    sample(name, tmp_path)
    precision, recall, violated = figures(tmp_path)
    assert precision == 1
    assert recall >= 0.90
    assert violated == set()


@pytest.mark.shared
def test_on_the_shared_sample() -> None:
    if not SHARED.exists():
        pytest.skip("no ../shared/matching/open")
    precision, recall, violated = figures(SHARED)
    assert precision >= 0.98
    assert recall >= 0.90
    assert len(violated) <= 2


def figures(folder: Path) -> tuple[float, float, set[str]]:
    """Return pairwise precision and recall, and the groups of traps of which a pair was fused; stale copies aside."""
    listed = _clusters(folder)
    event: dict[Key, str] = {}
    stale: set[Key] = set()
    for row in _rows(folder / "truth.csv"):
        key = (row["source"], row["uid"], row["recurrence_id"][:16])
        event[key] = row["event_id"]
        if row["relation"] == "stale":
            stale.add(key)
    fused = {pair for members in listed for pair in itertools.combinations(sorted(members & set(event)), 2)}
    fused = {pair for pair in fused if not stale & set(pair)}
    of: defaultdict[str, list[Key]] = defaultdict(list)
    for key, id_ in event.items():
        if key not in stale:
            of[id_].append(key)
    true = {pair for keys in of.values() for pair in itertools.combinations(sorted(keys), 2)}
    violated = {
        row["group"]
        for row in _rows(folder / "pairs.csv")
        if any({_side(row, "a"), _side(row, "b")} <= members for members in listed)
    }
    right = len(fused & true)
    return right / max(1, len(fused)), right / max(1, len(true)), violated


def _side(row: dict[str, str], side: str) -> Key:
    return row[f"source_{side}"], row[f"uid_{side}"], row[f"recurrence_id_{side}"][:16]


def _clusters(folder: Path) -> list[set[Key]]:
    said = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    first, last, timezone = score_matching.window(folder)
    assert said["timezone"] == timezone
    network = score_matching.network_of(folder, timezone)
    entries = list(score_matching.entries(folder, network))
    merged = merge_calendars(network, entries, now=score_matching.noon(first))
    return [
        {(each["source"], each["uid"], (each["recurrence_id"] or "")[:16]) for each in line["members"]}
        for line in clusters(merged, first, last)
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
