"""A calendar collection as its sink needs it: what it lists, what it holds, conditional writes (RFC 4791, 5.3.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Held:
    """One object as the server gives it."""

    etag: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """How a server answered a write.

    ``etag``: of what it holds now, empty where it does not say; ``believed``: such an answer can only be of a server
    that did it; else it is to be read back. ``body``: what it says of a refusal.
    """

    status: int
    etag: str = ""
    believed: bool = True
    body: bytes = field(default=b"", repr=False)

    @property
    def done(self) -> bool:
        """Say whether the server says that it did it."""
        return 200 <= self.status < 300


class Collection(Protocol):
    """Objects by their names in one calendar. Every method raises SourceError where no whole answer can be had."""

    @property
    def reference(self) -> str:
        """Where the calendar was found, from the location; to remember."""
        ...

    @property
    def scheme(self) -> str:
        """How the server wants to be told who asks, to remember."""
        ...

    def listed(self) -> Mapping[str, str]:
        """Return the ETag of each object, one request."""
        ...

    def fetched(self, names: Sequence[str]) -> Mapping[str, Held]:
        """Return the objects that are there, in batches."""
        ...

    def put(self, name: str, data: bytes, etag: str | None) -> Reply:
        """Write an object if the target still holds ``etag`` of it, or (``None``) nothing of that name."""
        ...

    def delete(self, name: str, etag: str) -> Reply:
        """Delete an object if the target still holds ``etag`` of it."""
        ...
