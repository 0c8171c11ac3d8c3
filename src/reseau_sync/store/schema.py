"""The tables, and the steps that lead from any older store to them.

A step, once released, never changes: a newer program adds one. ``PRAGMA user_version`` counts the steps that were
taken, ``PRAGMA application_id`` tells our file from any other SQLite file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TypeAlias

APPLICATION_ID = 0x52455359  # "RESY"

Step: TypeAlias = tuple[str, ...]
"""The statements of one migration."""

# Columns that hold names (keys, UIDs, paths) have no type: a name that is not Unicode is kept as bytes.
_FIRST: Step = (
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY AUTOINCREMENT, -- a number is never given twice, also after a purge
        at TEXT NOT NULL, version TEXT NOT NULL, fingerprint TEXT NOT NULL, counts TEXT NOT NULL)""",
    "CREATE TABLE sources (id PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID",
    # An event that several items, standings and versions state is kept once.
    "CREATE TABLE events (key BLOB PRIMARY KEY, digest TEXT NOT NULL, first_day TEXT NOT NULL, json BLOB NOT NULL)",
    "CREATE INDEX events_by_day ON events (first_day)",
    # A row stands from run_from on, up to the run run_to (exclusive); NULL: it stands now.
    """CREATE TABLE standings (
        source NOT NULL, lasting NOT NULL, event BLOB NOT NULL, place TEXT NOT NULL, entry_source NOT NULL,
        state TEXT NOT NULL, why TEXT NOT NULL, since TEXT NOT NULL, run_from INTEGER NOT NULL, run_to INTEGER)""",
    "CREATE UNIQUE INDEX standings_now ON standings (source, lasting) WHERE run_to IS NULL",
    "CREATE INDEX standings_by_lasting ON standings (lasting)",
    "CREATE INDEX standings_by_source ON standings (source, run_to)",
    "CREATE INDEX standings_by_event ON standings (event)",
    "CREATE TABLE uids (scope NOT NULL, lasting NOT NULL, uid NOT NULL, PRIMARY KEY (scope, lasting)) WITHOUT ROWID",
    "CREATE INDEX uids_by_lasting ON uids (lasting)",
    "CREATE INDEX uids_by_uid ON uids (uid)",
    """CREATE TABLE stamps (
        feed NOT NULL, uid NOT NULL, digest TEXT NOT NULL, sequence NOT NULL, at TEXT NOT NULL, cancelled_since TEXT,
        PRIMARY KEY (feed, uid)) WITHOUT ROWID""",
    "CREATE INDEX stamps_by_uid ON stamps (uid)",
    "CREATE TABLE retracted (name PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE envelopes (key BLOB PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID",
    # raw is NULL where events of the item have gone by retention: the bytes that say them go too.
    """CREATE TABLE items (
        id INTEGER PRIMARY KEY, source NOT NULL, key NOT NULL, digest TEXT NOT NULL, decoder TEXT NOT NULL, file,
        cuts TEXT NOT NULL, envelope BLOB, raw BLOB, rejected TEXT NOT NULL, first_seen TEXT NOT NULL)""",
    "CREATE UNIQUE INDEX items_by_name ON items (source, key, digest)",
    "CREATE INDEX items_by_envelope ON items (envelope)",
    """CREATE TABLE stated (
        item INTEGER NOT NULL, position INTEGER NOT NULL, event BLOB NOT NULL, place TEXT NOT NULL,
        entry_source NOT NULL, PRIMARY KEY (item, position)) WITHOUT ROWID""",
    "CREATE INDEX stated_by_event ON stated (event)",
)

# What sinks remember of the calendars that feeds are pushed into.
_SINKS: Step = ("CREATE TABLE sinks (feed PRIMARY KEY, memory TEXT NOT NULL) WITHOUT ROWID",)

STEPS: tuple[Step, ...] = (_FIRST, _SINKS)


def version_of(connection: sqlite3.Connection) -> int:
    """Return how many steps the store has taken; 0 for a new file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> None:
    """Take the steps that are missing, all of them or none. A store that has them all is not touched."""
    if version_of(connection) >= len(steps):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in steps[version_of(connection) :]:  # asked again: another process may just have taken them
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {max(len(steps), version_of(connection))}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
