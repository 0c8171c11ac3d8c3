"""The last good copy of each source: its items, their bytes, and what they meant.

A decoding is used again where the item's digest and the decoder are equal; its lines are moved to where the item is
now. An item that its source no longer holds leaves the store with the next good reading: what still counts of it is in
the standings.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reseau_sync.entry import Decoded, Entry
from reseau_sync.ports import Item, digest_of
from reseau_sync.store.codec import (
    cuts_of,
    cuts_text,
    packed,
    parts_of,
    readable,
    rejected_of,
    rejected_text,
    squeezed,
    stretched,
    unpacked,
    where_of,
    where_text,
)
from reseau_sync.store.events import EventTable
from reseau_sync.store.problems import UnreadableRowError
from reseau_sync.store.values import Reading


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    decoder: str
    cuts: str
    rejected: str


class Copy:
    """What is known of a source's items, read at once: asking for one is then cheap."""

    def __init__(self, connection: sqlite3.Connection, source: str) -> None:
        with readable():
            self._rows = _rows(connection, source)
            self._stated = _stated(connection, source)

    def decoded(self, table: EventTable, item: Item, decoder: str) -> Decoded | None:
        """Return what ``item`` means, its lines where the item is now; ``None`` where that is not known."""
        row = self._rows.get((item.key, item.digest))
        if row is None or row.decoder != decoder:
            return None
        with readable():
            stored = [line for line, _ in cuts_of(row.cuts)]
            lines = stored if item.remembered else [part.line for part in item.parts]
            if len(stored) != len(lines):
                return None
            entries = tuple(_entry(each, table, lines) for each in self._stated.get(row.id, ()))
            return Decoded(entries, rejected_of(row.rejected, lines, stored))


def _entry(row: tuple[Any, ...], table: EventTable, lines: Sequence[int]) -> Entry:
    key, place, entry_source, digest, text = row
    if text is None:
        raise UnreadableRowError("an event is missing")
    source = unpacked(entry_source)
    return Entry(source, table.event(key, digest, text), where_of(place, source, lines), digest)


def holds(connection: sqlite3.Connection, reading: Sequence[Item], source: str, decoder: str) -> bool:
    """Say whether ``reading`` is the last good copy: the same items, at the same lines, decoded by ``decoder``."""
    with readable():
        rows = _rows(connection, source)
        return len(rows) == len({(item.key, item.digest) for item in reading}) and all(
            (row := rows.get((item.key, item.digest))) is not None
            and row.decoder == decoder
            and (item.remembered or [line for line, _ in cuts_of(row.cuts)] == [part.line for part in item.parts])
            for item in reading
        )


def knows(connection: sqlite3.Connection, given: Sequence[Item], source: str, decoder: str) -> bool:
    """Say whether each of these items, by key and digest, is in the last good copy, decoded by ``decoder``."""
    with readable():
        rows = _rows(connection, source)
        return all((row := rows.get((each.key, each.digest))) is not None and row.decoder == decoder for each in given)


def items(connection: sqlite3.Connection, source: str) -> tuple[Item, ...] | None:
    """Return the items of the last good reading, by key; ``None`` where bytes have gone by retention."""
    rows = connection.execute(
        """SELECT i.key, i.digest, i.file, i.cuts, i.raw, v.data, i.envelope IS NULL
        FROM items i LEFT JOIN envelopes v ON v.key = i.envelope WHERE i.source = ?""",
        (packed(source),),
    ).fetchall()
    if any(row[4] is None for row in rows):
        return None
    with readable():
        return tuple(sorted((_item(row) for row in rows), key=lambda item: (item.key, item.digest)))


def _item(row: tuple[Any, ...]) -> Item:
    key, digest, file, cuts, raw, envelope, bare = row
    if not bare and envelope is None:
        raise UnreadableRowError("an envelope is missing")
    return Item(
        key=unpacked(key),
        parts=parts_of(cuts, stretched(raw)),
        envelope=b"" if bare else stretched(envelope),
        file=unpacked(file) if file is not None else None,
        digest=str(digest),
    )


def write(connection: sqlite3.Connection, table: EventTable, reading: Reading, at: str) -> None:
    """Make the last good copy of a source that of ``reading``, touching only what differs."""
    with readable():
        rows = _rows(connection, reading.source)
        given = [(item, meaning, rows.pop((item.key, item.digest), None)) for item, meaning in reading.unlike()]
        moves = [_move(item, row) for item, _, row in given]
    for gone in rows.values():
        _delete(connection, gone)
    fresh: list[tuple[int, Item, Decoded]] = []
    for (item, meaning, row), move in zip(given, moves, strict=True):
        if item.remembered:
            if row is None or row.decoder != reading.decoder:
                raise ValueError("an item is remembered that is not in the last good copy")
        elif row is None or move is None:
            if row is not None:
                _delete(connection, row)
            fresh.append((_insert(connection, reading, item, meaning, at), item, meaning))
        elif row.decoder != reading.decoder or move != row.cuts:
            connection.execute(
                "UPDATE items SET decoder = ?, cuts = ?, rejected = ? WHERE id = ?",
                (reading.decoder, move, rejected_text(meaning.rejected), row.id),
            )
            if row.decoder != reading.decoder:
                fresh.append((row.id, item, meaning))
    _state(connection, table, fresh)
    if rows:
        connection.execute(DELETE_LONE_ENVELOPES)


DELETE_LONE_ENVELOPES = """DELETE FROM envelopes
    WHERE NOT EXISTS (SELECT 1 FROM items WHERE items.envelope = envelopes.key)"""


def _move(item: Item, row: _Row | None) -> str | None:
    """Return the cuts of the bytes that are kept, at the lines where the item is now; ``None``: keep those of now.

    Bytes of equal digest differ in DTSTAMP at most: they are not written again, and keep their own lengths.
    """
    cuts = cuts_of(row.cuts) if row is not None else []
    if row is None or len(cuts) != len(item.parts):
        return None
    return cuts_text((part.line, length) for part, (_, length) in zip(item.parts, cuts, strict=True))


def _delete(connection: sqlite3.Connection, row: _Row) -> None:
    connection.execute("DELETE FROM stated WHERE item = ?", (row.id,))
    connection.execute("DELETE FROM items WHERE id = ?", (row.id,))


def _insert(connection: sqlite3.Connection, reading: Reading, item: Item, meaning: Decoded, at: str) -> int:
    cursor = connection.execute(
        """INSERT INTO items (source, key, digest, decoder, file, cuts, envelope, raw, rejected, first_seen)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            packed(reading.source),
            packed(item.key),
            item.digest,
            reading.decoder,
            packed(item.file) if item.file is not None else None,
            cuts_text((part.line, len(part.data)) for part in item.parts),
            _put_envelope(connection, item.envelope),
            squeezed(b"".join(part.data for part in item.parts)),
            rejected_text(meaning.rejected),
            at,
        ),
    )
    return int(cursor.lastrowid or 0)


def _put_envelope(connection: sqlite3.Connection, envelope: bytes) -> bytes | None:
    """Keep an envelope once: the events of one file share theirs."""
    if not envelope:
        return None
    key = bytes.fromhex(digest_of(envelope))
    if connection.execute("SELECT 1 FROM envelopes WHERE key = ?", (key,)).fetchone() is None:
        connection.execute("INSERT INTO envelopes (key, data) VALUES (?, ?)", (key, squeezed(envelope)))
    return key


def _state(connection: sqlite3.Connection, table: EventTable, given: Sequence[tuple[int, Item, Decoded]]) -> None:
    connection.executemany("DELETE FROM stated WHERE item = ?", [(id_,) for id_, _, _ in given])
    keys = iter(table.put(connection, (entry for _, _, meaning in given for entry in meaning.entries)))
    connection.executemany(
        "INSERT INTO stated (item, position, event, place, entry_source) VALUES (?, ?, ?, ?, ?)",
        [
            (
                id_,
                position,
                next(keys),
                where_text(entry.where, [part.line for part in item.parts]),
                packed(entry.source),
            )
            for id_, item, meaning in given
            for position, entry in enumerate(meaning.entries)
        ],
    )


def _rows(connection: sqlite3.Connection, source: str) -> dict[tuple[str, str], _Row]:
    rows = connection.execute(
        "SELECT key, digest, id, decoder, cuts, rejected FROM items WHERE source = ?", (packed(source),)
    )
    return {(unpacked(key), digest): _Row(*rest) for key, digest, *rest in rows}


def _stated(connection: sqlite3.Connection, source: str) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    rows = connection.execute(
        """SELECT d.item, d.event, d.place, d.entry_source, e.digest, e.json
        FROM items i JOIN stated d ON d.item = i.id LEFT JOIN events e ON e.key = d.event
        WHERE i.source = ? ORDER BY d.item, d.position""",
        (packed(source),),
    )
    for item, *rest in rows:
        found.setdefault(item, []).append(tuple(rest))
    return found
