"""What is removed for ever, from the present, the last good copies and the history alike.

Deleted rows are overwritten (``secure_delete``), and the file is then written anew: their bytes are nowhere in it.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Collection

from reseau_sync.errors import OccurrenceError
from reseau_sync.model import AnyEvent
from reseau_sync.model.zones import zone
from reseau_sync.occurrences import expand
from reseau_sync.store.codec import instant_text, packed, readable
from reseau_sync.store.events import EventTable
from reseau_sync.store.items import DELETE_LONE_ENVELOPES

_FIRST = dt.date(1, 1, 3)  # before it, some zones have no UTC
_LAST = dt.datetime(9999, 12, 30, tzinfo=dt.UTC)


def has_ended(event: AnyEvent, before: dt.datetime, timezone: str) -> bool:
    """Say whether the last occurrence of ``event`` has ended at the aware instant ``before``.

    A series that cannot be unfolded within bounds counts as going on.
    """
    try:
        return not expand(event, before, _LAST, day_zone=timezone, limit=1)
    except OccurrenceError:  # more than one is to come, or nobody can tell
        return False


def purge(connection: sqlite3.Connection, table: EventTable, before: dt.date, timezone: str) -> tuple[int, int]:
    """Delete the events that ended before the day ``before``, and what the history says of days before it.

    :return: how many events, and how many versions of others, went
    """
    start = dt.datetime.combine(max(before, _FIRST), dt.time(), zone(timezone))
    rows = connection.execute(
        "SELECT key, digest, json FROM events WHERE first_day <= ?", (before.isoformat(),)
    ).fetchall()
    with readable():
        ended = [(key,) for key, digest, text in rows if has_ended(table.event(key, digest, text), start, timezone)]
    _begin(connection)
    connection.executemany("INSERT INTO gone_events (key) VALUES (?)", ended)
    connection.execute(
        "INSERT OR IGNORE INTO gone_lastings SELECT lasting FROM standings WHERE event IN (SELECT key FROM gone_events)"
    )
    connection.execute("DELETE FROM standings WHERE event IN (SELECT key FROM gone_events)")
    _delete_from_items(connection)
    versions = _forget_history(connection, instant_text(start))
    _sweep(connection)
    return len(ended), versions


def forget(connection: sqlite3.Connection, sources: Collection[str], lastings: Collection[str]) -> int:
    """Delete all that is known of the sources, and of the events with these lasting keys; return how many rows went."""
    _begin(connection)
    count = 0
    for source in map(packed, sources):
        connection.execute(
            "INSERT OR IGNORE INTO gone_lastings SELECT lasting FROM standings WHERE source = ?", (source,)
        )
        connection.execute("DELETE FROM stated WHERE item IN (SELECT id FROM items WHERE source = ?)", (source,))
        count += connection.execute("DELETE FROM items WHERE source = ?", (source,)).rowcount
        count += connection.execute("DELETE FROM standings WHERE source = ?", (source,)).rowcount
        count += connection.execute("DELETE FROM sources WHERE id = ?", (source,)).rowcount
    for lasting in map(packed, lastings):
        connection.execute("INSERT OR IGNORE INTO gone_lastings VALUES (?)", (lasting,))
        connection.execute(
            "INSERT OR IGNORE INTO gone_events SELECT event FROM standings WHERE lasting = ?", (lasting,)
        )
        count += connection.execute("DELETE FROM standings WHERE lasting = ?", (lasting,)).rowcount
    _delete_from_items(connection)
    _sweep(connection)
    return count


def _begin(connection: sqlite3.Connection) -> None:
    """Make empty lists of what goes, of this connection alone."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS gone_events (key BLOB PRIMARY KEY)")
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS gone_lastings (lasting PRIMARY KEY)")
    connection.execute("DELETE FROM gone_events")
    connection.execute("DELETE FROM gone_lastings")


def _delete_from_items(connection: sqlite3.Connection) -> None:
    """Delete the events that go from the last good copies, and the bytes of every item that states one of them.

    An item whose events have all gone is kept as known, and empty: a source that goes on giving it (many list years of
    past events) is not decoded again for that.
    """
    connection.execute(
        """UPDATE items SET raw = NULL, envelope = NULL
        WHERE id IN (SELECT item FROM stated WHERE event IN (SELECT key FROM gone_events))"""
    )
    connection.execute("DELETE FROM stated WHERE event IN (SELECT key FROM gone_events)")
    connection.execute(
        """UPDATE items SET rejected = '[]'
        WHERE raw IS NULL AND rejected <> '[]' AND id NOT IN (SELECT item FROM stated)"""
    )


def _forget_history(connection: sqlite3.Connection, before: str) -> int:
    """Delete versions that had ended by then, and the runs that nothing names any more; never the last run."""
    versions = connection.execute(
        "DELETE FROM standings WHERE run_to IN (SELECT id FROM runs WHERE at < ?)", (before,)
    ).rowcount
    connection.execute(
        """DELETE FROM runs WHERE at < ? AND id <> (SELECT max(id) FROM runs)
        AND id NOT IN (SELECT run_from FROM standings)
        AND id NOT IN (SELECT run_to FROM standings WHERE run_to IS NOT NULL)""",
        (before,),
    )
    return versions


def _sweep(connection: sqlite3.Connection) -> None:
    """Delete what nothing refers to any more: events, envelopes, and the UIDs and stamps of events that have gone."""
    connection.execute(
        """DELETE FROM events WHERE NOT EXISTS (SELECT 1 FROM standings WHERE standings.event = events.key)
        AND NOT EXISTS (SELECT 1 FROM stated WHERE stated.event = events.key)"""
    )
    connection.execute(DELETE_LONE_ENVELOPES)
    connection.execute("DELETE FROM gone_lastings WHERE lasting IN (SELECT lasting FROM standings)")
    connection.execute(
        """DELETE FROM stamps WHERE uid IN (SELECT uid FROM uids WHERE lasting IN (SELECT lasting FROM gone_lastings))
        AND uid NOT IN (SELECT uid FROM uids WHERE lasting NOT IN (SELECT lasting FROM gone_lastings))"""
    )
    connection.execute("DELETE FROM uids WHERE lasting IN (SELECT lasting FROM gone_lastings)")
