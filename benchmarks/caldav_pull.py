"""Reading a calendar of a server, beside vdirsyncer doing the same: requests and seconds.

    .venv/bin/python -m benchmarks.caldav_pull [--vdirsyncer PATH] [--tester PATH] [--events 1000] [--servers …]

For each server, from the address of the calendar: a first sync, one of an unchanged calendar, one after a hundredth has
changed; and a first sync from the address of the server, the calendar found by its id. Both run as a process of their
own, talk to the server through the same relay, which counts, and leave each object as a file; ours also decodes every
event. ``cpu`` is what the process itself took, which a busy machine does not blur. ``in a run`` are the seconds that a
run of reseau-sync takes, which loads its programs once for all sources; ``without starting`` those of vdirsyncer
without its start. It must be told to discover before it first syncs: its first figure is of both, with that of the
sync alone beside. ``--tester`` is the program caldav-server-tester: what it finds of each server is counted by the kind
of support.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.support.davservers import PASSWORD, SERVERS, USER, Calendar, Relay, Started, event, missing

STEPS = ("first", "unchanged", "changed", "from the server")

_CONFIG = """\
[general]
status_path = "{folder}/status/"
[pair p]
a = "here"
b = "there"
collections = {collections}
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "{folder}/items/"
fileext = ".ics"
[storage there]
type = "caldav"
url = "{url}"
username = "{user}"
password = "{password}"
read_only = true
"""


class Ours:
    """This library."""

    def __init__(self, url: str, folder: Path, calendar: str | None = None) -> None:
        folder.mkdir()
        self._folder = folder
        self._command = [
            sys.executable,
            "-m",
            "benchmarks.caldav_pull_once",
            url,
            str(folder),
            *([calendar] if calendar else []),
        ]

    def pull(self, relay: Relay) -> dict[str, Any]:
        """Read once."""
        found = _measured(relay, [self._command])
        return {"in a run": float(found.pop("said")), **found}

    def count(self) -> int:
        """Return how many objects are there."""
        return len(list((self._folder / "items").iterdir()))


class Theirs:
    """vdirsyncer, which syncs a folder with the calendar."""

    def __init__(self, url: str, program: str, folder: Path, calendar: str | None = None) -> None:
        self._items = folder / "items" / (calendar or "")
        self._items.mkdir(parents=True)
        collections = json.dumps([calendar]) if calendar else "null"
        text = _CONFIG.format(folder=folder, url=url, user=USER, password=PASSWORD, collections=collections)
        (folder / "config").write_text(text, "utf-8")
        self._program = [program, "-c", str(folder / "config")]
        self._found = False

    def pull(self, relay: Relay) -> dict[str, Any]:
        """Sync once; before the first time, discover."""
        if self._found:
            return self._net(_measured(relay, [[*self._program, "sync"]]))
        self._found = True
        alone = _measured(relay, [[*self._program, "discover"]])
        both = _measured(relay, [[*self._program, "sync"]], forget=False)
        return {
            "requests": both["requests"],
            "seconds": round(alone["seconds"] + both["seconds"], 2),
            "cpu": round(alone["cpu"] + both["cpu"], 2),
            "methods": both["methods"],
            "sync alone": self._net({**both, "requests": both["requests"] - alone["requests"]}),
        }

    def _net(self, found: dict[str, Any]) -> dict[str, Any]:
        """Return the figures with the seconds beside that are left without starting the program."""
        begun = time.monotonic()
        subprocess.run([self._program[0], "--version"], check=True, capture_output=True)
        del found["said"]
        return {**found, "without starting": round(found["seconds"] - (time.monotonic() - begun), 2)}

    def count(self) -> int:
        """Return how many objects are there."""
        return len(list(self._items.iterdir()))


def _measured(relay: Relay, commands: Sequence[Sequence[str]], *, forget: bool = True) -> dict[str, Any]:
    if forget:
        relay.forget()
    begun, spent = time.monotonic(), _children()
    said = ""
    for command in commands:
        done = subprocess.run(command, check=False, capture_output=True, input=b"y\n" * 4, env=dict(os.environ))
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-2000:]
        said = done.stdout.decode("utf-8", "replace").strip()
    seconds = round(time.monotonic() - begun, 2)
    return {
        "requests": len(relay.heard),
        "seconds": seconds,
        "cpu": round(_children() - spent, 2),
        "methods": dict(sorted(Counter(relay.methods()).items())),
        "said": said,
    }


def _children() -> float:
    """Return the seconds of processor that ended children have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def filled(calendar: Calendar, numbers: Sequence[int], title: str = "Permanence") -> None:
    """Write the events of these numbers."""
    for n in numbers:
        data = event(f"e{n}@example.org", f"{title} {n}", n % 28 + 1, n % 12 + 6)
        said = calendar.put(f"e{n}.ics", data)
        assert said.status in (201, 204), said


def warm(relay: Relay, url: str, folder: Path) -> None:
    """Read once for nobody: some servers prepare a calendar when it is first read, which is neither's time."""
    Ours(url, folder / "warm").pull(relay)


def measured(server: Started, count: int, program: str | None, folder: Path) -> dict[str, dict[str, Any]]:
    """Return requests and seconds of each step on one server."""
    found: dict[str, dict[str, Any]] = {}
    calendar = Calendar.made(server.name, server.home)
    filled(calendar, range(count))
    with Relay(server.url) as relay:
        url = relay.url(calendar.url)
        readers: dict[str, Ours | Theirs] = {"ours": Ours(url, folder / "ours")}
        if program is not None:
            readers["vdirsyncer"] = Theirs(url, program, folder / "theirs")
        warm(relay, url, folder)
        for step in STEPS[:3]:
            if step == "changed":
                filled(calendar, range(0, count, 100), "Cours")
            for who, reader in readers.items():
                found[f"{who} {step}"] = reader.pull(relay)
                assert reader.count() == count, (who, step, reader.count())
        start = relay.url(server.url)
        found[f"ours {STEPS[3]}"] = Ours(start, folder / "ours2", calendar.id).pull(relay)
        if program is not None:
            found[f"vdirsyncer {STEPS[3]}"] = Theirs(start, program, folder / "theirs2", calendar.id).pull(relay)
    return found


def tested(server: Started, program: str) -> dict[str, int]:
    """Return how many features of each kind of support caldav-server-tester finds."""
    command = [program, "--caldav-url", server.url, "--caldav-username", USER, "--caldav-password", PASSWORD]
    done = subprocess.run(
        [*command, "--format", "json"], check=False, capture_output=True, timeout=900, stdin=subprocess.DEVNULL
    )
    try:
        said = json.loads(done.stdout)
    except ValueError:
        return {"no answer": 1}
    features = said.get("features", said)
    support = [each.get("support", "?") if isinstance(each, dict) else str(each) for each in features.values()]
    return dict(sorted(Counter(support).items()))


def main(arguments: Sequence[str]) -> int:
    """Measure, print a line for each step and one JSON object for each server; 1 where ours asks more or is slower."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vdirsyncer", default=shutil.which("vdirsyncer"))
    parser.add_argument("--tester")
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--servers", nargs="*", default=sorted(SERVERS))
    options = parser.parse_args(arguments)
    worse = False
    for name in options.servers:
        if reason := missing(name):
            print(f"{name}: {reason}")
            continue
        with SERVERS[name].started() as server, tempfile.TemporaryDirectory() as folder:
            found = measured(server, options.events, options.vdirsyncer, Path(folder))
            for step in STEPS:
                ours, theirs = found[f"ours {step}"], found.get(f"vdirsyncer {step}")
                print(f"{name:9} {step:16} {ours}  {theirs or ''}", flush=True)
                worse = worse or (theirs is not None and ours["requests"] > theirs["requests"])
            if options.tester:
                print(f"{name:9} caldav-server-tester {tested(server, options.tester)}", flush=True)
        print(json.dumps({"server": name, "events": options.events, **found}), flush=True)
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
