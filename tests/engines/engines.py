"""Calendar engines that are not ours, as programs that answer one question at a time.

A request is a line ``PATH <TAB> AFTER <TAB> BEFORE`` (days as ``20260131``). The answer is JSON lines: one for each
occurrence (the fields of :class:`Occ`), ``{"failed": uid, "error": …}`` for a series that the engine cannot expand,
and last ``{"done": true}``, with ``"error"`` where it cannot read the file at all. An engine may answer with more
days than were asked for. One process reads many files; it is ended, and started again, when it dies or takes too long.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib.util
import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

HERE = Path(__file__).resolve().parent
SECONDS = 10.0


class EngineMissingError(Exception):
    """An engine is not installed on this machine; the message says what is missing."""


class EngineFailedError(Exception):
    """An engine cannot read this file, died of it, or took too long."""


@dataclass(frozen=True, slots=True, order=True)
class Occ:
    """One occurrence as an engine shows it.

    ``start`` and ``end`` (exclusive) are a day (``2026-10-01``), an instant in UTC (``2026-10-01T08:00:00Z``) or, for
    floating times, a local time without ``Z``. ``wall_start`` and ``wall_end`` are the local times in the event's own
    zone. ``unresolved``: DTSTART names a zone that the engine does not know, and was read as floating.
    """

    uid: str
    start: str
    end: str
    wall_start: str
    wall_end: str
    summary: str = ""
    cancelled: bool = False
    unresolved: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What an engine shows of a file: occurrences, and the UIDs of the series that it could not expand, with why."""

    occurrences: tuple[Occ, ...]
    failed: dict[str, str] = field(default_factory=dict)


class Engine(Protocol):
    """Reads a calendar file as some client does."""

    name: str

    def read(self, calendar: bytes | Path, after: dt.date, before: dt.date, seconds: float = SECONDS) -> Reading:
        """Return what starts from the day ``after`` up to and without the day ``before``, by local time.

        :param seconds: how long the engine may take
        :raises EngineFailedError: where the engine makes nothing of the file
        """
        ...


class Program:
    """An engine that runs beside us as a process."""

    def __init__(self, name: str, command: list[str], scratch: Path) -> None:
        self.name = name
        self.command = command
        self._file = scratch / f"{name}.ics"
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def read(self, calendar: bytes | Path, after: dt.date, before: dt.date, seconds: float = SECONDS) -> Reading:
        """Return what the engine shows (see :class:`Engine`)."""
        if isinstance(calendar, bytes):
            self._file.write_bytes(calendar)
            calendar = self._file
        # Two days around, since engines compare with the window in zones of their own.
        margin = dt.timedelta(days=2)
        self._ask(f"{calendar}\t{after - margin:%Y%m%d}\t{before + margin:%Y%m%d}\n")
        return _reading(self._answers(seconds), after.isoformat(), before.isoformat())

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def _ask(self, request: str) -> None:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._start()
        pipe = self._process.stdin if self._process else None
        if pipe is None:
            raise EngineFailedError(f"{self.name} does not listen")
        pipe.write(request.encode())
        pipe.flush()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            self.command,
            cwd=HERE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"TZ": "UTC", "PYTHONHASHSEED": "0"},
        )
        self._lines = queue.SimpleQueue()
        threading.Thread(target=_pump, args=(self._process.stdout, self._lines), daemon=True).start()

    def _answers(self, seconds: float) -> Iterator[dict[str, Any]]:
        """Yield the answers up to the last; what the engine said before a failure counts for nothing."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                self.close()
                raise EngineFailedError(f"{self.name} took more than {seconds:g} s") from None
            if not line:
                self.close()
                raise EngineFailedError(f"{self.name} died")
            said: dict[str, Any] = json.loads(line.decode("utf-8", "replace"))
            if "error" in said and said.get("done"):
                raise EngineFailedError(f"{self.name}: {said['error']}")
            if said.get("done"):
                return
            yield said


def _pump(pipe: IO[bytes] | None, lines: queue.SimpleQueue[bytes]) -> None:
    """Hand over the lines of ``pipe``, then an empty one: reading with a time limit wants a thread."""
    with contextlib.suppress(ValueError, OSError):  # closed under us, when the engine is ended
        for line in pipe or ():
            lines.put(line)
    lines.put(b"")


def _reading(answers: Iterator[dict[str, Any]], after: str, before: str) -> Reading:
    occurrences: list[Occ] = []
    failed: dict[str, str] = {}
    for said in answers:
        if "failed" in said:
            failed[said["failed"].strip()] = said["error"]
        elif after <= said["wall_start"][:10] < before:
            occurrences.append(Occ(**(said | {"uid": said["uid"].strip()})))
    return Reading(tuple(sorted(occurrences)), failed)


def reference(scratch: Path) -> Program:
    """Return icalendar with recurring_ical_events."""
    return Program("reference", [sys.executable, str(HERE / "reference.py")], scratch)


def libical(scratch: Path) -> Program:
    """Return libical 3, our reader of it compiled into ``scratch``.

    :raises EngineMissingError: without a C compiler or libical's headers
    """
    compiler, config = shutil.which("cc"), shutil.which("pkg-config")
    if not compiler or not config:
        raise EngineMissingError("no cc or no pkg-config (Debian: apt-get install gcc pkg-config libical-dev)")
    flags = subprocess.run([config, "--cflags", "--libs", "libical"], capture_output=True, text=True, check=False)
    if flags.returncode:
        raise EngineMissingError("no headers of libical (Debian: apt-get install libical-dev)")
    program = scratch / "libical-reader"
    command = [compiler, "-O2", str(HERE / "libical.c"), "-o", str(program), *flags.stdout.split()]
    subprocess.run(command, check=True, capture_output=True)
    return Program("libical", [str(program)], scratch)


def icaljs(scratch: Path) -> Program:
    """Return ical.js under node.

    :raises EngineMissingError: without node, or before ``npm ci`` in this folder
    """
    node = shutil.which("node")
    if not node:
        raise EngineMissingError("no node")
    if not (HERE / "node_modules" / "ical.js" / "package.json").is_file():
        raise EngineMissingError("no ical.js (npm ci in tests/engines)")
    return Program("ical.js", [node, str(HERE / "icaljs.mjs")], scratch)


def naive(scratch: Path) -> Program:
    """Return ical.js as FullCalendar and many others call it: every override is applied to every series.

    :raises EngineMissingError: as :func:`icaljs`
    """
    return Program("ical.js naive", [icaljs(scratch).command[0], str(HERE / "icaljs.mjs"), "naive"], scratch)


SABRE = Path("/usr/share/php/Sabre/VObject/autoload.php")


def sabre(scratch: Path) -> Program:
    """Return sabre/vobject of Debian under PHP.

    :raises EngineMissingError: without PHP or the library
    """
    php = shutil.which("php")
    if not php or not SABRE.is_file():
        raise EngineMissingError("no sabre/vobject (Debian: apt-get install php-cli php-mbstring php-sabre-vobject)")
    return Program("sabre", [php, str(HERE / "sabre.php"), str(SABRE)], scratch)


def khal(scratch: Path) -> Program:
    """Return khal.

    :raises EngineMissingError: where it is not installed
    """
    if importlib.util.find_spec("khal") is None:
        raise EngineMissingError("no khal (pip install khal)")
    return Program("khal", [sys.executable, str(HERE / "khal_reader.py")], scratch)


def calcurse(scratch: Path) -> Program:
    """Return calcurse.

    :raises EngineMissingError: where it is not installed
    """
    if not shutil.which("calcurse"):
        raise EngineMissingError("no calcurse (Debian: apt-get install calcurse)")
    return Program("calcurse", [sys.executable, str(HERE / "calcurse_reader.py")], scratch)


MAKERS = {"reference": reference, "libical": libical, "ical.js": icaljs}
"""The engines whose reading of RFC 5545 is looked at construct by construct."""

CLIENTS = {**MAKERS, "ical.js naive": naive, "sabre": sabre, "khal": khal, "calcurse": calcurse}
"""The programs that must show a feed as it is."""
