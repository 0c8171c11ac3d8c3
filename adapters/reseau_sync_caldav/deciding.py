"""What is to be done for one event, of what the feed says, what the target holds, and what is remembered. Pure.

The rules, and why: docs/design/sinks.md. Nothing is touched that was not written by this feed; a person's edit is never
overwritten unless the network said that its own version wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from reseau_sync.differences import Difference
from reseau_sync.ics.seen import Seen, content_of
from reseau_sync.ics.values import parse_stamp
from reseau_sync.model import Date, FixedTime, Time
from reseau_sync.view import Change, Conflict
from reseau_sync_caldav import sink_words
from reseau_sync_caldav.book import Known

OnConflict: TypeAlias = Literal["theirs", "ours"]

_NAMED = ("title", "start", "end", "status", "place", "recurrence", "overrides", "description")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An event of the feed: the object that is to say it, and what a person sees of that."""

    seen: Seen
    data: bytes


@dataclass(frozen=True, slots=True)
class There:
    """An object of ours in the target.

    ``intact``: it says what we wrote; ``invites``: somebody put an organiser or guests on it. ``seen`` is known only
    of what was fetched.
    """

    etag: str
    fields: Mapping[str, str]
    intact: bool = True
    invites: bool = False
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One event, from all sides. ``name`` is that of its object; ``taken``: another object there has its UID.

    ``emptied``: not one of our objects is left in the target, so that it was no person who deleted this one;
    ``must_go``: what is no longer wanted goes, edited, with guests, or not.
    """

    name: str
    wanted: Wanted | None = None
    there: There | None = None
    known: Known | None = None
    taken: bool = False
    emptied: bool = False
    must_go: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done, what is to be remembered of it before that is done, and what a person should know.

    ``again``: it is for the next run to finish.
    """

    change: Change | None = None
    known: Known | None = None
    conflict: Conflict | None = None
    again: bool = False


def decide(case: Case, on_conflict: OnConflict) -> Decision:
    """Decide one case."""
    if case.there is not None:
        known = _as_known(case.there, case)
        if case.wanted is not None:
            return _both(case, case.wanted, case.there, known, on_conflict)
        return _only_there(case, case.there, known, on_conflict)
    if case.wanted is not None:
        return _only_wanted(case, case.wanted, on_conflict)
    return Decision()


def _both(case: Case, wanted: Wanted, there: There, known: Known, on_conflict: OnConflict) -> Decision:
    fields = _differing(there.fields, wanted.seen.fields)
    if not fields:
        same = Known.of(wanted.seen, there.etag)
        if there.invites:  # they invited to our event, and say no more than we do: let it be
            same = replace(same, etag="", edited=True)
        return Decision(Change("keep", case.name, "same content", before=there.etag), same)
    update = Change(
        "update",
        case.name,
        "content differs",
        wanted.data,
        there.etag,
        _about("changed", wanted.seen, fields),
    )
    if there.intact and not there.invites:
        return Decision(update, known)
    if there.invites:
        return _kept(case, there, known, sink_words.invited(wanted.seen))
    if on_conflict == "ours":
        return Decision(update, known, sink_words.overwritten(wanted.seen, fields))
    return _kept(case, there, known, sink_words.edited(wanted.seen, fields))


def _only_there(case: Case, there: There, known: Known, on_conflict: OnConflict) -> Decision:
    about = _about("removed", there.seen, ()) if there.seen is not None else _remembered(case.known)
    delete = Change("delete", case.name, "no longer in the feed", before=there.etag, about=about)
    if there.intact and not there.invites:
        if case.known is None or content_of(case.known.fields) != content_of(there.fields):
            # Marked as ours, and not as we remember it: perhaps another pusher knows more. It goes if it is not wanted
            # the next time either.
            return Decision(Change("keep", case.name, "not remembered yet", before=there.etag), known, again=True)
        return Decision(delete, known)
    if there.invites and case.must_go:  # what was closed endangers people; a server's word to guests does not
        return Decision(delete, known, sink_words.deleted_with_guests(there.seen))
    if there.invites:
        return _kept(case, there, known, sink_words.invited(there.seen))
    if on_conflict == "ours" or case.must_go:
        return Decision(delete, known, sink_words.deleted_with_edits(there.seen))
    return _kept(case, there, known, sink_words.edited_and_withdrawn(there.seen))


def _only_wanted(case: Case, wanted: Wanted, on_conflict: OnConflict) -> Decision:
    create = Change("create", case.name, "not there yet", wanted.data, about=_about("added", wanted.seen, ()))
    if case.taken:
        return Decision(known=case.known, conflict=sink_words.taken(wanted.seen, unmarked=case.known is not None))
    if case.known is None or on_conflict == "ours" or case.emptied or case.known.edited:
        return Decision(create)
    if content_of(case.known.fields) != wanted.seen.content:  # what they deleted is not what is announced now
        return Decision(create)
    gone = replace(case.known, etag="", gone=True)
    return Decision(known=gone, conflict=sink_words.deleted(wanted.seen))


def _kept(case: Case, there: There, known: Known, conflict: Conflict) -> Decision:
    return Decision(Change("keep", case.name, "edited in the calendar", before=there.etag), known, conflict)


def _as_known(there: There, case: Case) -> Known:
    uid = case.wanted.seen.uid if case.wanted is not None else case.known.uid if case.known is not None else ""
    uid = uid or (there.seen.uid if there.seen is not None else "")
    if there.intact and not there.invites:
        if there.seen is not None:
            return Known.of(there.seen, there.etag)
        return replace(case.known or Known(uid, {}), fields=there.fields, etag=there.etag)
    return replace(case.known or Known(uid, {}), etag="", edited=True, gone=False)


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for name in after if before.get(name) != after[name])


def _remembered(known: Known | None) -> Difference | None:
    """Return what is to be said of an object that nobody had to fetch."""
    if known is None:
        return None
    try:
        stamp = parse_stamp(known.start)
    except ValueError:
        return None
    start: Time = Date(date=stamp.local.date()) if stamp.is_date else FixedTime(local=stamp.local)
    return Difference("removed", known.uid, known.title, start)


def _about(verb: Literal["added", "removed", "changed"], seen: Seen, fields: tuple[str, ...]) -> Difference | None:
    if seen.start is None:
        return None
    return Difference(verb, seen.uid, seen.title, seen.start, tuple(name for name in _NAMED if name in fields))
