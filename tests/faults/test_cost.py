"""What a run may cost, whatever servers do: requests, time, memory."""

from __future__ import annotations

import gzip
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ..support.misbehaving import Exchange, Script, dripping, endless, head, reply
from .faults import CHUNKED, bomb, chunk, packed
from .stage import BEFORE, FEED, LATER, LATER_STILL, MORNING, NEXT_DAY, Stage

STAMPS = {"ETag": '"v1"', "Last-Modified": "Mon, 02 Mar 2026 08:00:00 GMT"}
CONDITIONS = ("if-none-match", "if-modified-since")
ASKED = ('"v1"', "Mon, 02 Mar 2026 08:00:00 GMT")
UNASKED = (None, None)


def conditional(exchange: Exchange) -> None:
    """Answer as a good server does whose calendar does not change."""
    if exchange.asked.headers.get("if-none-match") == STAMPS["ETag"]:
        exchange.send(head(304))
    else:
        exchange.send(head(headers=STAMPS), BEFORE)


# --- requests --------------------------------------------------------------------------------------------------------


def test_an_unchanged_source_costs_one_conditional_request_a_run_and_a_whole_one_a_day(
    staged: Callable[..., Stage],
) -> None:
    stage = staged()
    stage.answer(conditional)
    assert stage.merge(MORNING).code == 0
    written = (stage.folder / FEED).stat().st_mtime_ns
    for now in (LATER, LATER_STILL, "2026-03-03T08:59:00Z", NEXT_DAY, "2026-03-03T09:10:00Z"):
        assert stage.merge(now).code == 0
    assert stage.asked(*CONDITIONS) == [UNASKED, ASKED, ASKED, ASKED, UNASKED, ASKED]
    assert (stage.folder / FEED).stat().st_mtime_ns == written


def test_a_server_that_gives_no_stamp_is_asked_once_a_run(staged: Callable[..., Stage]) -> None:
    stage = staged()
    stage.answer(reply(BEFORE))
    for now in (MORNING, LATER, LATER_STILL):
        assert stage.merge(now).code == 0
    assert stage.asked(*CONDITIONS) == [UNASKED] * 3


def test_after_a_failure_the_source_is_read_whole(staged: Callable[..., Stage]) -> None:
    stage = staged()
    stage.answer([conditional, reply(b"", 404), conditional, conditional])
    assert [stage.merge(now).code for now in (MORNING, LATER, LATER_STILL, "2026-03-02T09:30:00Z")] == [0, 3, 0, 0]
    assert stage.asked(*CONDITIONS) == [UNASKED, ASKED, UNASKED, ASKED]


@pytest.mark.parametrize(("status", "requests"), [(404, 1), (500, 1), (429, 3), (503, 3)])
def test_a_failure_is_met_again_within_a_run_only_where_it_may_pass(
    staged: Callable[..., Stage], status: int, requests: int
) -> None:
    stage = staged()
    stage.answer(reply(b"", status))
    assert stage.merge(MORNING).code == 3
    assert len(stage.server.asked) == requests


# --- time ------------------------------------------------------------------------------------------------------------

ANOTHER = """\
[[sources]]
id = "lent{number}"
adapter = "ical"
location = "http://127.0.0.1:{port}/lent"
allow_private = true
"""


def test_a_run_ends_when_the_time_of_its_slowest_sources_is_over(staged: Callable[..., Stage]) -> None:
    stage = staged()
    with (stage.folder / "reseau.toml").open("a", encoding="utf-8") as config:
        config.writelines(ANOTHER.format(number=number, port=stage.server.port) for number in range(6))
    slow = dripping(head(), b"B", 0.05)
    stage.answer(slow, lent=slow)
    stage.limit(total_seconds=0.5)
    start = time.monotonic()
    ran = stage.merge(MORNING)
    assert time.monotonic() - start < 5  # two rounds of four readers at half a second each, and room for a busy machine
    assert ran.code == 3
    assert [each["state"] for each in ran.report["sources"]] == ["ok", *["failed"] * 7]
    assert stage.titles == ["Permanence"]


# --- memory ----------------------------------------------------------------------------------------------------------

MOST = 150 * 1024
"""KiB that a run against a hostile server may take beyond a good one."""

# VmHWM and not ru_maxrss: Linux lets a process inherit the latter from who started it, here the tests.
_MEASURED = """\
import sys
from pathlib import Path
from reseau_sync.cli import main
try:
    main(sys.argv[2:])
finally:
    status = Path("/proc/self/status").read_text().split()
    Path(sys.argv[1]).write_text(status[status.index("VmHWM:") + 1])
"""


def peak(stage: Stage, now: str) -> tuple[int, int]:
    """Run ``merge`` as it is, in a process of its own; return its exit code and the KiB that it held at most."""
    told = stage.folder / "peak"
    arguments = [str(told), "merge", "-q", "-c", str(stage.folder / "reseau.toml"), "--now", now]
    done = subprocess.run([sys.executable, "-c", _MEASURED, *arguments], capture_output=True, timeout=50, check=False)
    return done.returncode, int(told.read_text())


def lines(mebibytes: int) -> bytes:
    return b"BEGIN:VCALENDAR\r\n" + b"X:\r\n" * (mebibytes * 256 * 1024)


HOSTILE: dict[str, Callable[[], Script]] = {
    "a bomb of 1 GiB": lambda: bomb(1024),
    "a bomb of lines": lambda: packed(gzip.compress(lines(64))),
    "a body of ever so many lines": lambda: reply(lines(20)),
    "a body without end": lambda: endless(head(), b"X" * 65_536),
    "chunks without end": lambda: endless(CHUNKED, chunk(b"X" * 65_536)),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process of its own")
def test_no_server_makes_a_run_hold_much_more_than_a_good_one(staged: Callable[..., Stage]) -> None:
    stage = staged()
    code, usual = peak(stage, MORNING)
    assert code == 0
    before = stage.feed
    beyond: dict[str, int] = {}
    for name, script in HOSTILE.items():
        stage.answer(script())
        code, most = peak(stage, LATER)
        assert (code, stage.feed) == (3, before), name
        beyond[name] = most - usual
    assert {name: more for name, more in beyond.items() if more > MOST} == {}
