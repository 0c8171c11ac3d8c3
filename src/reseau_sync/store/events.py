"""The events themselves, each kept once whatever states it, and the objects that were read of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from reseau_sync.entry import Entry
from reseau_sync.model import EVENT, AnyEvent
from reseau_sync.model.time import local_of
from reseau_sync.ports import digest_of
from reseau_sync.store.problems import UnreadableRowError


class EventTable:
    """The table ``events``: key (a digest of all that the row says), content digest, first day, JSON.

    An event that items and standings share is read once, and is then one object: comparing it costs nothing.
    """

    def __init__(self) -> None:
        self._read: dict[bytes, AnyEvent] = {}
        # The event is kept beside its key: an id() names an object only while there is one.
        self._keys: dict[tuple[int, str], tuple[AnyEvent, bytes]] = {}

    def put(self, connection: sqlite3.Connection, entries: Iterable[Entry]) -> list[bytes]:
        """Add what is not there yet, and return the keys in the order of ``entries``."""
        keys: list[bytes] = []
        rows: list[tuple[bytes, str, str, bytes]] = []
        for entry in entries:
            known = self._keys.get((id(entry.event), entry.digest))
            if known is None:
                row = _row(entry)
                rows.append(row)
                known = self._remember(row[0], entry.event, entry.digest)
            keys.append(known[1])
        connection.executemany("INSERT OR IGNORE INTO events (key, digest, first_day, json) VALUES (?, ?, ?, ?)", rows)
        return keys

    def event(self, key: bytes, digest: str, text: bytes) -> AnyEvent:
        """Return the event of a row.

        :raises UnreadableRowError: the row is not what was written; also a pydantic error (a ``ValueError``)
        """
        found = self._read.get(key)
        if found is None:
            if _key(text, digest) != key:
                raise UnreadableRowError("event")
            found = self._read[key] = EVENT.validate_json(text)
            self._remember(key, found, digest)
        return found

    def forget(self) -> None:
        """Let go of the objects and of what is known to be in the table."""
        self._read.clear()
        self._keys.clear()

    def _remember(self, key: bytes, event: AnyEvent, digest: str) -> tuple[AnyEvent, bytes]:
        known = self._keys[id(event), digest] = (event, key)
        return known


def _row(entry: Entry) -> tuple[bytes, str, str, bytes]:
    text = EVENT.dump_json(entry.event, exclude_none=True)
    return _key(text, entry.digest), entry.digest, local_of(entry.event.start).date().isoformat(), text


def _key(text: bytes, digest: str) -> bytes:
    return bytes.fromhex(digest_of(text, digest.encode()))
