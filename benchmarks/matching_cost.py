"""What matching costs: against parsing, as events grow, in the densest day, and when one in a hundred changes.

    python benchmarks/matching_cost.py [--events 1000 10000 40000 100000] [--gen ../shared/bench/gen.py]

Processor time, parsing and matching in one process, both with seldom cycles collected, as the program runs. The
exponent is that of t ~ n^e between the smallest and the greatest. Figures: docs/design/matching.md.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from reseau_sync.embedding import read
from reseau_sync.entry import Entry
from reseau_sync.merge import Memory, Verdicts, identify, window_of
from reseau_sync.model import Event, Place, ZonedTime
from reseau_sync.model.network import Network, NetworkInfo, Organisation, SourceSpec

NOW = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
SOURCES = 40


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, nargs="+", default=[1_000, 10_000, 40_000, 100_000])
    parser.add_argument("--gen", type=Path, default=Path("../shared/bench/gen.py"))
    given = parser.parse_args()
    gc.set_threshold(50_000, 10, 10)
    window = window_of(NOW, "Europe/Paris")
    took: list[tuple[int, float]] = []
    for events in given.events:
        network, entries, parsing = parsed(given.gen, events)
        memory = Memory(network)
        cold = timed(network, entries, memory)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        pairs = memory.verdicts.weighed
        print(
            f"{len(entries):7d} entries: matching/parsing {cold / parsing:.2f}, {pairs} pairs weighed, {peak} MB so far"
        )
        changed = [touched(each, number) for number, each in enumerate(entries)]
        warm = Memory(network, Verdicts.load(memory.verdicts.dump()))
        warm_time = timed(network, changed, warm)
        same = identify(changed, network, window=window, memory=warm) == identify(changed, network, window=window)
        print(f"    1 % changed: {warm.verdicts.weighed} weighed, {warm_time / cold:.2f} of the time, same: {same}")
        took.append((len(entries), cold))
    if len(took) > 1:
        print(f"exponent {exponent(took):.2f}")
    dense = [(events, timed(*crowd(events))) for events in (1_000, 4_000, 16_000)]
    print(f"all on one day, in one commune, at one hour: exponent {exponent(dense):.2f}")


def timed(network: Network, entries: Sequence[Entry], memory: Memory | None = None) -> float:
    """Return the processor time of one identification."""
    start = time.process_time()
    identify(entries, network, window=window_of(NOW, "Europe/Paris"), memory=memory)
    return time.process_time() - start


def exponent(took: Sequence[tuple[int, float]]) -> float:
    """Return e of t ~ n^e between the first and the last."""
    (few, short), (many, long) = took[0], took[-1]
    return math.log(long / short) / math.log(many / few)


def parsed(generator: Path, events: int) -> tuple[Network, list[Entry], float]:
    """Return a workload read by our reader, and the processor time that this took."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, str(generator), "--sources", str(SOURCES), "--events", str(events // SOURCES)]
        subprocess.run([*command, "--out", scratch], check=True, stdout=subprocess.DEVNULL)
        files = sorted(Path(scratch).glob("*.ics"))
        known = network_of([each.stem for each in files])
        bodies = [(each.stem, each.read_bytes()) for each in files]
    start = time.process_time()
    entries = [entry for id_, body in bodies for entry in read(body, known, id_).entries]
    return known, entries, time.process_time() - start


def network_of(ids: Sequence[str]) -> Network:
    """Return a network of so many associations, each with a calendar."""
    return Network(
        network=NetworkInfo(name="cost"),
        organisations=tuple(Organisation(id=each, name=f"Association {each}") for each in ids),
        sources=tuple(SourceSpec(id=each, organisation=each, adapter="ical", location=f"{each}.ics") for each in ids),
    )


def touched(entry: Entry, number: int) -> Entry:
    """Return an entry as it is, or, one in a hundred, under a changed title."""
    if number % 100:
        return entry
    return Entry.of(
        entry.source, entry.event.model_copy(update={"title": f"{entry.event.title} (modifié)"}), entry.where
    )


def crowd(events: int) -> tuple[Network, list[Entry]]:
    """Return a day on which everything happens at once at one place: the worst case of neighbourhoods."""
    ids = [f"s{number:02d}" for number in range(SOURCES)]
    start = ZonedTime(local=dt.datetime.fromisoformat("2025-06-14T14:00"), zone="Europe/Paris")
    entries = [
        Entry.of(
            ids[number % SOURCES],
            Event(
                uid=f"{number}-77ad01f3e9@dense.example.org",
                title=f"Réunion sujet{number // 3}",
                start=start,
                place=Place(text="Calais"),
            ),
        )
        for number in range(events)
    ]
    return network_of(ids), entries


if __name__ == "__main__":
    main()
