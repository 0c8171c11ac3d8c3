"""Where effects meet: read every source, merge, render every feed, write what changed. It reads as a list of steps.

Failures travel as values: a source that cannot be read costs that source (reading.py), a feed that cannot be written
that feed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reseau_sync.config import Loaded
from reseau_sync.embedding import MergedCalendar, merge
from reseau_sync.entry import Rejected
from reseau_sync.errors import PublishError, Words
from reseau_sync.feeds import feed_bytes, worded
from reseau_sync.model.network import FeedSpec, Network
from reseau_sync.publish import apply_file, plan_file
from reseau_sync.reading import Progress, SourceReading, read_sources
from reseau_sync.registry import Registry
from reseau_sync.transport import Transport
from reseau_sync.view import View


@dataclass(frozen=True, slots=True)
class FeedOutcome:
    """What became of one feed.

    ``state``: ``written``, ``unchanged``, ``would-write`` (dry run), ``refused`` (the copy before stands), ``missing``
    (refused, and there is no copy before).
    """

    feed: str
    path: Path
    state: Literal["written", "unchanged", "would-write", "refused", "missing"]
    events: int = 0
    reason: Words | None = None


@dataclass(frozen=True)
class Run:
    """One run of ``merge``: the sources, the merge, the feeds."""

    network: Network
    sources: tuple[SourceReading, ...]
    merged: MergedCalendar
    feeds: tuple[FeedOutcome, ...]
    views: tuple[View, ...]

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """Everything that could not be understood or published."""
        read = [each for source in self.sources for each in source.state.rejected]
        return tuple(dict.fromkeys([*read, *(each for view in self.views for each in view.refused)]))

    @property
    def exit_code(self) -> int:
        """0: every feed is right; 3: every feed stands, but something failed; 1: a feed has no copy to stand on."""
        if any(feed.state == "missing" for feed in self.feeds):
            return 1
        failed = any(source.health.state != "ok" for source in self.sources)
        return 3 if failed or any(feed.state == "refused" for feed in self.feeds) else 0


def run(
    loaded: Loaded,
    *,
    now: dt.datetime,
    dry_run: bool = False,
    registry: Registry | None = None,
    transport: Transport | None = None,
    progress: Progress = lambda _: None,
) -> Run:
    """Read every source, merge, and write every feed that changed.

    :param now: an aware instant; without windows and a store nothing rests on it yet
    :param progress: called with the id of each source when it has been read, from any thread
    """

    sources = read_sources(loaded, registry or Registry.default(), now, transport=transport, progress=progress)
    entries = [entry for source in sources if source.decoded for entry in source.decoded.entries]
    merged = merge(loaded.network, entries)
    outcomes, views = [], []
    for feed in loaded.network.feeds:
        view = merged.view(feed.id)
        views.append(view)
        outcomes.append(_publish(feed, view, loaded, sources, dry_run=dry_run))
    return Run(loaded.network, sources, merged, tuple(outcomes), tuple(views))


def _publish(
    feed: FeedSpec, view: View, loaded: Loaded, sources: Sequence[SourceReading], *, dry_run: bool
) -> FeedOutcome:
    path = loaded.folder / feed.path
    if sources and all(source.health.state == "failed" for source in sources):
        return _refused(feed, path, _NOTHING_READ)
    try:
        plan = plan_file(path, feed_bytes(feed, loaded.network, worded(loaded.network, view.events)))
        if not plan.writes:
            return FeedOutcome(feed.id, path, "unchanged", len(view.events))
        if dry_run:
            return FeedOutcome(feed.id, path, "would-write", len(view.events))
        apply_file(plan)
    except PublishError as error:
        return _refused(feed, path, Words(error.say("fr"), error.say("en")))
    return FeedOutcome(feed.id, path, "written", len(view.events))


def _refused(feed: FeedSpec, path: Path, reason: Words) -> FeedOutcome:
    return FeedOutcome(feed.id, path, "refused" if path.exists() else "missing", reason=reason)


_NOTHING_READ = Words(
    "aucune source n’a pu être lue : le calendrier n’est pas réécrit",
    "no source could be read: the calendar is not written again",
)
