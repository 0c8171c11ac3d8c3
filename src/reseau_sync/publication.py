"""Publishing feeds, each for itself through its sink: planned, then applied, and only where something changed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias

from reseau_sync.config import Loaded
from reseau_sync.errors import PublishError, ReseauError, Words
from reseau_sync.gating import gate_of
from reseau_sync.links import place_of, without_name
from reseau_sync.logs import LOGGER
from reseau_sync.model import Audience
from reseau_sync.model.network import FeedSpec
from reseau_sync.opening import broke, scrubbed
from reseau_sync.outlook import Outlook, Rendered
from reseau_sync.ports import digest_of
from reseau_sync.reading import SourceReading
from reseau_sync.registry import Registry
from reseau_sync.sinks import open_sink, refuse_shrinking, where_of
from reseau_sync.standing import Past
from reseau_sync.transport import Transport
from reseau_sync.version import VERSION
from reseau_sync.view import Conflict, Memory, Plan, told_in

State: TypeAlias = Literal["written", "unchanged", "would-write", "refused", "missing", "paused"]


@dataclass(frozen=True, slots=True)
class FeedOutcome:
    """What became of one feed. ``path`` is its file, where it is one.

    ``state``: ``written``, ``unchanged``, ``would-write`` (dry run), ``refused`` (the copy before stands), ``missing``
    (refused, and there is no copy before), ``paused`` (a person holds publishing). ``where``: where it goes, as a
    person may see it. ``plan``: what was or would be done, where that was found out. ``conflicts``: what of the target
    a person should know; ``news``: those that were not said before. ``memory``: what its sink remembers.
    ``left_out``: what the format of the feed has no place for.
    """

    feed: str
    path: Path | None
    state: State
    events: int | None = None
    reason: Words | None = None
    where: str = ""
    plan: Plan | None = None
    conflicts: tuple[Conflict, ...] = ()
    news: tuple[Conflict, ...] = ()
    memory: Memory | None = field(default=None, repr=False, compare=False)
    left_out: tuple[Words, ...] = ()

    @property
    def is_right(self) -> bool:
        """Say whether the target shows the feed as it is now."""
        return self.state in ("written", "unchanged")

    @property
    def is_settled(self) -> bool:
        """Say whether there is nothing for the next run to finish."""
        return self.is_right and not (self.plan is not None and self.plan.again)


def publish(
    outlook: Outlook,
    loaded: Loaded,
    *,
    dry_run: bool = False,
    agreed: bool = False,
    registry: Registry | None = None,
    transport: Transport | None = None,
) -> tuple[FeedOutcome, ...]:
    """Publish every feed that changed. A feed is not written where none of the sources has ever been read.

    :param agreed: a person agrees to all that would be deleted at once
    """
    if outlook.unchanged:
        outcomes = [_untouched(feed, outlook.past, loaded) for feed in loaded.network.feeds]
    else:
        known, given = registry or Registry.default(), transport or Transport(loaded.folder)
        publisher = _Publisher(outlook, loaded, known, given, dry_run=dry_run, agreed=agreed)
        outcomes = [publisher.publish(each) for each in outlook.feeds]
    for each in outcomes:
        _log(each, loaded.network.network.language)
    return tuple(outcomes)


def published_past(past: Past, outcomes: Iterable[FeedOutcome]) -> Past:
    """Return ``past`` with what sinks remember now; what those of feeds that are no more did is forgotten."""
    outcomes = tuple(outcomes)
    kept = {each.feed: past.sinks[each.feed] for each in outcomes if each.feed in past.sinks}
    kept |= {each.feed: each.memory for each in outcomes if each.memory is not None}
    return past if kept == past.sinks else replace(past, sinks=kept)


def fingerprint(loaded: Loaded, past: Past, now: dt.datetime) -> str:
    """Return a digest of what a run rests on beside its sources: network, program, day, decisions, files published."""
    files = {feed.id: _file_digest(place_of(feed, loaded)) for feed in loaded.network.feeds}
    rests_on = [
        loaded.network.model_dump(mode="json"),
        VERSION,
        loaded.network.today(now).isoformat(),
        sorted(past.retracted),
        past.paused,
        loaded.decisions.model_dump(mode="json"),
        files,
        {feed: dict(memory) for feed, memory in past.sinks.items()},
    ]
    return digest_of(json.dumps(rests_on, sort_keys=True, default=str).encode())


def _file_digest(path: Path | None) -> str:
    try:
        return digest_of(path.read_bytes()) if path is not None else ""
    except OSError:
        return ""


@dataclass(frozen=True, slots=True)
class _Publisher:
    """Publishes the feeds of one outlook."""

    outlook: Outlook
    loaded: Loaded
    registry: Registry
    transport: Transport
    dry_run: bool
    agreed: bool

    def publish(self, rendered: Rendered) -> FeedOutcome:
        """Publish one feed, and say what became of it."""
        feed = rendered.feed
        if not self.outlook.past.paused:
            return self._published(rendered)
        if feed.audience is Audience.PUBLIC and self._stands(feed):  # what is closed or gone leaves it all the same
            done = self._published(rendered)
            return replace(done, state="paused", reason=_PAUSED) if done.reason is None else done
        return replace(self._refused(feed, _PAUSED), state="paused" if self._stands(feed) else "missing")

    def _published(self, rendered: Rendered) -> FeedOutcome:
        feed = rendered.feed
        if rendered.failure is not None:
            return self._refused(feed, rendered.failure)
        sources = self.outlook.sources
        if not rendered.events and sources and not any(_was_read(each) for each in sources):
            return self._refused(feed, _NOTHING_READ)
        secrets: list[str] = []
        try:
            return self._through_its_sink(rendered, secrets)
        except Exception as error:  # an adapter from anywhere may break: it costs this feed, and is named
            return self._refused(feed, self._shown(error, feed, secrets))

    def _shown(self, error: Exception, feed: FeedSpec, secrets: list[str]) -> Words:
        said = Words(error.say("fr"), error.say("en")) if isinstance(error, ReseauError) else broke(error)
        bare = (without_name(scrubbed(each, feed.location, secrets), feed, self.loaded) for each in (said.fr, said.en))
        return Words(*bare)

    def _through_its_sink(self, rendered: Rendered, secrets: list[str]) -> FeedOutcome:
        feed = rendered.feed
        memory = self.outlook.past.sinks.get(feed.id, {})
        entries = self.outlook.merged.entries if self.outlook.merged is not None else ()
        gate = gate_of(feed, self.outlook.network, entries)
        sink = open_sink(feed, rendered.data, self.loaded, self.registry, self.transport, secrets, gate)
        plan = sink.plan(rendered.formed, memory)
        done = FeedOutcome(
            feed.id,
            place_of(feed, self.loaded),
            "would-write" if plan.writes else "unchanged",
            len(rendered.events),
            where=where_of(feed, self.loaded),
            plan=plan,
            conflicts=plan.conflicts,
            left_out=rendered.left_out,
        )
        try:
            if feed.location is not None:  # a file's sink asks the gate itself
                gate(Path(feed.id), None, b"".join(change.data for change in plan.writes if change.data is not None))
            if not self.agreed and feed.audience is not Audience.PUBLIC:  # what is closed is not kept public
                refuse_shrinking(plan, feed.shrink_limit)
            if self.dry_run:
                return done
            after = sink.apply(plan, memory)
        except PublishError as error:  # what would have been done is worth knowing
            refused = self._refused(feed, self._shown(error, feed, secrets))
            kept = _plain(error.memory) if error.memory is not None and feed.location is not None else None
            return replace(refused, plan=plan, conflicts=plan.conflicts, memory=kept)
        if feed.location is None:  # a file says by itself what was published
            where = {"file": feed.path, "secret": feed.secret, "digest": after.get("digest")}
            return replace(done, state="written" if plan.writes else "unchanged", memory=where)
        conflicts, before = told_in(after), told_in(memory)
        news = tuple(each for each in conflicts if each not in before)
        state: State = "written" if plan.writes else "unchanged"
        return replace(done, state=state, conflicts=conflicts, news=news, memory=_plain(after))

    def _refused(self, feed: FeedSpec, reason: Words) -> FeedOutcome:
        state: State = "refused" if self._stands(feed) else "missing"
        where = where_of(feed, self.loaded)
        return FeedOutcome(feed.id, place_of(feed, self.loaded), state, reason=reason, where=where)

    def _stands(self, feed: FeedSpec) -> bool:
        """Say whether there is a copy of the feed from before."""
        path = place_of(feed, self.loaded)
        return path.exists() if path is not None else bool(self.outlook.past.sinks.get(feed.id))


def _untouched(feed: FeedSpec, past: Past, loaded: Loaded) -> FeedOutcome:
    conflicts = told_in(past.sinks.get(feed.id, {})) if feed.location is not None else ()
    place = place_of(feed, loaded)
    return FeedOutcome(feed.id, place, "unchanged", where=where_of(feed, loaded), conflicts=conflicts)


def _plain(memory: Memory) -> Memory:
    """Return a memory as it comes back from where it is kept; one that is no JSON is not remembered."""
    try:
        kept: Memory = json.loads(json.dumps(dict(memory), allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        return {}
    return kept


def _log(outcome: FeedOutcome, language: str) -> None:
    about: dict[str, object]
    about = {"event": f"feed-{outcome.state}", "feed": outcome.feed, "state": outcome.state, "path": outcome.where}
    about |= {"events": outcome.events} if outcome.events is not None else {}
    if outcome.reason is not None:
        LOGGER.warning("%s : %s", outcome.feed, outcome.reason.to(language), extra=about)
    else:
        LOGGER.info("%s : %s", outcome.feed, outcome.state, extra=about)
    for conflict in outcome.news:
        said = {"event": "feed-conflict", "feed": outcome.feed, "code": conflict.code}
        LOGGER.warning("%s : %s", outcome.feed, conflict.reason.to(language), extra=said)


def _was_read(source: SourceReading) -> bool:
    return source.state.last_success is not None


_NOTHING_READ = Words(
    "aucune source n’a jamais pu être lue : le calendrier n’est pas écrit",
    "no source could ever be read: the calendar is not written",
)
_PAUSED = Words(
    "la publication est suspendue depuis un retour en arrière ; « reseau-sync resume » la reprend",
    "publishing is held since a rollback; “reseau-sync resume” takes it up again",
)
