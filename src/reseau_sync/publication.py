"""Writing feeds: each for itself, whole or not at all, and only where something changed."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reseau_sync.config import Loaded
from reseau_sync.errors import PublishError, Words
from reseau_sync.logs import LOGGER
from reseau_sync.model.network import FeedSpec
from reseau_sync.outlook import Outlook, Rendered
from reseau_sync.ports import digest_of
from reseau_sync.publish import apply_file, plan_file
from reseau_sync.reading import SourceReading
from reseau_sync.standing import Past
from reseau_sync.version import VERSION


@dataclass(frozen=True, slots=True)
class FeedOutcome:
    """What became of one feed. ``path`` is its file, where it is one.

    ``state``: ``written``, ``unchanged``, ``would-write`` (dry run), ``refused`` (the copy before stands), ``missing``
    (refused, and there is no copy before), ``paused`` (a person holds publishing).
    """

    feed: str
    path: Path | None
    state: Literal["written", "unchanged", "would-write", "refused", "missing", "paused"]
    events: int | None = None
    reason: Words | None = None


def publish(outlook: Outlook, loaded: Loaded, *, dry_run: bool = False) -> tuple[FeedOutcome, ...]:
    """Write every feed that changed. A feed is not written where none of the sources has ever been read."""
    if outlook.unchanged:
        outcomes = [FeedOutcome(feed.id, place_of(feed, loaded), "unchanged") for feed in loaded.network.feeds]
    else:
        outcomes = [_publish(feed, outlook, loaded, dry_run=dry_run) for feed in outlook.feeds]
    for each in outcomes:
        _log(each, loaded.network.network.language)
    return tuple(outcomes)


def fingerprint(loaded: Loaded, past: Past, now: dt.datetime) -> str:
    """Return a digest of what a run rests on beside its sources: network, program, day, decisions, files published."""
    files = {feed.id: _file_digest(place_of(feed, loaded)) for feed in loaded.network.feeds}
    rests_on = [
        loaded.network.model_dump(mode="json"),
        VERSION,
        loaded.network.today(now).isoformat(),
        sorted(past.retracted),
        past.paused,
        files,
    ]
    return digest_of(json.dumps(rests_on, sort_keys=True, default=str).encode())


def place_of(feed: FeedSpec, loaded: Loaded) -> Path | None:
    """Return where the file of a feed stands, or is to stand; ``None`` for a feed that is no file."""
    return loaded.folder / feed.path if feed.path is not None else None


def _file_digest(path: Path | None) -> str:
    try:
        return digest_of(path.read_bytes()) if path is not None else ""
    except OSError:
        return ""


def _publish(rendered: Rendered, outlook: Outlook, loaded: Loaded, *, dry_run: bool) -> FeedOutcome:
    feed = rendered.feed
    path = place_of(feed, loaded)
    if path is None:
        return FeedOutcome(feed.id, None, "missing", reason=_NO_SINK)
    if outlook.past.paused:
        return FeedOutcome(feed.id, path, "paused" if path.exists() else "missing", reason=_PAUSED)
    if rendered.failure is not None:
        return _refused(feed, path, rendered.failure)
    if not rendered.events and outlook.sources and not any(_was_read(each) for each in outlook.sources):
        return _refused(feed, path, _NOTHING_READ)
    try:
        plan = plan_file(path, rendered.data)
        if not plan.writes:
            return FeedOutcome(feed.id, path, "unchanged", len(rendered.events))
        if dry_run:
            return FeedOutcome(feed.id, path, "would-write", len(rendered.events))
        apply_file(plan)
    except PublishError as error:
        return _refused(feed, path, Words(error.say("fr"), error.say("en")))
    return FeedOutcome(feed.id, path, "written", len(rendered.events))


def _log(outcome: FeedOutcome, language: str) -> None:
    about: dict[str, object]
    about = {"event": f"feed-{outcome.state}", "feed": outcome.feed, "state": outcome.state, "path": str(outcome.path)}
    about |= {"events": outcome.events} if outcome.events is not None else {}
    if outcome.reason is not None:
        LOGGER.warning("%s : %s", outcome.feed, outcome.reason.to(language), extra=about)
    else:
        LOGGER.info("%s : %s", outcome.feed, outcome.state, extra=about)


def _was_read(source: SourceReading) -> bool:
    return source.state.last_success is not None


def _refused(feed: FeedSpec, path: Path, reason: Words) -> FeedOutcome:
    return FeedOutcome(feed.id, path, "refused" if path.exists() else "missing", reason=reason)


_NOTHING_READ = Words(
    "aucune source n’a jamais pu être lue : le calendrier n’est pas écrit",
    "no source could ever be read: the calendar is not written",
)
_NO_SINK = Words("rien ne sait publier ce flux", "nothing can publish this feed")
_PAUSED = Words(
    "la publication est suspendue depuis un retour en arrière ; « reseau-sync resume » la reprend",
    "publishing is held since a rollback; “reseau-sync resume” takes it up again",
)
