"""The plain tables of a :class:`reseau_sync.standing.Past`: source states, UIDs, stamps, retractions, facts."""

from __future__ import annotations

import sqlite3

from reseau_sync.standing import SourceState, Stamp
from reseau_sync.store.codec import (
    json_text,
    memory_of,
    packed,
    readable,
    source_of,
    source_text,
    stamp_of,
    stamp_row,
    unpacked,
)
from reseau_sync.store.differences import Differences
from reseau_sync.view import Memory


def sources(connection: sqlite3.Connection) -> dict[str, SourceState]:
    """Return what is remembered of each source."""
    with readable():
        return {unpacked(id_): source_of(text) for id_, text in connection.execute("SELECT id, state FROM sources")}


def uids(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """Return the merged UIDs by scope and lasting key."""
    rows = connection.execute("SELECT scope, lasting, uid FROM uids")
    with readable():
        return {(unpacked(scope), unpacked(lasting)): unpacked(uid) for scope, lasting, uid in rows}


def stamps(connection: sqlite3.Connection) -> dict[tuple[str, str], Stamp]:
    """Return the stamps by feed and merged UID."""
    rows = connection.execute("SELECT feed, uid, digest, sequence, at, cancelled_since FROM stamps")
    with readable():
        return {(unpacked(feed), unpacked(uid)): stamp_of(*rest) for feed, uid, *rest in rows}


def retracted(connection: sqlite3.Connection) -> frozenset[str]:
    """Return what a person took out of every feed."""
    with readable():
        return frozenset(unpacked(name) for (name,) in connection.execute("SELECT name FROM retracted"))


def sinks(connection: sqlite3.Connection) -> dict[str, Memory]:
    """Return what the sink of each feed remembers."""
    rows = connection.execute("SELECT feed, memory FROM sinks")
    with readable():
        return {unpacked(feed): memory_of(text) for feed, text in rows}


def fact(connection: sqlite3.Connection, name: str) -> str:
    """Return a single value, empty where it was never written."""
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row is not None else ""


def put_fact(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Write a single value."""
    connection.execute("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", (name, value))


def write(connection: sqlite3.Connection, found: Differences) -> None:
    """Write what differs of source states, UIDs, stamps and retractions."""
    connection.executemany("DELETE FROM sources WHERE id = ?", [(packed(id_),) for id_ in found.sources.gone])
    connection.executemany(
        "INSERT OR REPLACE INTO sources (id, state) VALUES (?, ?)",
        [(packed(id_), source_text(state)) for id_, state in found.sources.put.items()],
    )
    connection.executemany("DELETE FROM uids WHERE scope = ? AND lasting = ?", _names(found.uids.gone))
    connection.executemany(
        "INSERT OR REPLACE INTO uids (scope, lasting, uid) VALUES (?, ?, ?)",
        [(packed(scope), packed(lasting), packed(uid)) for (scope, lasting), uid in found.uids.put.items()],
    )
    connection.executemany("DELETE FROM stamps WHERE feed = ? AND uid = ?", _names(found.stamps.gone))
    connection.executemany(
        "INSERT OR REPLACE INTO stamps (feed, uid, digest, sequence, at, cancelled_since) VALUES (?, ?, ?, ?, ?, ?)",
        [(packed(feed), packed(uid), *stamp_row(stamp)) for (feed, uid), stamp in found.stamps.put.items()],
    )
    connection.executemany("DELETE FROM retracted WHERE name = ?", [(packed(name),) for name in found.retracted.gone])
    connection.executemany(
        "INSERT OR REPLACE INTO retracted (name) VALUES (?)", [(packed(name),) for name in found.retracted.put]
    )
    connection.executemany("DELETE FROM sinks WHERE feed = ?", [(packed(feed),) for feed in found.sinks.gone])
    connection.executemany(
        "INSERT OR REPLACE INTO sinks (feed, memory) VALUES (?, ?)",
        [(packed(feed), json_text(dict(memory))) for feed, memory in found.sinks.put.items()],
    )


def _names(keys: frozenset[tuple[str, str]]) -> list[tuple[str | bytes, str | bytes]]:
    return [(packed(first), packed(second)) for first, second in keys]
