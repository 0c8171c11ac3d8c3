"""What a run of ``reseau-sync merge`` costs: cold, with nothing changed, every DTSTAMP changed, 1 % changed.

    python benchmarks/runs.py EVENTS… [--gen PATH] [--over files http] [--peer PATH] [--keep FOLDER]

For each number of EVENTS the workload of gen.py (found in ``shared/bench`` beside the project, or at PATH) is written
three times: as it is, with every DTSTAMP changed, and so again with 1 % of the events changed. Each case is one process
of its own, over files and over a server on loopback that answers If-None-Match; each rests on the state that the case
before left. mergecal merges the same files in the same minutes: processor time is told in its own, since a machine that
others use too stretches the clock.

The last line printed is one JSON object. Nothing here asserts on seconds; exit code 1: a run ended with another code
than 0.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import venv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "bench" / "gen.py"
PEER = "mergecal==0.5.0"
SOURCES = 40

WORKLOADS: Mapping[str, tuple[str, ...]] = {
    "as it is": (),
    "stamped": ("--churn-dtstamp",),
    "changed": ("--churn-dtstamp", "--change", "0.01"),
}
CASES: tuple[tuple[str, str, str], ...] = (
    ("cold", "as it is", "2025-01-06T09:00:00Z"),
    ("nothing changed", "as it is", "2025-01-06T09:10:00Z"),
    ("every DTSTAMP changed", "stamped", "2025-01-06T09:20:00Z"),
    ("1 % changed", "changed", "2025-01-06T09:30:00Z"),
)
"""Case, the workload that it reads, and its ``--now``: all events of the workload are still to come."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took: seconds on the clock and of processors, MiB held at most, its exit code."""

    seconds: float
    cpu: float
    peak: float
    code: int

    def told(self) -> dict[str, Any]:
        """Return it as plain data."""
        seconds, cpu = round(self.seconds, 3), round(self.cpu, 3)
        return {"seconds": seconds, "cpu": cpu, "peak_mib": round(self.peak, 1), "code": self.code}


class Server(ThreadingHTTPServer):
    """Gives the files of ``folder`` with an ETag of their bytes, and counts what it is asked."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.counting = threading.Lock()
        self.requests = 0
        self.not_modified = 0


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        data = (self.server.folder / Path(self.path).name).read_bytes()
        etag = f'"{hashlib.blake2b(data, digest_size=16).hexdigest()}"'
        same = self.headers.get("If-None-Match") == etag
        with self.server.counting:
            self.server.requests += 1
            self.server.not_modified += same
        self.send_response(304 if same else 200)
        self.send_header("ETag", etag)
        if not same:
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if not same:
            self.wfile.write(data)

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Say nothing."""


def measured(command: Sequence[str | Path]) -> Cost:
    """Run a command, and return what it cost."""
    start = time.perf_counter()
    child = subprocess.Popen([str(each) for each in command], stdout=subprocess.DEVNULL)
    # On Linux a child inherits the peak of who started it: this program stays small, below any Python that does work.
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    scale = 1024 if sys.platform == "linux" else 1024 * 1024  # KiB; bytes elsewhere
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(time.perf_counter() - start, cpu, usage.ru_maxrss / scale, child.returncode)


def generated(gen: Path, events: int, folder: Path) -> dict[str, Path]:
    """Write the workloads of about ``events`` VEVENTs below ``folder``; return the folder of each."""
    made: dict[str, Path] = {}
    for name, options in WORKLOADS.items():
        made[name] = folder / name.replace(" ", "-")
        amounts = ("--sources", str(SOURCES), "--events", str(max(1, events // SOURCES)))
        command: list[str | Path] = [sys.executable, gen, *amounts, "--out", made[name], *options]
        subprocess.run(command, check=True, capture_output=True)
    return made


def network(folder: Path, location: str) -> Path:
    """Write a reseau.toml over the workload's files; ``location`` is what comes before a file's name."""
    tables = ['[network]\nname = "Mesures"\n']
    for number in range(SOURCES):
        tables.append(f'[[organisations]]\nid = "a{number}"\nname = "Association {number}"\n')
        tables.append(
            f'[[sources]]\nid = "s{number}"\norganisation = "a{number}"\nadapter = "ical"\n'
            f'location = "{location}/src-{number:03}.ics"\nallow_private = true\n'
        )
    tables.append('[[feeds]]\nid = "tout"\npath = "feeds/tout.ics"\n')
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "reseau.toml"
    path.write_text("\n".join(tables), encoding="utf-8")
    return path


def put(workload: Path, served: Path) -> None:
    """Make the files of a workload those that are read; one that is equal is left as it is, time of change and all."""
    served.mkdir(exist_ok=True)
    for file in sorted(workload.glob("*.ics")):
        target = served / file.name
        if not target.exists() or target.read_bytes() != file.read_bytes():
            shutil.copyfile(file, target)


def rows(over: str, workloads: Mapping[str, Path], folder: Path) -> Iterator[dict[str, Any]]:
    """Run the cases one after the other; yield what each cost, and how many requests it made."""
    served = folder / "served"
    with Server(served) as server, serving(server):
        location = served.as_posix() if over == "files" else f"http://127.0.0.1:{server.server_port}"
        config = network(folder, location)
        for case, workload, now in CASES:
            put(workloads[workload], served)
            server.requests = server.not_modified = 0
            program = (sys.executable, "-m", "reseau_sync", "merge", "-q", "-c", config, "--now", now)
            cost = measured(program)
            yield {
                "over": over,
                "case": case,
                **cost.told(),
                "requests": server.requests,
                "not_modified": server.not_modified,
                "state_mib": round(sum(each.stat().st_size for each in folder.glob("*.sqlite*")) / 2**20, 1),
            }


@contextlib.contextmanager
def serving(server: Server) -> Iterator[None]:
    """Let the server answer, in a thread."""
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


def peer(folder: Path) -> tuple[Path | None, str]:
    """Install mergecal in an environment of its own; return its program, or ``None`` and why there is none."""
    try:
        venv.create(folder, with_pip=True)
        command: list[str | Path] = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", PEER]
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        return None, f"{PEER} could not be installed ({type(error).__name__}): no ratios"
    return folder / "bin" / "mergecal", PEER


HEAD = (
    f"{'over':<6}{'case':<24}{'seconds':>9}{'cpu':>8}{'ratio':>8}{'MiB':>7}{'requests':>10}{'304':>6}{'state MiB':>11}"
)


def shown(row: Mapping[str, Any]) -> str:
    """Return a row of the table."""
    ratio = "–" if row["ratio"] is None else row["ratio"]
    return (
        f"{row['over']:<6}{row['case']:<24}{row['seconds']:>9.2f}{row['cpu']:>8.2f}{ratio:>8}{row['peak_mib']:>7.0f}"
        f"{row['requests']:>10}{row['not_modified']:>6}{row['state_mib']:>11.1f}"
        + (f"  exit {row['code']}" if row["code"] else "")
    )


def of_size(events: int, arguments: argparse.Namespace, program: Path | None, folder: Path) -> dict[str, Any]:
    """Measure one size; print its table and return it."""
    workloads = generated(arguments.gen, events, folder / "workloads")
    print(f"\n{events} events, {SOURCES} sources")
    mergecal: dict[str, Any] | None = None
    if program is not None:
        files = sorted(workloads["as it is"].glob("*.ics"))
        mergecal = measured([program, *files, "-o", folder / "merged.ics"]).told()
        print("mergecal", mergecal)
    print(HEAD, flush=True)
    told = []
    for over in arguments.over:
        for row in rows(over, workloads, folder / over):
            ratio = round(row["cpu"] / mergecal["cpu"], 3) if mergecal and not mergecal["code"] else None
            told.append({**row, "ratio": ratio})
            print(shown(told[-1]), flush=True)
    return {"events": events, "sources": SOURCES, "mergecal": mergecal, "runs": told}


def main() -> int:
    """Measure every size; the last line is JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events", type=int, nargs="+", help="numbers of events, such as 1000 10000 100000")
    parser.add_argument("--gen", type=Path, default=BESIDE, help="the generator of workloads")
    parser.add_argument("--over", nargs="+", choices=("files", "http"), default=["files", "http"])
    parser.add_argument("--peer", type=Path, help="a mergecal that is installed already")
    parser.add_argument("--keep", type=Path, help="a folder to work in, which stays")
    arguments = parser.parse_args()
    if not arguments.gen.exists():
        parser.error(f"there is no {arguments.gen.name} beside the project: say where it is (--gen)")
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        program, said = (arguments.peer, PEER) if arguments.peer else peer(Path(temporary) / "peer")
        print(said)
        sizes = [of_size(events, arguments, program, folder / str(events)) for events in arguments.events]
    print(json.dumps({"peer": said, "sizes": sizes}))
    return 1 if any(run["code"] for size in sizes for run in size["runs"]) else 0


if __name__ == "__main__":
    sys.exit(main())
