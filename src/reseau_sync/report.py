"""What a run did, as plain data: the report of ``reseau-sync merge --report``.

It names, for each merged event, the entries it is made of, closed ones too: it is for the network's own eyes, and is
never to be published. What may be said of a feed beside it is :func:`feed_report`. Times a run took are the only part
that changes by itself.
"""

from __future__ import annotations

from typing import Any

from reseau_sync.entry import recurrence_key
from reseau_sync.explaining import difference, named
from reseau_sync.model import EVENT
from reseau_sync.pipeline import Run
from reseau_sync.publication import FeedOutcome
from reseau_sync.view import Change, Conflict, Member, Merged, SourceHealth, Suggestion


def report(run: Run) -> dict[str, Any]:
    """Return the report of a run, its sentences in the network's language."""
    language = run.network.network.language
    return {
        "network": run.network.network.name,
        "exit_code": run.exit_code,
        "sources": [_source(each, language) for each in run.sources],
        "feeds": [_feed(each, language) for each in run.feeds],
        "events": [_event(each, language) for each in run.events],
        "fused": run.fused,
        "awaiting": run.awaiting,
        "suggestions": [_suggestion(each, language) for each in run.suggestions],
        "echoes": [{**named(each.entry), "how": each.how} for each in run.echoes],
        "conflicts": [_conflict(each, language) for each in run.conflicts],
        "rejected": [each.as_json(language) for each in run.rejected],
    }


def feed_report(outcome: FeedOutcome) -> dict[str, Any]:
    """Return what may be shown beside a feed, to whoever reads it: how it went, and a number where it was written.

    A feed that stays as it is may have been computed anew or not: that would tell that a closed calendar changed.
    """
    events = outcome.events if outcome.state == "written" else None
    return {"feed": outcome.feed, "state": outcome.state, "events": events}


def _source(health: SourceHealth, language: str) -> dict[str, Any]:
    return {
        "source": health.source,
        "state": health.state,
        "events": health.events,
        "rejected": health.rejected,
        "skipped": health.skipped,
        "code": health.code,
        "reason": health.reason.to(language) if health.reason else None,
        "seconds": round(health.seconds, 3),
    }


def _feed(outcome: FeedOutcome, language: str) -> dict[str, Any]:
    return {
        "feed": outcome.feed,
        "state": outcome.state,
        "events": outcome.events,
        "reason": outcome.reason.to(language) if outcome.reason else None,
        "left_out": [each.to(language) for each in outcome.left_out],
        "changes": [_change(each, language) for each in outcome.plan.writes] if outcome.plan else [],
        "conflicts": [_conflict(each, language) for each in outcome.conflicts],
    }


def _change(change: Change, language: str) -> dict[str, Any]:
    about = change.about
    seen = {"uid": about.uid, "title": about.title, "said": about.say(language)} if about is not None else {}
    return {"action": change.action, "reason": change.reason, **seen}


def _event(merged: Merged, language: str) -> dict[str, Any]:
    event = merged.event
    shown = EVENT.dump_python(event, mode="json", include={"kind", "title", "start", "end", "status"})
    said = {"uid": event.uid, **shown, "members": [_member(each) for each in merged.group.members]}
    if merged.group.guests:
        guests = [(each, member) for each in merged.group.guests for member in each.members]
        said["guests"] = [{**_member(member), "occurrence": recurrence_key(each.of)} for each, member in guests]
    if merged.disagreements:
        said["differences"] = [difference(each, language) for each in merged.disagreements]
    return said


def _suggestion(suggestion: Suggestion, language: str) -> dict[str, Any]:
    return {
        "uids": [suggestion.left, suggestion.right],
        "members": [named(each) for each in suggestion.entries],
        "evidence": [each.words.to(language) for each in suggestion.evidence],
    }


def _member(member: Member) -> dict[str, Any]:
    said = member.entry.provenance()
    named = {"source": said.source, "uid": said.uid, "recurrence_id": said.recurrence_id, "role": member.role}
    return named | ({"reason": member.reason} if member.reason else {})


def _conflict(conflict: Conflict, language: str) -> dict[str, Any]:
    named = [entry.provenance() for entry in conflict.entries]
    return {
        "code": conflict.code,
        "reason": conflict.reason.to(language),
        "members": [{"source": p.source, "uid": p.uid, "recurrence_id": p.recurrence_id} for p in named],
    }
