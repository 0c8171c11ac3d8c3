"""The one door for bytes that come in: a path, a folder, or an address."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from reseau_sync.model.location import is_url, redact
from reseau_sync.ports import Bodies, Checkpoint, Conversation, Login, Unchanged
from reseau_sync.transport.checkpoints import outcome
from reseau_sync.transport.files import read_path
from reseau_sync.transport.limits import Limits
from reseau_sync.transport.problems import Code, problem
from reseau_sync.transport.retry import Patience

_WEB = frozenset({"http", "https", "webcal", "webcals"})


@dataclass(frozen=True, slots=True)
class Transport:
    """Implements :class:`reseau_sync.ports.Access` and :class:`reseau_sync.ports.Conversing`.

    Holds no state: several threads may use one.

    :param base: the folder that relative paths start from: that of reseau.toml
    :param limits: bounds of every read
    :param allow_private: whether private, loopback and link-local addresses may be connected to; for one source:
        ``dataclasses.replace(transport, allow_private=True)``
    :param authorities: a PEM file of certificate authorities, in place of the usual ones
    :param clock: a monotonic clock in seconds
    :param patience: how to wait between tries
    :param empty_is_ok: whether a location that holds nothing is a calendar without events (no body, then), not a
        failure; some tools answer so. For one source: ``dataclasses.replace``, as above
    """

    base: Path
    limits: Limits = field(default_factory=Limits)
    allow_private: bool = False
    authorities: Path | None = None
    clock: Callable[[], float] = time.monotonic
    patience: Patience = field(default_factory=Patience)
    empty_is_ok: bool = False

    def read(
        self, location: str, *, suffixes: Sequence[str] = (), checkpoint: Checkpoint | None = None
    ) -> Bodies | Unchanged:
        """Read a file, the files of a folder that end in ``suffixes``, or an http(s), webcal(s) or file address.

        :param checkpoint: what the last read gave to remember; the same bytes then give ``Unchanged``
        :raises SourceError: with one of the codes of :class:`~reseau_sync.transport.problems.Code`
        """
        if not is_url(location):
            return self._read_path(location, location, suffixes, checkpoint)
        scheme = location.strip().partition(":")[0].lower()
        if scheme in _WEB:
            return self._read_url(location, checkpoint)
        if scheme == "file":
            return self._read_path(_local_path(location), location, suffixes, checkpoint)
        raise problem(Code.BAD_LOCATION, redact(location))

    def converse(self, location: str, login: Login | None = None) -> AbstractContextManager[Conversation]:
        """Return a conversation with the server of an http(s) or caldav(s) address, under the bounds of one read.

        :raises SourceError: ``bad-location``
        """
        from reseau_sync.transport.conversation import HttpConversation, Means  # as below

        means = Means(self.limits, self.allow_private, self.authorities, self.clock, self.patience)
        return HttpConversation(location, login, means)

    def _read_path(
        self, path: str, location: str, suffixes: Sequence[str], checkpoint: Checkpoint | None
    ) -> Bodies | Unchanged:
        if not path.strip():
            raise problem(Code.BAD_LOCATION, path)
        found = read_path(
            self.base / path, redact(path), suffixes, self.limits, self.clock, empty_is_ok=self.empty_is_ok
        )
        return outcome(found, location, checkpoint)

    def _read_url(self, location: str, checkpoint: Checkpoint | None) -> Bodies | Unchanged:
        # requests costs a tenth of a second to import: a network of files does without it.
        from reseau_sync.transport.http import Client

        client = Client(self.limits, self.allow_private, self.authorities, self.clock, self.patience, self.empty_is_ok)
        return client.read(location, checkpoint)


def _local_path(location: str) -> str:
    """Return the path of a ``file:`` address of this machine (RFC 8089, 2).

    :raises SourceError: ``bad-location``: it names another machine, or no path
    """
    try:
        parts = urlsplit(location.strip())
    except ValueError:
        raise problem(Code.BAD_LOCATION, redact(location)) from None
    if parts.netloc.lower() not in ("", "localhost") or not parts.path.startswith("/"):
        raise problem(Code.BAD_LOCATION, redact(location))
    return url2pathname(parts.path) if os.name == "nt" else unquote(parts.path)
