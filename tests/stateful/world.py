"""A network in a folder: owners write their calendars, tools fail, and a volunteer runs the merge."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from reseau_sync import pipeline, publication
from reseau_sync import publish as publish_package
from reseau_sync.config import load
from reseau_sync.outlook import Outlook
from reseau_sync.pipeline import Run
from reseau_sync.store import RunInfo, Store
from reseau_sync.version import VERSION
from reseau_sync.view import Plan
from tests.stateful.calendars import Told, Uids, as_csv, as_ics, write_network
from tests.stateful.guarding import HOLD_DAYS
from tests.stateful.model import DROP_DAYS, STALE_DAYS, Reading

FAULTS = ("missing", "cut", "page", "no-bytes")
"""Ways to fail; ``emptied`` and ``shrunk`` are readings that look well."""

_FEEDS = """
[[feeds]]
id = "tout"
path = "feeds/tout.ics"

[[feeds]]
id = "sobre"
path = "feeds/sobre.ics"
cancelled_days = 0
"""
_PAGE = b"<!DOCTYPE html>\n<html><body><h1>503 Service Unavailable</h1></body></html>\n"


class Killed(BaseException):
    """The process is killed here."""


@dataclass
class Calendar:
    """One owner's calendar and the tool that exports it. ``disturbed``: since it was last read, its names changed."""

    id: str
    uids: Uids
    form: str = "ics"
    said: list[Told] = field(default_factory=list)
    fault: str = ""
    left: frozenset[int] = frozenset()
    declared: bool = True
    disturbed: bool = False

    @property
    def stated(self) -> list[Told]:
        """What the file states: less than the owner says where the tool is at fault."""
        if self.fault == "emptied":
            return []
        if self.fault == "shrunk":
            return [each for each in self.said if each.key in self.left]
        return self.said

    @property
    def location(self) -> str:
        return f"sources/{self.id}.{self.form}"

    def reading(self) -> Reading | None:
        if self.fault in FAULTS:
            return None
        named = [
            (each, self.uids.of(each, position) if self.uids.last else None)
            for position, each in enumerate(self.stated, 1)
        ]
        return Reading(tuple(named), self.uids.last and not self.disturbed)

    def bytes(self) -> bytes | None:
        if self.fault == "missing":
            return None
        if self.fault == "page":
            return _PAGE
        if self.fault == "no-bytes" or (self.fault == "cut" and self.form == "csv"):
            return b""
        data = (as_ics if self.form == "ics" else as_csv)(self.stated, self.uids)
        if self.fault == "cut":
            return data[: len(data) * 2 // 3]
        return data

    def table(self) -> str:
        return (
            f'id = "{self.id}"\nlocation = "{self.location}"\nadapter = "{"ical" if self.form == "ics" else "csv"}"\n'
            f"hold_days = {HOLD_DAYS}\nstale_days = {STALE_DAYS}\ndrop_days = {DROP_DAYS}\n"
        )


@dataclass(frozen=True)
class Published:
    """What a run published, or would have, had it not been killed before; ``outlook`` is what it computed."""

    feeds: dict[str, bytes]
    outlook: Outlook
    run: Run | None


class World:
    """The folder, and what is done in it."""

    def __init__(self, calendars: Sequence[Calendar]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="reseau-"))
        self.calendars = calendars
        (self.folder / "sources").mkdir()

    def clear(self) -> None:
        shutil.rmtree(self.folder)

    def feeds(self) -> dict[str, bytes]:
        return {path.stem: path.read_bytes() for path in sorted((self.folder / "feeds").glob("*.ics"))}

    def times(self) -> dict[str, int]:
        return {path.name: path.stat().st_mtime_ns for path in sorted((self.folder / "feeds").iterdir())}

    def run(self, now: dt.datetime, killed: str = "") -> Published | None:
        """Run the merge, ``killed`` at a point if one is given; ``None`` where that was before anything was done."""
        self._write_all()
        loaded = load(self.folder / "reseau.toml")
        with _killing(killed) as seen:
            try:
                done = pipeline.run(loaded, now=now)
            except Killed:
                done = None
        if not seen:
            return None
        rendered = {each.feed.id: each.data for each in seen[0].feeds}
        return Published(self.feeds() | rendered, seen[0], done)

    def accept(self, source: str, now: dt.datetime) -> bool:
        """Do what ``reseau-sync accept`` does, and say whether there was a hold to end."""
        path = self.folder / "reseau-sync.sqlite"
        if not path.exists():
            return False
        with Store.open(path) as store:
            past = store.load()
            state = past.sources.get(source)
            if state is None or state.hold is None:
                return False
            states = {**past.sources, source: dataclasses.replace(state, accepted=True)}
            store.save(past, dataclasses.replace(past, sources=states, fingerprint=""), run=RunInfo(now, VERSION))
        return True

    def _write_all(self) -> None:
        for each in self.calendars:
            for form in ("ics", "csv"):
                path = self.folder / f"sources/{each.id}.{form}"
                data = each.bytes() if form == each.form else None
                if data is None:
                    path.unlink(missing_ok=True)
                elif not path.exists() or path.read_bytes() != data:
                    path.write_bytes(data)
        write_network(self.folder, [each.table() for each in self.calendars if each.declared], _FEEDS)


@contextmanager
def _killing(point: str) -> Iterator[list[Outlook]]:
    """Kill a run ``point``: ``before-save``, ``before-publish``, ``between-feeds`` or ``after-publish``.

    Gives a list which holds, once the run has saved what it computed, just that.
    """
    seen: list[Outlook] = []
    passed: list[str] = []
    save, publish, write = Store.save, publication.publish, publish_package.apply_file

    def die(here: str) -> None:
        if here == point:
            raise Killed(here)

    def saving(store: Store, *arguments: Any, **more: Any) -> object:
        die("after-publish" if seen else "before-save")
        return save(store, *arguments, **more)

    def publishing(outlook: Outlook, *arguments: Any, **more: Any) -> object:
        seen.append(outlook)
        die("before-publish")
        return publish(outlook, *arguments, **more)

    def writing(plan: Plan) -> bool:
        if passed:
            die("between-feeds")
        passed.append("a feed")
        return write(plan)

    with (
        mock.patch.object(Store, "save", saving),
        mock.patch("reseau_sync.pipeline.publish", publishing),
        mock.patch("reseau_sync.publish.sink.apply_file", writing),
    ):
        yield seen
