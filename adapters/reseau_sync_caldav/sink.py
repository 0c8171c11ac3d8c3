"""A feed pushed into a CalDAV calendar: read what is there, plan, and do what was planned."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from reseau_sync.errors import PublishError, SourceError
from reseau_sync.forms.whole import portable
from reseau_sync.ics.objects import calendar_object, with_ends
from reseau_sync.model import AnyEvent
from reseau_sync.ports import FeedContext, digest_of
from reseau_sync.view import Change, Conflict, Memory, Plan
from reseau_sync_caldav.book import Book, uid_digest
from reseau_sync_caldav.collection import Collection
from reseau_sync_caldav.deciding import Case, OnConflict, Wanted, decide
from reseau_sync_caldav.looking import Target, look, names_taken
from reseau_sync_caldav.pushing import Pusher
from reseau_sync_caldav.sink_problems import reading

FEW = 5
"""So many objects at once no person deletes one by one: where none of ours is left, the calendar was emptied."""

_ORDER = {"update": 0, "create": 1, "delete": 2, "keep": 3}

Opener = Callable[[Book], AbstractContextManager[Collection]]


@dataclass(frozen=True, slots=True)
class CollectionSink:
    """Implements :class:`reseau_sync.ports.Sink` on whatever collection ``open`` gives.

    :param target: a digest of what names the calendar: what is remembered of another one is void
    """

    open: Opener
    target: str
    context: FeedContext
    on_conflict: OnConflict = "theirs"

    def plan(self, events: Sequence[AnyEvent], memory: Memory) -> Plan:
        """Read the calendar, and return what it takes to make it show ``events``.

        :raises PublishError: it cannot be read
        """
        book = Book.read(memory, self.target)
        wanted = self._wanted(events)
        try:
            found = self._found(book)
        except SourceError as error:
            if error.code != "unauthorized" or not book.scheme:
                raise reading(error) from error
            book.scheme = ""  # the server may want to be told otherwise since
            try:
                found = self._found(book)
            except SourceError as again:
                raise reading(again) from again
        return self._planned(wanted, found, book)

    def apply(self, plan: Plan, memory: Memory) -> Memory:
        """Do it, and return what to remember.

        :raises PublishError: the target takes no more; what was done stands, and ``memory`` of the error knows it
        """
        if not plan.note:
            return memory
        book = Book.read(json.loads(plan.note), self.target)
        pusher = Pusher(self.open, book, self.context, self.on_conflict, with_ends)
        try:
            pusher.push(plan.writes)
        except PublishError as error:
            error.memory = self._after(book, plan, pusher).memory()
            raise
        return self._after(book, plan, pusher).memory()

    def published(self, memory: Memory) -> bytes | None:
        """Return the objects of this feed that stand in the calendar, as one iCalendar.

        :raises PublishError: it cannot be read
        """
        book = Book.read(memory, self.target)
        try:
            with self.open(book) as collection:
                found = look(collection, Book(self.target), self.context)
                names = sorted(name for name, there in found.ours.values() if there.intact)
                held = collection.fetched(names) if names else {}
        except SourceError as error:
            raise reading(error) from error
        return joined([held[name].data for name in names if name in held])

    def _found(self, book: Book) -> Target:
        with self.open(book) as collection:
            found = look(collection, book, self.context)
            book.calendar, book.scheme = collection.reference, collection.scheme
            return found

    def _wanted(self, events: Sequence[AnyEvent]) -> dict[str, Wanted]:
        found: dict[str, Wanted] = {}
        for event in events:
            data, shown = calendar_object(portable(event, self.context.timezone), self.context)
            found.setdefault(shown.uid, Wanted(shown, data))
        return found

    def _planned(self, wanted: Mapping[str, Wanted], found: Target, book: Book) -> Plan:
        changes: list[Change] = []
        conflicts: list[Conflict] = []
        again = False
        after = Book(book.target, book.calendar, book.scheme, book.ends, others=found.others, refused=book.refused)
        for case in self._cases(wanted, found, book):
            decision = decide(case, self.on_conflict)
            again = again or decision.again
            if decision.change is not None:
                changes.append(decision.change)
            if decision.known is not None:
                after.objects[case.name] = decision.known
            if decision.conflict is not None:
                conflicts.append(decision.conflict)
        changes.sort(key=lambda each: (_ORDER[each.action], each.key))
        note = json.dumps(after.memory(), ensure_ascii=False, sort_keys=True)
        return Plan(tuple(changes), tuple(conflicts), note, again)

    def _cases(self, wanted: Mapping[str, Wanted], found: Target, book: Book) -> list[Case]:
        names = book.names()
        others = found.other_uids()
        kept = [known.uid for known in book.objects.values() if not known.gone]
        emptied = len(kept) >= FEW and not any(uid in found.ours or uid_digest(uid) in others for uid in kept)
        occupied = names_taken(found)
        cases: list[Case] = []
        for uid in sorted({*wanted, *found.ours}):
            standing = found.ours.get(uid)
            known = book.objects.get(names[uid]) if uid in names else None
            name = standing[0] if standing is not None else self._free_name(uid, occupied)
            there = standing[1] if standing is not None else None
            taken = standing is None and (uid_digest(uid) in others or name in occupied)
            cases.append(Case(name, wanted.get(uid), there, known, taken, emptied, self.context.public))
        return cases

    def _free_name(self, uid: str, occupied: Mapping[str, object]) -> str:
        """Return the name of a new object: a digest, since a UID may be anything, a path among them."""
        whose = (self.context.network, self.context.feed, uid)
        for attempt in range(len(occupied) + 1):
            name = digest_of(*(each.encode(errors="surrogatepass") for each in whose), bytes([attempt % 256])) + ".ics"
            if name not in occupied:
                break
        return name

    def _after(self, book: Book, plan: Plan, pusher: Pusher) -> Book:
        found = dict.fromkeys((*plan.conflicts, *pusher.conflicts, *pusher.refused))
        book.conflicts = tuple(found)
        return book


def joined(objects: Sequence[bytes]) -> bytes | None:
    """Return calendar objects one after the other, as one stream (RFC 5545, 3.4); ``None`` where there is none."""
    return b"".join(objects) if objects else None
