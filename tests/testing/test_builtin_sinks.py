"""The sinks that come with the library hold what every sink must."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from reseau_sync.model import EVENT, AnyEvent
from reseau_sync.ports import Sink
from reseau_sync.publish import FileSink
from reseau_sync.testing import SinkSuite, Target


def render(events: Sequence[AnyEvent]) -> bytes:
    """Return events as bytes, whatever their order."""
    return b"\n".join(sorted(EVENT.dump_json(event) for event in events))


@dataclass
class FileTarget:
    """A folder in which one file is the feed, and others are somebody else's."""

    folder: Path

    def sink(self) -> Sink:
        return FileSink(self.folder / "reseau.ics", render)

    def contents(self) -> Mapping[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}

    def add_foreign(self) -> None:
        (self.folder / "index.html").write_text("<p>Agendas</p>", encoding="utf-8")

    @contextlib.contextmanager
    def failing(self) -> Iterator[None]:
        """Let no file be put in the place of another: permissions would not stop an administrator."""
        with mock.patch.object(os, "replace", side_effect=OSError(28, "No space left on device")):
            yield


class TestTheFileSink(SinkSuite):
    """One file, whole or as it was."""

    def target(self, folder: Path) -> Target:
        return FileTarget(folder)
