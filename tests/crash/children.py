"""Runs in child processes that come to harm, and what is to stand after the run that follows."""

from __future__ import annotations

import os
import shutil
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from reseau_sync.standing import Past
from tests.crash import network

ENDED = 0
BROKEN = 70


@dataclass(frozen=True)
class Wanted:
    """The feeds before, and the feeds and all that is remembered after a run that nothing interrupts."""

    old: dict[str, bytes]
    new: dict[str, bytes]
    past: Past


@dataclass(frozen=True)
class Outcome:
    """What stood after a run came to harm, and after the next one.

    ``whole``: every feed was the old one or the new one; ``published``: how many were new; ``finished``: the next run
    left what a run that nothing interrupts leaves; ``quiet``: the one after that wrote nothing.
    """

    whole: bool
    published: int
    finished: bool
    quiet: bool


def begun(place: Path) -> Wanted:
    """Make the network in ``place/before``, and return what is wanted of a run there."""
    network.begin(place / "before")
    whole = copied(place, "whole")
    network.merge(whole)
    return Wanted(network.feeds(place / "before"), network.feeds(whole), network.past(whole))


def copied(place: Path, name: str = "harmed") -> Path:
    folder = place / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(place / "before", folder)
    return folder


def finished(folder: Path, wanted: Wanted) -> Outcome:
    """See what a harmed run left, merge again, and once more, and return what stood."""
    found = network.feeds(folder)
    network.merge(folder)
    done = network.feeds(folder) == wanted.new and network.past(folder) == wanted.past
    times = network.times(folder)
    network.merge(folder)
    return Outcome(
        whole=all(found.get(name) in (data, wanted.new[name]) for name, data in wanted.old.items()),
        published=sum(found.get(name) == data for name, data in wanted.new.items()),
        finished=done,
        quiet=network.times(folder) == times,
    )


def in_a_child(work: Callable[[], int]) -> int:
    """Do ``work`` in a child process, and return the exit code that it gives, or less the signal that ended it."""
    child = os.fork()
    if child == 0:
        code = BROKEN
        try:
            code = work()
        except Exception:
            traceback.print_exc()
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
