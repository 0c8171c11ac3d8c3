"""A calendar in memory, as a well-behaved server keeps one: what the sink is tested on without a network."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from reseau_sync.errors import SourceError, Words
from reseau_sync.ics.seen import seen
from reseau_sync.ports import FeedContext
from reseau_sync_caldav.book import Book
from reseau_sync_caldav.collection import Held, Reply
from reseau_sync_caldav.deciding import OnConflict
from reseau_sync_caldav.sink import CollectionSink

CONTEXT = FeedContext("Réseau jungles", "nuage", ("public",))


class Dead(BaseException):
    """The process ends here."""


@dataclass
class Shelf:
    """Objects by name. ``limit``: the process dies at the request of that number; ``refusing``: a status for writes.

    ``stumbling``: a text that the server cannot bear in an event.
    """

    objects: dict[str, Held] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    limit: int | None = None
    dies_after: bool = False
    refusing: int | None = None
    stumbling: bytes | None = None
    silent: bool = False
    wants_ends: bool = False
    unique: bool = True
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    reference: str = ""
    scheme: str = "auto"

    @contextlib.contextmanager
    def open(self, book: Book) -> Iterator[Shelf]:
        del book
        yield self

    def sink(self, on_conflict: OnConflict = "theirs", context: FeedContext = CONTEXT) -> CollectionSink:
        """Return a sink on this shelf."""
        return CollectionSink(self.open, "shelf", context, on_conflict)

    @property
    def writes(self) -> list[str]:
        """What was written, since the last look."""
        found = [each for each in self.requests if each.startswith(("PUT", "DELETE"))]
        self.requests.clear()
        return found

    def person_puts(self, name: str, data: bytes) -> None:
        """Let somebody else write."""
        self.objects[name] = Held(f'"{next(self.numbers)}"', data)

    def listed(self) -> Mapping[str, str]:
        with self._asked("PROPFIND"):
            return {name: held.etag for name, held in self.objects.items()}

    def fetched(self, names: Sequence[str]) -> Mapping[str, Held]:
        with self._asked("REPORT"):
            return {name: self.objects[name] for name in names if name in self.objects}

    def put(self, name: str, data: bytes, etag: str | None) -> Reply:
        with self._asked(f"PUT {name}"):
            status = self._refusal(name, etag)
            unfit = self._unfit(name, data)
            if status or unfit:
                return Reply(status or unfit or 0, body=b"no-uid-conflict" if not status and unfit == 409 else b"")
            self.person_puts(name, data)
            return Reply(204 if etag else 201, "" if self.silent else self.objects[name].etag)

    def delete(self, name: str, etag: str) -> Reply:
        with self._asked(f"DELETE {name}"):
            status = self._refusal(name, etag)
            if status:
                return Reply(status)
            del self.objects[name]
            return Reply(204)

    def _refusal(self, name: str, etag: str | None) -> int | None:
        if self.refusing is not None:
            return self.refusing
        held = self.objects.get(name)
        return None if (held.etag if held is not None else None) == etag else 412

    def _unfit(self, name: str, data: bytes) -> int | None:
        if self.stumbling is not None and self.stumbling in data:
            return 500
        if self.wants_ends and b"\r\nDTEND" not in data and b"\r\nDURATION:PT1S" not in data:
            return 403
        uids = {uid_of(held.data) for other, held in self.objects.items() if other != name}
        return 409 if self.unique and uid_of(data) in uids else None

    @contextlib.contextmanager
    def _asked(self, what: str) -> Iterator[None]:
        self.requests.append(what)
        if self.limit is not None and len(self.requests) >= self.limit and not self.dies_after:
            raise Dead
        yield
        if self.limit is not None and len(self.requests) >= self.limit:
            raise Dead


def uid_of(data: bytes) -> str:
    found = seen(data, "Europe/Paris")
    return found.uid if found is not None else ""


def unreachable() -> SourceError:
    return SourceError("unreachable", Words("rien ne répond", "nothing answers"))
