"""Standings as rows that hold from one run to another: what stands now, what stood then, and what changed when."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Sequence
from typing import Any, get_args

from reseau_sync.entry import Entry
from reseau_sync.standing import Standing, State, Why
from reseau_sync.store.codec import instant_of, packed, readable, unpacked, where_of, where_text
from reseau_sync.store.differences import SourceChanges
from reseau_sync.store.events import EventTable
from reseau_sync.store.problems import UnreadableRowError
from reseau_sync.store.values import Version

_STATES: dict[str, State] = {each: each for each in get_args(State)}
_WHYS: dict[str, Why] = {each: each for each in get_args(Why)}

_AT = """SELECT s.lasting, s.event, s.place, s.entry_source, s.state, s.why, s.since, e.digest, e.json
    FROM standings s LEFT JOIN events e ON e.key = s.event
    WHERE s.source = ? AND s.run_from <= ? AND (s.run_to IS NULL OR s.run_to > ?)"""
_OF = """SELECT s.source, s.run_from, b.at, s.run_to, u.at,
    s.lasting, s.event, s.place, s.entry_source, s.state, s.why, s.since, e.digest, e.json
    FROM standings s LEFT JOIN events e ON e.key = s.event
    LEFT JOIN runs b ON b.id = s.run_from LEFT JOIN runs u ON u.id = s.run_to
    WHERE s.lasting = ? OR s.lasting IN (SELECT lasting FROM uids WHERE uid = ?)
    ORDER BY s.run_from, s.source, s.lasting"""


def sources_at(connection: sqlite3.Connection, run: int) -> list[str]:
    """Return the sources of which something stood after ``run``."""
    rows = connection.execute(
        "SELECT DISTINCT source FROM standings WHERE run_from <= ? AND (run_to IS NULL OR run_to > ?)", (run, run)
    )
    with readable():
        return sorted(unpacked(name) for (name,) in rows)


def standings_at(connection: sqlite3.Connection, table: EventTable, source: str, run: int) -> tuple[Standing, ...]:
    """Return what stood of ``source`` after ``run``, in the order of the lasting keys."""
    rows = connection.execute(_AT, (packed(source), run, run))
    with readable():
        return tuple(sorted((_standing(row, table) for row in rows), key=lambda each: each.lasting))


def counts(connection: sqlite3.Connection) -> dict[str, dict[State, int]]:
    """Return how many standings each source has now, by state."""
    found: dict[str, dict[State, int]] = {}
    rows = connection.execute(
        "SELECT source, state, count(*) FROM standings WHERE run_to IS NULL GROUP BY source, state ORDER BY state"
    )
    with readable():
        for source, state, count in rows:
            found.setdefault(unpacked(source), {})[_STATES[state]] = count
    return found


def versions(connection: sqlite3.Connection, table: EventTable, name: str) -> tuple[Version, ...]:
    """Return every version of the events that ``name`` (a lasting key, or a merged UID) names, the oldest first."""
    rows = connection.execute(_OF, (packed(name), packed(name)))
    with readable():
        return tuple(_version(row, table) for row in rows)


def write(connection: sqlite3.Connection, table: EventTable, changes: Sequence[SourceChanges], run: int) -> None:
    """End and begin versions with ``run``, and bring the rows of what merely moved up to date."""
    for each in changes:
        source = packed(each.source)
        ended = [*each.removed, *(standing.lasting for standing in each.replaced)]
        connection.executemany(
            "UPDATE standings SET run_to = ? WHERE source = ? AND lasting = ? AND run_to IS NULL",
            [(run, source, packed(lasting)) for lasting in ended],
        )
        _insert(connection, table, each.source, (*each.added, *each.replaced), run)
        _bring_up_to_date(connection, table, each.source, each.moved)


def _insert(
    connection: sqlite3.Connection, table: EventTable, source: str, standings: Sequence[Standing], run: int
) -> None:
    keys = table.put(connection, (each.entry for each in standings))
    connection.executemany(
        """INSERT INTO standings (source, lasting, event, place, entry_source, state, why, since, run_from)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            (
                packed(source),
                packed(each.lasting),
                key,
                where_text(each.entry.where),
                packed(each.entry.source),
                each.state,
                each.why,
                each.since.isoformat(),
                run,
            )
            for each, key in zip(standings, keys, strict=True)
        ],
    )


def _bring_up_to_date(
    connection: sqlite3.Connection, table: EventTable, source: str, standings: Sequence[Standing]
) -> None:
    keys = table.put(connection, (each.entry for each in standings))
    connection.executemany(
        "UPDATE standings SET event = ?, place = ? WHERE source = ? AND lasting = ? AND run_to IS NULL",
        [
            (key, where_text(each.entry.where), packed(source), packed(each.lasting))
            for each, key in zip(standings, keys, strict=True)
        ],
    )


def _standing(row: tuple[Any, ...], table: EventTable) -> Standing:
    lasting, key, place, entry_source, state, why, since, digest, text = row
    if text is None:
        raise UnreadableRowError("an event is missing")
    source = unpacked(entry_source)
    entry = Entry(source, table.event(key, digest, text), where_of(place, source), digest)
    return Standing(entry, unpacked(lasting), _STATES[state], _WHYS[why], dt.date.fromisoformat(since))


def _version(row: tuple[Any, ...], table: EventTable) -> Version:
    source, run_from, at, run_to, until_at, *rest = row
    return Version(
        source=unpacked(source),
        standing=_standing(tuple(rest), table),
        since=int(run_from),
        at=instant_of(at) if at is not None else None,
        until=int(run_to) if run_to is not None else None,
        until_at=instant_of(until_at) if until_at is not None else None,
    )
