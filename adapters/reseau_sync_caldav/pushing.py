"""Doing what a plan says, one object after the other: each write conditional, each answer doubted.

Whatever is not as it was when it was planned is read again and decided anew. What was done is in the book after each
write, so that failing half-way loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from reseau_sync.errors import PublishError, SourceError, Words
from reseau_sync.ics.seen import seen
from reseau_sync.ports import FeedContext
from reseau_sync.view import Change, Conflict
from reseau_sync_caldav import sink_words
from reseau_sync_caldav.book import Book, Known
from reseau_sync_caldav.collection import Collection, Reply
from reseau_sync_caldav.deciding import Case, OnConflict, There, Wanted, decide
from reseau_sync_caldav.looking import as_ours
from reseau_sync_caldav.sink_problems import changing, not_stored, unwritable

BATCH = 100
"""Writes in one conversation: each has the time of one reading."""
ROUNDS = 4
"""How often one object is decided anew before it is left to the next run."""
HOPELESS = 3
"""So many refusals before anything was taken, or failures of the server one after another, and no more is tried."""

_STUMBLES = frozenset({500, 501})
"""What a server also answers where it stumbles over one event alone (sabre/dav over a series that it cannot unfold)."""
_GENERAL = frozenset({401, 402, 404, 405, 407, 410, 423, 429})
_ENDS_CODES = frozenset({400, 403, 409, 415, 422})
_SAME_UID = (b"no-uid-conflict", b"unique-scheduling-object-resource")
"""Of RFC 4791 (5.3.2.1), and of Cyrus, where a UID is taken by any calendar of the account."""


@dataclass(slots=True)
class Pusher:
    """Applies the writes of one plan.

    :param ended: returns the object of an event with its duration said, for servers that want it
    """

    open: Callable[[Book], AbstractContextManager[Collection]]
    book: Book
    context: FeedContext
    on_conflict: OnConflict
    ended: Callable[[bytes], bytes]
    done: int = 0
    stumbled: int = 0
    waiting: frozenset[str] = frozenset()
    refused: list[Conflict] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def push(self, changes: Sequence[Change]) -> None:
        """Do the changes; what was refused the last time comes last, lest it be in the way of others for ever.

        :raises PublishError: the target takes no more; what was done is in the book
        """
        ordered = self._ordered(changes)
        for start in range(0, len(ordered), BATCH):
            try:
                with self.open(self.book) as collection:
                    for change in ordered[start : start + BATCH]:
                        self._one(collection, change)
            except SourceError as error:
                raise changing(error) from error
        if self.refused:
            raise unwritable(self.refused, len(self.book.refused))

    def _ordered(self, changes: Sequence[Change]) -> list[Change]:
        """Return the changes in the order in which they are tried; forget refusals that no change is left of."""
        keys = {change.key for change in changes}
        self.book.refused = [name for name in self.book.refused if name in keys]
        turn = {name: number for number, name in enumerate(self.book.refused, 1)}
        self.waiting = frozenset(turn)
        return sorted(changes, key=lambda change: turn.get(change.key, 0))

    def _one(self, collection: Collection, change: Change) -> None:
        change_now: Change | None = change
        wanted = self._wanted(change)
        for _ in range(ROUNDS):
            if change_now is None or change_now.action == "keep":
                return
            again = self._tried(collection, change_now, wanted)
            if not again:
                return
            change_now = self._decided_anew(collection, change_now.key, wanted)
        raise PublishError("contended", _CONTENDED)

    def _tried(self, collection: Collection, change: Change, wanted: Wanted | None) -> bool:
        """Try one write; say whether it is to be decided anew."""
        if change.action == "delete" or wanted is None:
            return self._deleted(collection, change)
        data = self.ended(wanted.data) if self.book.ends else wanted.data
        reply = collection.put(change.key, data, change.before)
        if not reply.done and reply.status in _ENDS_CODES and not self.book.ends and self.ended(data) != data:
            second = collection.put(change.key, self.ended(data), change.before)
            self.book.ends = second.done
            reply = second
        if reply.status == 412 or (change.before is not None and reply.status == 404):
            return True
        if not reply.done:
            self._refuse(change, reply, wanted)
            return False
        etag = reply.etag if reply.believed and reply.etag else self._read_back(collection, change.key, wanted)
        self.book.objects[change.key] = Known.of(wanted.seen, etag)
        self._succeeded(change)
        return False

    def _deleted(self, collection: Collection, change: Change) -> bool:
        reply = collection.delete(change.key, change.before or "")
        if reply.status == 412:
            return True
        if reply.done and not reply.believed and collection.fetched([change.key]):
            raise not_stored()
        if not reply.done and reply.status not in (404, 410):
            self._refuse(change, reply, None)
            return False
        self.book.objects.pop(change.key, None)
        self._succeeded(change)
        return False

    def _succeeded(self, change: Change) -> None:
        self.done += 1
        self.stumbled = 0
        if change.key in self.waiting:
            self.book.refused.remove(change.key)

    def _read_back(self, collection: Collection, name: str, wanted: Wanted) -> str:
        """Return the ETag of what was just written, once it is there and says what it should.

        :raises PublishError: it is not
        """
        held = collection.fetched([name]).get(name)
        there = as_ours(held, None, self.context) if held is not None else None
        if held is None or there is None or there.seen is None or there.seen.content != wanted.seen.content:
            raise not_stored()
        return held.etag

    def _decided_anew(self, collection: Collection, name: str, wanted: Wanted | None) -> Change | None:
        held = collection.fetched([name]).get(name)
        known = self.book.objects.get(name)
        there: There | None = as_ours(held, known, self.context) if held is not None else None
        # Nothing of that name, and yet it may not be created: another object has its UID.
        taken = there is None and (held is not None or known is None)
        decision = decide(Case(name, wanted, there, known, taken, must_go=self.context.public), self.on_conflict)
        if decision.known is not None:
            self.book.objects[name] = decision.known
        elif there is None and not taken:
            self.book.objects.pop(name, None)
        if decision.conflict is not None:
            self.conflicts.append(decision.conflict)
        return decision.change

    def _refuse(self, change: Change, reply: Reply, wanted: Wanted | None) -> None:
        """Take note that one object is not taken.

        :raises PublishError: no other would be either
        """
        if wanted is not None and any(each in reply.body for each in _SAME_UID):
            self.conflicts.append(sink_words.taken(wanted.seen, unmarked=False))
            return
        found = sink_words.refused(wanted.seen if wanted is not None else None, reply.status)
        self.refused.append(found)
        if change.key in self.waiting:
            self.book.refused.remove(change.key)
        self.book.refused.append(change.key)
        self.stumbled += reply.status in _STUMBLES
        general = reply.status in _GENERAL or (reply.status >= 500 and reply.status not in _STUMBLES)
        hopeless = self.stumbled >= HOPELESS or (self.done == 0 and len(self.refused) >= HOPELESS)
        if general or hopeless:
            # Where only what was refused before is left, it is those events that are to be named, not the server.
            known = not general and change.key in self.waiting
            raise unwritable(self.refused, len(self.book.refused), None if known else reply.status)

    def _wanted(self, change: Change) -> Wanted | None:
        if change.data is None:
            return None
        shown = seen(change.data, self.context.timezone)
        if shown is None:
            raise ValueError("a plan writes events")
        return Wanted(shown, change.data)


_CONTENDED = Words(
    "quelqu’un d’autre écrit sans cesse dans le même évènement de l’agenda : le prochain passage finira",
    "somebody else keeps writing to the same event of the calendar: the next run will finish",
)
