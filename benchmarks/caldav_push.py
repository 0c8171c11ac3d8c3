"""Pushing a calendar into a server, beside vdirsyncer doing the same: requests and seconds.

    .venv/bin/python -m benchmarks.caldav_push [--vdirsyncer PATH] [--events 1000] [--servers radicale xandikos …]

For each server: a first push (finding the calendar included), one of the same (unchanged), one after a hundredth
changed, one after a hundredth was withdrawn. Both talk to the server through the same relay, which
counts; the seconds of the relay are both's.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.caldav.building import event
from tests.caldav.pushing import CONTEXT, Pusher
from tests.support.davservers import PASSWORD, SERVERS, USER, Calendar, Relay, missing

from reseau_sync.forms.whole import portable
from reseau_sync.ics.objects import calendar_object
from reseau_sync.model import AnyEvent
from reseau_sync.transport import Transport

STEPS = ("first", "unchanged", "changed", "withdrawn")

_CONFIG = """\
[general]
status_path = "{folder}/status/"
[pair p]
a = "here"
b = "there"
collections = null
conflict_resolution = "a wins"
[storage here]
type = "filesystem"
path = "{folder}/items/"
fileext = ".ics"
[storage there]
type = "caldav"
url = "{url}"
username = "{user}"
password = "{password}"
"""


def wanted(step: str, count: int) -> list[AnyEvent]:
    """Return the events of a step, by number."""
    part = max(1, count // 100)
    changed = step in ("changed", "withdrawn")
    events = [event(n, "Reportée") if changed and n < part else event(n) for n in range(count)]
    return events[part:] if step == "withdrawn" else events


class Ours:
    """This library."""

    def __init__(self, url: str) -> None:
        self._pusher = Pusher(url, Transport(Path(), allow_private=True))

    def push(self, events: Sequence[AnyEvent]) -> None:
        """Push the events."""
        self._pusher.push(events)


class Theirs:
    """vdirsyncer, which syncs a folder with the calendar."""

    def __init__(self, url: str, program: str, folder: Path) -> None:
        self._program, self._folder = program, folder
        (folder / "items").mkdir(parents=True)
        config = _CONFIG.format(folder=folder, url=url, user=USER, password=PASSWORD)
        (folder / "config").write_text(config, encoding="utf-8")
        self._found = False

    def push(self, events: Sequence[AnyEvent]) -> None:
        """Write the events into the folder, and sync it."""
        names: set[str] = set()
        for each in events:
            path = self._folder / "items" / f"{each.uid}.ics"
            data, _ = calendar_object(portable(each, "Europe/Paris"), CONTEXT)
            names.add(path.name)
            if not path.exists() or path.read_bytes() != data:
                path.write_bytes(data)
        for path in (self._folder / "items").iterdir():
            if path.name not in names:
                path.unlink()
        if not self._found:  # it must be told to look for its calendar before it syncs for the first time
            self._run("discover")
            self._found = True
        self._run("sync", "--force-delete")

    def _run(self, *arguments: str) -> None:
        command = [self._program, "-c", str(self._folder / "config"), *arguments]
        subprocess.run(command, check=True, capture_output=True, input=b"y\n" * 4, env=dict(os.environ))


def measured(name: str, count: int, program: str | None) -> dict[str, object]:
    """Return requests and seconds of each step on one server."""
    found: dict[str, object] = {"server": name, "events": count}
    with SERVERS[name].started() as server, tempfile.TemporaryDirectory() as folder, Relay(server.url) as relay:
        pushers: dict[str, Ours | Theirs] = {"ours": Ours(relay.url(Calendar.made(name, server.home).url))}
        if program is not None:
            url = relay.url(Calendar.made(name, server.home).url)
            pushers["vdirsyncer"] = Theirs(url, program, Path(folder) / "v")
        for who, pusher in pushers.items():
            own = [each.model_copy(update={"uid": f"{who}-{each.uid}"}) for each in wanted("first", count)]
            for step in STEPS:
                uids = {each.uid for each in own}
                events = [e.model_copy(update={"uid": f"{who}-{e.uid}"}) for e in wanted(step, count)]
                assert {each.uid for each in events} <= uids
                relay.forget()
                begun = time.monotonic()
                pusher.push(events)
                seconds = time.monotonic() - begun
                methods = dict(sorted(Counter(relay.methods()).items()))
                found[f"{who} {step}"] = {
                    "requests": len(relay.heard),
                    "seconds": round(seconds, 2),
                    "methods": methods,
                }
    return found


def main(arguments: Sequence[str]) -> int:
    """Measure, print a line for each step and one JSON object for each server; 1 where ours asks more."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vdirsyncer", default=shutil.which("vdirsyncer"))
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--servers", nargs="*", default=sorted(SERVERS))
    options = parser.parse_args(arguments)
    worse = False
    for name in options.servers:
        if reason := missing(name):
            print(f"{name}: {reason}")
            continue
        found = measured(name, options.events, options.vdirsyncer)
        for step in STEPS:
            ours, theirs = found[f"ours {step}"], found.get(f"vdirsyncer {step}")
            print(f"{name:9} {step:10} {ours}  {theirs or ''}")
            assert isinstance(ours, dict)
            worse = worse or (isinstance(theirs, dict) and ours["requests"] > theirs["requests"])
        print(json.dumps(found))
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
