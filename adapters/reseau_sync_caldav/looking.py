"""What the target holds, told apart: objects of this feed, and everybody else's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reseau_sync.ics.mark import Mark, name_digest
from reseau_sync.ics.seen import Seen, content_of, seen
from reseau_sync.ports import FeedContext
from reseau_sync_caldav.book import Book, Known, Other, uid_digest
from reseau_sync_caldav.collection import Collection, Held
from reseau_sync_caldav.deciding import There


@dataclass(slots=True)
class Target:
    """What the target holds: ours by UID, with their names, and others' by name."""

    ours: dict[str, tuple[str, There]] = field(default_factory=dict)
    others: dict[str, Other] = field(default_factory=dict)

    def other_uids(self) -> frozenset[str]:
        """Return the digests of the UIDs of what is not ours."""
        return frozenset(each.uid for each in self.others.values())


def look(collection: Collection, book: Book, context: FeedContext) -> Target:
    """Return what the target holds. What is not known by its ETag is fetched.

    :raises SourceError: it cannot be read
    """
    listed = collection.listed()
    target = Target()
    unknown: list[str] = []
    for name in sorted(listed):
        known, other = book.objects.get(name), book.others.get(name)
        if known is not None and known.etag == listed[name]:
            _add(target, name, known.uid, There(listed[name], known.fields))
        elif other is not None and other.etag == listed[name]:
            target.others[name] = other
        else:
            unknown.append(name)
    for name, held in sorted(collection.fetched(unknown).items()) if unknown else ():
        sort_in(target, name, held, book.objects.get(name), context)
    return target


def sort_in(target: Target, name: str, held: Held, known: Known | None, context: FeedContext) -> None:
    """Put an object that was fetched where it belongs."""
    there = as_ours(held, known, context)
    if there is not None and there.seen is not None:
        _add(target, name, there.seen.uid, there)
    else:
        found = seen(held.data, context.timezone)
        target.others[name] = Other(held.etag, uid_digest(found.uid if found is not None else ""))


def as_ours(held: Held, known: Known | None, context: FeedContext) -> There | None:
    """Return an object as one of this feed's, where its mark says so; ``None`` for anybody else's."""
    found = seen(held.data, context.timezone)
    if found is None or found.mark is None or not _is_ours(found.mark, found, context):
        return None
    written = found.content in (found.mark.content, content_of(known.fields) if known is not None else "")
    return There(held.etag, found.fields, written, found.invites, found)


def _is_ours(mark: Mark, found: Seen, context: FeedContext) -> bool:
    """Say whether a mark is this feed's, or that of a feed which the network no longer has under its name."""
    others = {name_digest(each) for each in context.others}
    return mark.network == name_digest(context.network) and mark.feed not in others and mark.is_of(found.uid)


def _add(target: Target, name: str, uid: str, there: There) -> None:
    """Take an object as the one of its UID; a second one, that somebody copied, is left alone."""
    first = target.ours.setdefault(uid, (name, there))
    if first[0] != name:
        target.others[name] = Other(there.etag, uid_digest(f"{uid}\n{name}"))


def names_taken(target: Target) -> Mapping[str, object]:
    """Return the names under which something stands."""
    return {**target.others, **dict(target.ours.values())}
