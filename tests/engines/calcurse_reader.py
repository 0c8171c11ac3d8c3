"""What calcurse shows of calendar files, as JSON lines (protocol: engines.py).

It imports the file and is asked for the days of the window. It keeps no UID and no STATUS: events are told by their
titles. Its user is in Paris, by whose clock it repeats everything.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
TIMED = "T\t%(start:epoch)\t%(end:epoch)\t%m\n"
DAY = "D\t%m\n"
FORMATS = {"apt": TIMED, "recur-apt": TIMED, "event": DAY, "recur-event": DAY}


def _calcurse(folder: str, *arguments: str) -> str:
    environment = os.environ | {"TZ": "Europe/Paris", "LC_ALL": "C.UTF-8", "HOME": folder}
    command = ["calcurse", "-D", folder, "-C", folder, *arguments]
    # It ends in 1 where it refused an event; that event is then missing from what it shows.
    done = subprocess.run(command, capture_output=True, env=environment, check=False, stdin=subprocess.DEVNULL)
    return done.stdout.decode("utf-8", "replace")


def _occurrence(title: str, start: str, end: str, walls: tuple[str, str]) -> dict[str, Any]:
    said = {"uid": title, "start": start, "end": end, "wall_start": walls[0], "wall_end": walls[1]}
    return said | {"summary": title, "cancelled": False}


def _timed(day: str, start: str, end: str, title: str) -> dict[str, Any] | None:
    """Return an appointment on the day on which it starts; calcurse lists it on each day that it touches."""
    times = [dt.datetime.fromtimestamp(int(each), dt.UTC) for each in (start, end)]
    walls = [f"{each.astimezone(PARIS):%Y-%m-%dT%H:%M:%S}" for each in times]
    if walls[0][:10] != day:
        return None
    first, last = (f"{each:%Y-%m-%dT%H:%M:%SZ}" for each in times)
    return _occurrence(title, first, last, (walls[0], walls[1]))


def _read(path: str, after: dt.date, before: dt.date) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        _calcurse(folder, "-q", "-i", path)
        formats = [part for name, value in FORMATS.items() for part in (f"--format-{name}", value)]
        window = ["--from", after.isoformat(), "--to", before.isoformat()]
        said = _calcurse(folder, "--input-datefmt", "4", "--output-datefmt", "%Y-%m-%d", *formats, "-Q", *window)
    day = ""
    for line in said.splitlines():
        kind, *rest = line.split("\t")
        if kind == "T" and len(rest) == 3:
            found = _timed(day, *rest)
            if found is not None:
                yield found
        elif kind == "D" and len(rest) == 1:
            following = (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()
            yield _occurrence(rest[0], day, following, (day, following))
        elif line.endswith(":"):
            day = line[:-1]


def _answer(request: str) -> Iterator[dict[str, Any]]:
    path, after, before = request.rstrip("\n").split("\t")
    try:
        yield from _read(path, dt.date.fromisoformat(after), dt.date.fromisoformat(before))
        yield {"done": True}
    except Exception as error:  # whatever it raises, it is this engine's answer for this file
        yield {"done": True, "error": f"{type(error).__name__}: {error}"}


def main() -> None:
    """Answer one request a line until the input ends."""
    for request in sys.stdin:
        for said in _answer(request):
            sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
