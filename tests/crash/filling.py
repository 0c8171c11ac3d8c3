"""Runs a merge on a disk that is full after so many bytes, for a range of sizes, and says what stood afterwards.

``python -m tests.crash.filling FOLDER`` prints one JSON object a line. The system itself cuts writes short: no file may
grow beyond a limit (RLIMIT_FSIZE), which fails in the middle of a write as a full disk does.
"""

from __future__ import annotations

import functools
import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any
from unittest import mock

from reseau_sync import publication
from reseau_sync.errors import StoreError
from tests.crash import network
from tests.crash.children import ENDED, begun, copied, finished, in_a_child

REFUSED, UNSAVED = 3, 1
WHEN = ("from the start", "when feeds are written")


def merge_on_a_full_disk(folder: Path, size: int, when: str) -> int:
    """Merge where no file grows beyond ``size`` bytes, and return an exit code as the command does."""

    def fill() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def publishing(*arguments: Any, **more: Any) -> object:
        fill()
        return publication.publish(*arguments, **more)

    if when == WHEN[0]:
        fill()
    try:
        with mock.patch("reseau_sync.pipeline.publish", publishing):
            done = network.merge(folder)
    except StoreError:
        return UNSAVED
    return REFUSED if any(feed.state == "refused" for feed in done.feeds) else ENDED


def main(place: Path) -> None:
    wanted = begun(place)
    feed = max(len(data) for data in wanted.new.values())
    store = max(path.stat().st_size for path in (place / "whole").iterdir() if path.is_file())
    sizes = {WHEN[0]: range(0, 2 * store, store // 6), WHEN[1]: (0, 1, feed // 2, feed - 1, feed, 4 * store)}
    for when in WHEN:
        for size in sizes[when]:
            folder = copied(place)
            code = in_a_child(functools.partial(merge_on_a_full_disk, folder, size, when))
            said = {"when": when, "size": size, "code": code}
            print(json.dumps(said | asdict(finished(folder, wanted))), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
