"""Bytes from memory, where transport/ would open files and sockets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from reseau_sync.errors import SourceError, Words
from reseau_sync.ports import Bodies, Checkpoint, Login, Raw, Request, Unchanged, digest_of
from reseau_sync.testing.dav import MemoryConversation

Body: TypeAlias = bytes | Sequence[tuple[str, bytes]] | SourceError
"""What a location holds: one body, the files of a folder (name, bytes), or the error that reading it gives."""


class MemoryAccess:
    """A :class:`reseau_sync.ports.Access` over a dict, for tests and for code that already has the bytes.

    As the real one does, it gives the files of a folder in the order of their names, only those that end in
    ``suffixes``; it says :class:`~reseau_sync.ports.Unchanged` where ``checkpoint`` is the one it gave for the same
    bytes; a location that it does not hold is a ``SourceError`` with code ``not-found``. It reads nothing else.

    It also converses, as :class:`reseau_sync.ports.Conversing`: each location is then a calendar on a CalDAV server
    that may only be read, and a single body is its one object.

    ``reads`` lists what was asked for, in order, ``sent`` the requests. ``bodies`` may be changed between reads.
    """

    def __init__(self, bodies: Mapping[str, Body] | None = None) -> None:
        self.bodies: dict[str, Body] = dict(bodies or {})
        self.reads: list[str] = []
        self.sent: list[Request] = []

    def __repr__(self) -> str:
        """Return how much it holds: never a location, which may hold a secret."""
        return f"<MemoryAccess: {len(self.bodies)} location(s)>"

    def read(
        self, location: str, *, suffixes: Sequence[str] = (), checkpoint: Checkpoint | None = None
    ) -> Bodies | Unchanged:
        """Return what ``location`` holds.

        :raises SourceError: the one that was put there, or ``not-found``
        """
        self.reads.append(location)
        body = self.bodies.get(location)
        if body is None:
            raise _not_found()
        if isinstance(body, SourceError):
            raise body
        raws = _raws(body, tuple(suffixes))
        digest = digest_of(*(piece for raw in raws for piece in (raw.name.encode(), raw.data)))
        if checkpoint is not None and checkpoint.get("digest") == digest:
            return Unchanged(checkpoint)
        return Bodies(raws, {"digest": digest})

    def converse(self, location: str, login: Login | None = None) -> MemoryConversation:
        """Return a conversation with the server of ``location``, whoever asks."""
        del location, login
        return MemoryConversation(self._files, self.sent)

    def _files(self, location: str) -> Sequence[tuple[str, bytes]] | None:
        body = self.bodies.get(location)
        if isinstance(body, SourceError):
            raise body
        return [("objet.ics", body)] if isinstance(body, bytes) else body


class ClosedAccess(MemoryAccess):
    """An access that must not be used: whoever reads through it is found out."""

    def read(
        self, location: str, *, suffixes: Sequence[str] = (), checkpoint: Checkpoint | None = None
    ) -> Bodies | Unchanged:
        """Fail the test.

        :raises AssertionError: always
        """
        raise AssertionError(f"this must not read {location!r} ({suffixes!r}, {checkpoint!r})")

    def converse(self, location: str, login: Login | None = None) -> MemoryConversation:
        """Fail the test.

        :raises AssertionError: always
        """
        raise AssertionError(f"this must not converse with {location!r} ({login!r})")


def _raws(body: bytes | Sequence[tuple[str, bytes]], suffixes: tuple[str, ...]) -> tuple[Raw, ...]:
    if isinstance(body, bytes):
        return (Raw("", body),)
    return tuple(Raw(name, data) for name, data in sorted(body) if not suffixes or name.lower().endswith(suffixes))


def _not_found() -> SourceError:
    return SourceError(
        "not-found",
        Words("Cet agenda n'est pas parmi ceux tenus en mémoire.", "This calendar is not among those held in memory."),
        Words("Ajoutez-le au dictionnaire donné à MemoryAccess.", "Add it to the dict given to MemoryAccess."),
    )
